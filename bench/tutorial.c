/*
 * What tutorials on concurrency show and claim, and where it is found here.
 */
#include "bench/tutorial.h"

#include <stdio.h>
#include <string.h>

const struct tutorial_system tutorial_systems[] = {
	{"R1",
         "a loop that counts: one after the other, in threads, in processes, under a GIL",
         {"convoy run count serial --tasks 4 --iterations 10000000",
          "convoy run count thread --tasks 5 --in-flight 5 --iterations 100000000",
          "convoy run count process --tasks 5 --in-flight 5 --iterations 100000000",
          "convoy run count gil-thread --tasks 5 --in-flight 5 --iterations 100000000"}},
	{"R2",
         "whether a number of 15 digits is prime, ten times: serial, by a pool of threads, of "
         "processes",
         {"convoy run prime serial --tasks 10 --n 112272535095293",
          "convoy run prime thread-pool --tasks 10 --n 112272535095293",
          "convoy run prime process-pool --tasks 10 --n 112272535095293"}},
	{"R3",
         "a small file, read to its end by 4 threads or processes",
         {"convoy run file thread --tasks 4 --in-flight 4 --bytes 4KiB",
          "convoy run file process --tasks 4 --in-flight 4 --bytes 4KiB"}},
	{"R4",
         "a sleep for any wait: 100 threads or processes of 2 s, 10 coroutines of 500 ms; the "
         "presets wait 20 ms, as 100 of them one after the other would take minutes",
         {"convoy run sleep thread --tasks 100 --wait 2s",
          "convoy run sleep process --tasks 100 --wait 2s",
          "convoy run sleep coroutine --tasks 10 --wait 500ms"}},
	{"R5",
         "a crawler of 50 pages: serial, in threads, a pool of them, coroutines",
         {"convoy run crawl serial",
          "convoy run crawl thread --limit 50",
          "convoy run crawl thread-pool --workers 10 --limit 50",
          "convoy run crawl coroutine --limit 50"}},
	{"R6",
         "the crawler behind a semaphore: no more than 10 pages in flight; the site works on 20 at "
         "once, so that more than these only wait",
         {"convoy run crawl coroutine --limit 10",
          "convoy run crawl coroutine --limit 20",
          "convoy run crawl coroutine --limit 50"}},
	{"R7",
         "the crawler as a pipeline: 3 fetchers, a queue, 2 parsers; the queues' joins tell the "
         "end",
         {"convoy run pipeline thread --fetchers 3 --tasks 6",
          "convoy run pipeline process --fetchers 3 --tasks 6",
          "convoy run pipeline coroutine --fetchers 3 --tasks 6"}},
	{"R8",
         "crawl, then parse: after all have come, inside the worker, by the future's callback; "
         "when the first page, the mean, and the last were parsed is counted",
         {"convoy run parse thread --when after",
          "convoy run parse thread --when inside",
          "convoy run parse thread --when callback",
          "convoy run parse process --when callback"}},
	{"R9",
         "an echo server and 500 clients: a pool of 5 lets 495 of them wait, a process or a "
         "coroutine for each serves all; and 10,000 of them",
         {"convoy run echo thread-pool --workers 5",
          "convoy run echo process",
          "convoy run echo coroutine",
          "convoy run echo coroutine --tasks 10000 --messages 3 --every 1s"}},
	{"R10",
         "a web service whose request needs a file, a database and an API: one after another, "
         "and handed to a pool of 3",
         {"convoy run service thread --tasks 1 --file 100ms --database 200ms --api 300ms "
          "--fan-out off",
          "convoy run service thread --tasks 1 --file 100ms --database 200ms --api 300ms",
          "convoy run service coroutine --tasks 1 --file 100ms --database 200ms --api 300ms"}},
	{"R11",
         "a prime service: what requests that compute do to one that mostly waits",
         {"convoy run service process --tasks 16 --numbers 4 --n 112272535095293",
          "convoy run service coroutine --tasks 16 --numbers 4 --n 112272535095293",
          "convoy run poison coroutine"}},
	{"R12",
         "a counter that tasks read, and write back after a wait: updates are lost; with a lock "
         "none is, and one at a time. A million updates take C some milliseconds: so it is ten",
         {"convoy run counter thread --tasks 2 --updates 10 --pause 10ms",
          "convoy run counter thread --tasks 2 --updates 10 --pause 10ms --sync mutex",
          "convoy run counter thread --tasks 2 --updates 10000000",
          "convoy run counter thread --tasks 2 --updates 10000000 --sync mutex"}},
	{"R13",
         "a bank account of which two take 600 of 1000 after they looked; with a lock",
         {"convoy run account thread --tasks 2 --pause 100ms",
          "convoy run account thread --tasks 2 --pause 100ms --sync mutex"}},
	{"R14",
         "one ticket for 5 to 30 buyers, its count in a file; with a lock around the sale alone",
         {"convoy run tickets process --tasks 5 --read 100ms --write 200ms",
          "convoy run tickets process --tasks 30 --read 100ms --write 200ms --sync mutex"}},
	{"R15",
         "locks: two taken in opposite order, and the circle of who waits for whom; in one "
         "order; handed round by three, who speak in turn; taken again by who has it",
         {"convoy run locks thread",
          "convoy run locks thread --lesson order",
          "convoy run locks thread --lesson turn --tasks 3",
          "convoy run locks thread --lesson again"}},
	{"R16",
         "a queue for 3 items, with calls that wait, wait so long, or do not; its join tells that "
         "all are done",
         {"convoy run queues thread",
          "convoy run queues process --call timed",
          "convoy run queues coroutine --call now"}},
	{"R17",
         "tasks that wait until a checker has seen that the database is up; it tries 3 times, and "
         "who waits for longer than that gives up",
         {"convoy run event thread", "convoy run event process", "convoy run event coroutine"}},
	{"R18",
         "pools and futures: 5 jobs of 2 s on 3 workers, which are started when needed and used "
         "again, take two waits; collected by map, as completed, by callback, or one by one",
         {"convoy run futures thread --tasks 1 --wait 2s --how map",
          "convoy run futures process --tasks 1 --wait 2s --how completed",
          "convoy run futures coroutine --tasks 1 --wait 2s --how callback",
          "convoy run futures gil-thread --tasks 1 --wait 2s --how result"}},
	{"R19",
         "the life of threads and processes: made, named, joined, reaped; who takes too long is "
         "ended and says what it did, and nobody is left behind",
         {"convoy run sleep thread --tasks 3 --wait 100ms --observe all",
          "convoy run sleep process --tasks 3 --wait 100ms --observe all",
          "convoy run sleep process --tasks 3 --wait 1h --timeout 300ms  # fails, as it says",
          "convoy run spawn process --tasks 100"}},
	{"R20",
         "memory: threads share what is global, processes have copies; a thread's own; a "
         "dictionary behind a lock, from which 100 tasks take",
         {"convoy run memory thread",
          "convoy run memory process",
          "convoy run memory thread --where thread-local",
          "convoy run memory process --where shared"}},
	{"R21",
         "an external program is started, given input, and read from until it ends",
         {"convoy run exec serial --tasks 20",
          "convoy run exec thread --tasks 20 --command 'tr a-z A-Z'",
          "convoy run exec coroutine --bytes 1MiB"}},
	{"R22",
         "the GIL: given up at a wait, asked for after an interval; it keeps the interpreter "
         "whole, not a program's data",
         {"convoy run count gil-thread-pool --workers 4 --switch-interval 5ms",
          "convoy run count python-thread-pool --workers 4 --iterations 100000",
          "convoy run sleep gil-thread --tasks 32 --wait 20ms",
          "convoy run hogs gil-thread --tasks 2 --duration 1s",
          "convoy run counter gil-thread --updates 20000000"}},
	{"R23",
         "coroutines: spawned and joined, switched where they block; several processes of many "
         "coroutines; what is no wait, as computing, holds up all of them",
         {"convoy run sleep coroutine --tasks 10 --wait 500ms",
          "convoy run sleep hybrid --tasks 1000 --wait 50ms",
          "convoy run poison coroutine",
          "convoy run poison thread"}},
	{"R24",
         "compression, encryption and search by regular expressions: computing in libraries",
         {"convoy run gzip thread-pool",
          "convoy run aes process-pool",
          "convoy run sha256 gil-thread-pool",
          "convoy run regex serial --pattern '[a-z]+, [0-9]{4}'"}},
	{"R25",
         "reads and writes of a database, of files; a crawl",
         {"convoy run database thread --access read",
          "convoy run database process --access write",
          "convoy run file thread-pool --bytes 256KiB --cache cold",
          "convoy run crawl coroutine"}},
	{"R26",
         "the choice of a model, from what was measured here instead of a flow chart: \"Choose "
         "a model\" in the report",
         {"convoy matrix"}},
	{.name = NULL},
};

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

