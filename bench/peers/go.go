// Goroutines. GOMAXPROCS in the environment says how many threads they share.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

const turns = 10_000_000

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		fmt.Fprintln(os.Stderr, "usage: sleep N SECONDS [REPEATS]")
		fmt.Fprintln(os.Stderr, "       yield|spawn|spawn-few|spawn-turn N [REPEATS]")
		os.Exit(2)
	}
	return n
}

// a line of /proc/self/status that is in kB, as bytes
func statusBytes(name string) int {
	text, _ := os.ReadFile("/proc/self/status")
	_, rest, _ := strings.Cut(string(text), name+":")
	kilobytes, _ := strconv.Atoi(strings.Fields(rest)[0])
	return kilobytes << 10
}

func cpuSeconds() float64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9
}

func printNs(figure string, n int, took time.Duration, times int) {
	fmt.Printf("{\"figure\":%q,\"n\":%d,\"ns\":%.2f}\n", figure, n, float64(took)/float64(times))
}

// The first goroutine keeps the time, from its second turn on: all others have begun by then.
func measureYield(n int) {
	var all sync.WaitGroup
	var took time.Duration
	rounds := turns/n + 1
	all.Add(n)
	for i := 0; i < n; i++ {
		go func(first bool) {
			runtime.Gosched()
			start := time.Now()
			for k := 0; k < rounds; k++ {
				runtime.Gosched()
			}
			if first {
				took = time.Since(start)
			}
			all.Done()
		}(i == 0)
	}
	all.Wait()
	printNs("yield", n, took, n*rounds)
}

func measureSpawn(n int) {
	var all sync.WaitGroup
	start := time.Now()
	all.Add(n)
	for i := 0; i < n; i++ {
		go all.Done()
	}
	all.Wait()
	printNs("spawn", n, time.Since(start), n)
}

// The same, and never more than a thousand at once: goroutines that have ended are used again.
func measureSpawnFew(n int) {
	var some sync.WaitGroup
	start := time.Now()
	for left := n; left > 0; left -= 1000 {
		some.Add(1000)
		for i := 0; i < 1000; i++ {
			go some.Done()
		}
		some.Wait()
	}
	printNs("spawn-few", n, time.Since(start), n)
}

// The same, and each lets the others go first once.
func measureSpawnTurn(n int) {
	var all sync.WaitGroup
	start := time.Now()
	all.Add(n)
	for i := 0; i < n; i++ {
		go func() {
			runtime.Gosched()
			all.Done()
		}()
	}
	all.Wait()
	printNs("spawn-turn", n, time.Since(start), n)
}

func measureSleep(n int, seconds int) {
	var all sync.WaitGroup
	before := statusBytes("VmRSS")
	cpu := cpuSeconds()
	start := time.Now()
	all.Add(n)
	for i := 0; i < n; i++ {
		go func() {
			time.Sleep(time.Duration(seconds) * time.Second)
			all.Done()
		}()
	}
	all.Wait()
	wall := time.Since(start).Seconds()
	fmt.Printf("{\"figure\":\"sleep\",\"n\":%d,\"wall_s\":%.4f,\"cpu_s\":%.4f,"+
		"\"rss_bytes_per_task\":%.1f,\"peak_rss_bytes\":%d}\n",
		n, wall, cpuSeconds()-cpu, float64(statusBytes("VmHWM")-before)/float64(n),
		statusBytes("VmHWM"))
}

func main() {
	arguments := append(os.Args[1:], "", "", "")
	figure, n, rest := arguments[0], number(arguments[1]), arguments[2:]
	seconds, repeats := 0, 1
	if figure == "sleep" {
		seconds, rest = number(rest[0]), rest[1:]
	}
	if rest[0] != "" {
		repeats = number(rest[0])
	}
	for ; repeats > 0; repeats-- {
		switch figure {
		case "yield":
			measureYield(n)
		case "spawn":
			measureSpawn(n)
		case "spawn-few":
			measureSpawnFew(n)
		case "spawn-turn":
			measureSpawnTurn(n)
		case "sleep":
			measureSleep(n, seconds)
		default:
			number("")
		}
	}
}
