/*
 * What tutorials on concurrency claim, and the cells that judge it.
 */
#include <stddef.h>

#include "bench/tutorial.h"

const struct tutorial_claim tutorial_claims[] = {
	{"C1",
         "A thread is far cheaper to create than a process",
         "standard",
         "spawn-2000/thread spawn-300/process"},
	{"C2",
         "Under a GIL, threads that compute are no faster than serial",
         "gil",
         "gil-cpu/serial gil-cpu/gil-thread-pool:5ms gil-cpu/python-serial "
         "gil-cpu/python-thread-pool:5ms"},
	{"C3",
         "... and slower, because of switching",
         "gil",
         "gil-cpu/gil-thread-pool:0.1ms gil-cpu/gil-thread-pool:5ms "
         "gil-cpu/python-thread-pool:5ms"},
	{"C4",
         "Computing in processes speeds up with the cores",
         "tutorial",
         "count-100M/serial count-100M/process-pool prime-15-digits/serial "
         "prime-15-digits/process-pool"},
	{"C5",
         "Without a GIL, threads do as well as processes at computing",
         "tutorial",
         "count-100M/thread-pool count-100M/process-pool prime-15-digits/thread-pool "
         "prime-15-digits/process-pool"},
	{"C6",
         "What waits speeds up in threads even under a GIL",
         "gil",
         "gil-sleep/serial gil-sleep/gil-thread gil-sleep/python-thread gil-http/gil-thread "
         "gil-http/python-thread"},
	{"C7",
         "For what waits, processes can be slower than threads",
         "tutorial",
         "sleep-20ms/thread sleep-20ms/process http-50-pages/thread http-50-pages/process"},
	{"C8",
         "A coroutine costs the least memory and the cheapest switch: there can be more of them "
         "than threads, and more threads than processes (how many: convoy limits)",
         "standard",
         "sleepers-1000/thread sleepers-1000/process sleepers-1000/coroutine switch-1000/thread "
         "switch-1000/process switch-100k/coroutine"},
	{"C9",
         "Coroutines use one core; switching among those that only compute makes them slower",
         "tutorial",
         "count-100M/serial count-100M/coroutine prime-15-digits/serial "
         "prime-15-digits/coroutine"},
	{"C10",
         "One call that is no wait to the event loop blocks every coroutine of the thread: here, "
         "one task that computes",
         "tutorial",
         "poison/coroutine poison/thread poison/process poison/hybrid"},
	{"C11",
         "On one core, a GIL makes no difference",
         "gil",
         "gil-cpu/thread-pool:1-cpu gil-cpu/gil-thread-pool:1-cpu gil-sleep/thread:1-cpu "
         "gil-sleep/gil-thread:1-cpu"},
	{"C12",
         "On many cores, a GIL hardly touches what waits",
         "gil",
         "gil-sleep/thread gil-sleep/gil-thread gil-http/thread gil-http/gil-thread "
         "hogs-0/python-thread:5ms hogs-1/python-thread:5ms"},
	{"C13",
         "A pool saves the cost of making workers",
         "standard",
         "spawn-2000/thread spawn-100k/thread-pool spawn-300/process spawn-100k/process-pool"},
	{"C14",
         "Too many processes cost more than they bring",
         "standard",
         "prime/process-pool sleep/process-pool"},
	{"C15",
         "A lock buys correctness with speed: what is locked runs one at a time",
         "tutorial",
         "counter-none/thread counter-mutex/thread account-none/thread account-mutex/thread"},
	{"C16",
         "A GIL does not make a program's own data safe",
         "gil",
         "gil-data/gil-thread gil-data-python/python-thread"},
	{"C17",
         "Parsing by a future's callback is done sooner than parsing after all have come",
         "tutorial",
         "parse-after/thread parse-callback/thread parse-inside/thread parse-after/process "
         "parse-callback/process parse-after/coroutine parse-callback/coroutine"},
	{"C18",
         "A service that hands its errands out answers in the time of the slowest, not of their "
         "sum",
         "tutorial",
         "service-in-turn/thread service/thread service-in-turn/process service/process "
         "service-in-turn/coroutine service/coroutine"},
	{"C19",
         "At reading files, threads and processes beat serial",
         "tutorial",
         "file-4KiB/serial file-4KiB/thread file-4KiB/process"},
	{"C20",
         "The best number of processes is that of the cores",
         "standard",
         "prime/process-pool"},
	{.name = NULL},
};
