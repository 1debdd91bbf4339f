// tokio's tasks, on its scheduler for one thread.
use std::future::Future;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio::task::yield_now;
use tokio::time::sleep;

const TURNS: usize = 10_000_000;

static ALIVE: AtomicUsize = AtomicUsize::new(0);
static ALL_ENDED: Notify = Notify::const_new();
static TOOK_NS: AtomicU64 = AtomicU64::new(0);

/// A line of /proc/self/status that is in kB, as bytes.
fn status_bytes(name: &str) -> usize {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() << 10
}

/// User and system time of this process, in ticks of which a second has 100.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks = |i: usize| fields[i].parse::<f64>().unwrap();
    (ticks(11) + ticks(12)) / 100.0
}

fn print_ns(figure: &str, n: usize, took_ns: u64, times: usize) {
    let ns = took_ns as f64 / times as f64;
    println!("{{\"figure\":\"{}\",\"n\":{},\"ns\":{:.2}}}", figure, n, ns);
}

/// What a task does last. Nobody holds the tasks, so that one that has ended is freed.
fn end() {
    if ALIVE.fetch_sub(1, Relaxed) == 1 {
        ALL_ENDED.notify_one();
    }
}

/// So many tasks at once, to their end.
async fn run_all<F>(n: usize, task: impl Fn(usize) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    ALIVE.store(n, Relaxed);
    for i in 0..n {
        tokio::spawn(task(i));
    }
    ALL_ENDED.notified().await;
}

/// The first task keeps the time, from its second turn on: all others have begun by then.
async fn measure_yield(n: usize) {
    let rounds = TURNS / n + 1;
    run_all(n, |i| async move {
        yield_now().await;
        let start = Instant::now();
        for _ in 0..rounds {
            yield_now().await;
        }
        if i == 0 {
            TOOK_NS.store(start.elapsed().as_nanos() as u64, Relaxed);
        }
        end();
    })
    .await;
    print_ns("yield", n, TOOK_NS.load(Relaxed), n * rounds);
}

async fn measure_spawn(n: usize) {
    let start = Instant::now();
    run_all(n, |_| async { end() }).await;
    print_ns("spawn", n, start.elapsed().as_nanos() as u64, n);
}

/// The same, and never more than a thousand at once.
async fn measure_spawn_few(n: usize) {
    let start = Instant::now();
    for _ in 0..n / 1000 {
        run_all(1000, |_| async { end() }).await;
    }
    print_ns("spawn-few", n, start.elapsed().as_nanos() as u64, n);
}

/// The same, and each lets the others go first once.
async fn measure_spawn_turn(n: usize) {
    let start = Instant::now();
    run_all(n, |_| async {
        yield_now().await;
        end();
    })
    .await;
    print_ns("spawn-turn", n, start.elapsed().as_nanos() as u64, n);
}

async fn measure_sleep(n: usize, seconds: u64) {
    let before = status_bytes("VmRSS:");
    let cpu = cpu_seconds();
    let start = Instant::now();
    run_all(n, |_| async move {
        sleep(Duration::from_secs(seconds)).await;
        end();
    })
    .await;
    let wall = start.elapsed().as_secs_f64();
    let peak = status_bytes("VmHWM:");
    println!(
        "{{\"figure\":\"sleep\",\"n\":{},\"wall_s\":{:.4},\"cpu_s\":{:.4},\
         \"rss_bytes_per_task\":{:.1},\"peak_rss_bytes\":{}}}",
        n,
        wall,
        cpu_seconds() - cpu,
        (peak - before) as f64 / n as f64,
        peak
    );
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |i: usize| arguments.get(i).map(|text| text.parse::<u64>().expect(text));
    let figure = arguments.get(0).expect("yield|spawn N [REPEATS]; sleep N SECONDS [REPEATS]");
    let n = number(1).expect("N") as usize;
    let repeats = number(if figure == "sleep" { 3 } else { 2 }).unwrap_or(1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    for _ in 0..repeats {
        match figure.as_str() {
            "yield" => runtime.block_on(measure_yield(n)),
            "spawn" => runtime.block_on(measure_spawn(n)),
            "spawn-few" => runtime.block_on(measure_spawn_few(n)),
            "spawn-turn" => runtime.block_on(measure_spawn_turn(n)),
            "sleep" => runtime.block_on(measure_sleep(n, number(2).expect("SECONDS"))),
            _ => panic!("no figure {}", figure),
        }
    }
}