enum { WIDTH = 79, NAME_WIDTH = 5, INDENT = 7 };

/* words in lines, each begun by that many blanks, the first of them from that column on */
static void
print_wrapped(const char *text, int indent, int column)
{
	while (*text) {
		int word = (int)strcspn(text, " ");

		if (column > indent && column + 1 + word > WIDTH) {
			putchar('\n');
			column = 0;
		}
		column += printf("%*s%.*s", column < indent ? indent - column : 1, "", word, text);
		text += word + (text[word] == ' ');
	}
	putchar('\n');
}

void
tutorial_print(void)
{
	printf("What tutorials show, and what runs it here. Each command takes other runners and "
	       "sizes.\n");
	for (const struct tutorial_system *s = tutorial_systems; s->name; s++) {
		print_wrapped(s->summary, NAME_WIDTH, printf("\n%s", s->name) - 1);
		for (const char *const *command = s->commands; *command; command++)
			printf("%*s%s\n", INDENT, "", *command);
	}
	printf("\nWhat they claim, and the cells that judge it.\n");
	for (const struct tutorial_claim *c = tutorial_claims; c->name; c++) {
		print_wrapped(c->text, NAME_WIDTH, printf("\n%s", c->name) - 1);
		printf("%*sconvoy matrix --preset %s\n", INDENT, "", c->preset);
		print_wrapped(c->cells, INDENT, 0);
	}
}
