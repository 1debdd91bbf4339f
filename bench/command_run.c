#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/cell.h"
#include "bench/cell_options.h"
#include "bench/command.h"
#include "bench/deadline.h"
#include "bench/machine.h"
#include "bench/measure.h"
#include "bench/options.h"
#include "bench/output.h"
#include "bench/quantity.h"
#include "bench/record.h"
#include "bench/record_text.h"
#include "bench/workload_text.h"
#include "runners/loop.h"

static const struct option_row fixed_options[] = {
	{.name = "tasks", .takes_value = true},
	{.name = "workers", .takes_value = true},
	{.name = "in-flight", .takes_value = true},
	{.name = "processes", .takes_value = true},
	{.name = "threads", .takes_value = true},
	{.name = "stack", .takes_value = true},
	{.name = "cpus", .takes_value = true},
	{.name = "loop", .takes_value = true},
	{.name = "gil", .takes_value = true},
	{.name = "switch-interval", .takes_value = true},
	{.name = "checkpoint-every", .takes_value = true},
	{.name = "release-on-io", .takes_value = true},
	{.name = "python", .takes_value = true},
	{.name = "program", .takes_value = true},
	{.name = "timeout", .takes_value = true},
	{.name = "observe", .takes_value = true},
	{.name = "record", .takes_value = true},
	{.name = "events", .takes_value = true},
	{.name = "json"},
};

enum { FIXED_OPTIONS = sizeof fixed_options / sizeof *fixed_options };

static int
find_runner(const char *name, const struct runner **found)
{
	const char *names[64] = {NULL};

	*found = runner_find(name);
	for (size_t k = 0; runners[k]; k++)
		names[k] = runners[k]->name;
	return *found ? 0 : unknown("runner", name, names, "convoy list shows them");
}

static int
read_observe(const struct option_row *rows, enum observe *observe)
{
	static const char *const names[] = {"nothing", "memory", "all", NULL};
	const char *text = given(rows, "observe") ? option(rows, "observe") : "memory";

	for (int k = 0; names[k]; k++)
		if (strcmp(names[k], text) == 0) {
			*observe = (enum observe)k;
			return 0;
		}
	return usage("--observe '%s': say nothing, memory or all", text);
}

static int
read_loop(const struct option_row *rows)
{
	const char *text = given(rows, "loop") ? option(rows, "loop") : "auto";

	if (strcmp(text, "uring") == 0)
		loop_choice = &loop_uring;
	else if (strcmp(text, "epoll") == 0)
		loop_choice = &loop_epoll;
	else if (strcmp(text, "auto") != 0)
		return usage("--loop '%s': say auto, uring or epoll", text);
	return 0;
}

static int
check_output(const struct option_row *rows, const char *name)
{
	const char *path = option(rows, name);

	if (path && output_check(path) != 0)
		return usage("--%s %s: %s", name, path, strerror(errno));
	return 0;
}

static int
write_json(json_t *value, const char *path)
{
	int status = path ? output_json(value, path) : 0;

	json_decref(value);
	return status == 0 ? 0 : broken("cannot write %s:", path);
}

static int
show(struct record *r, json_t *events, const struct option_row *rows, const struct cell *cell)
{
	json_t *json = record_to_json(r);
	int status = 0;

	if (given(rows, "json"))
		json_dumpf(json, stdout, JSON_INDENT(2)), putchar('\n');
	else if (!given(rows, "record"))
		record_print(r, cell);
	status |= write_json(json, option(rows, "record"));
	if (events)
		status |= write_json(events, option(rows, "events"));
	if (status == 0 && r->status == STATUS_SKIPPED)
		return EXIT_SKIPPED;
	return status || r->status != STATUS_OK ? EXIT_BROKEN : EXIT_MEASURED;
}

/* what is told of a run that its own process ends */
static struct {
	struct record record;
	const struct option_row *rows;
	const struct cell *cell;
} current;

static void
timed_out(const char *reason)
{
	struct record *r = &current.record;

	r->status = STATUS_FAILED;
	snprintf(r->reason, sizeof r->reason, "%s", reason);
	show(r, NULL, current.rows, current.cell);
	fflush(NULL);
	_exit(EXIT_BROKEN);
}

static int
read_timeout(const struct option_row *rows, const struct cell *cell)
{
	uint64_t ns;

	if (!given(rows, "timeout"))
		return 0;
	if (duration_read(option(rows, "timeout"), &ns) != 0 || ns == 0)
		return usage("--timeout '%s': say a duration of more than 0, such as 30s or "
		             "500ms",
		             option(rows, "timeout"));
	current.rows = rows;
	current.cell = cell;
	deadline_set((double)ns / 1e9, timed_out);
	return 0;
}

static int
run_cell(struct cell *cell, const struct option_row *rows)
{
	enum observe observe = OBSERVE_MEMORY;
	struct record *r = &current.record;
	json_t *events = NULL;
	int wrong;

	if ((wrong = cell_options_read(cell, rows)) || (wrong = read_observe(rows, &observe)) ||
	    (wrong = read_loop(rows)) || (wrong = read_timeout(rows, cell)) ||
	    (wrong = check_output(rows, "record")) || (wrong = check_output(rows, "events")))
		return wrong;
	signal(SIGPIPE, SIG_IGN);
	if (measure(cell, observe, r, given(rows, "events") ? &events : NULL) != 0)
		return broken("cannot measure:");
	wrong = show(r, events, rows, cell);
	record_free(r);
	return wrong;
}

static int
run_main(int argc, char **argv)
{
	struct option_row rows[FIXED_OPTIONS + PARAMETERS_MAX + 1] = {{.name = NULL}};
	const struct workload *workload;
	const struct runner *runner;
	struct cell cell;
	size_t cpus = 0;
	int wrong;

	if (argc < 3 || argv[1][0] == '-' || argv[2][0] == '-')
		return usage("say a workload and a runner, as in: convoy run prime thread-pool");
	if ((wrong = workload_choose(argv[1], &workload)) ||
	    (wrong = find_runner(argv[2], &runner)))
		return wrong;
	memcpy(rows, fixed_options, sizeof fixed_options);
	for (size_t k = 0; workload->parameters[k].name; k++)
		rows[FIXED_OPTIONS + k] = (struct option_row){.name = workload->parameters[k].name,
		                                              .takes_value = true};
	if ((wrong = options_read(argc - 2, argv + 2, rows)) != 0)
		return wrong < 0 ? EXIT_USAGE
		                 : usage("run takes one workload and one runner, not also '%s'",
		                         argv[argc - 1]);
	if ((wrong = cell_options_confine(rows, &cpus)) != 0)
		return wrong;
	if (cell_init(&cell, workload, runner, machine_available_cpus()) != 0)
		return broken("%s", cell_error);
	cell.cpus = cpus;
	wrong = run_cell(&cell, rows);
	cell_free(&cell);
	return wrong;
}

/* the parameters of the workload that was named, too */
static void
run_help(int argc, char **argv)
{
	const struct workload *workload = argc > 1 ? workload_find(argv[1]) : NULL;

	if (!workload && argc > 1 && argv[1][0] != '-')
		printf("\nno workload is named '%s': convoy list shows them\n", argv[1]);
	if (!workload)
		return;
	printf("\nthe workload and its parameters:\n");
	workload_print(workload);
}

const struct command command_run = {
	.name = "run",
	.summary = "run one cell once: a workload under a runner",
	.help = "usage: convoy run WORKLOAD RUNNER [OPTIONS] [--PARAMETER VALUE]...\n"
		"\n"
		"Runs every task of the workload once under the runner, and prints times,\n"
		"throughput, CPU, context switches, memory, checksum and concurrency.\n"
		"`convoy list` shows the workloads, their parameters, and the runners;\n"
		"`convoy run WORKLOAD --help` the parameters of one.\n"
		"\n"
		"options:\n"
		"  --tasks N         how many tasks; the workload has a default\n"
		"  --workers W       workers of a pool; CPU-bound: the available CPUs, else\n"
		"                    one for each task\n"
		"  --in-flight L     tasks at once of a runner with a worker per task; the same\n"
		"                    defaults as --workers, or one for each loop of hybrid\n"
		"  --processes P     of hybrid: how many; default: the available CPUs\n"
		"  --threads T       of hybrid: in each process, each with its coroutines;\n"
		"                    default: 1\n"
		"  --stack SIZE      stack of a thread, 16KiB to 1GiB, or of a coroutine, 512\n"
		"                    to 1GiB; below 4KiB they are packed, without a guard page\n"
		"  --cpus N          confine the run to so many of the available CPUs\n"
		"  --loop ENGINE     auto, uring or epoll: the coroutines' event loop\n"
		"  --gil DESIGN      of the lock of gil-thread and gil-thread-pool:\n"
		"                      cpython   who waits for it asks after the switch interval\n"
		"                      ticks     Python 2's: dropped every so many checkpoints\n"
		"                      unforced  cpython, but who is asked may be first again\n"
		"                      priority  cpython, but who gave it up by himself asks at\n"
		"                                once\n"
		"                      off       no lock: free threading\n"
		"  --switch-interval TIME\n"
		"                    how long one who waits for the lock lets the holder be:\n"
		"                    1us to 10s; default: 5ms\n"
		"  --checkpoint-every N\n"
		"                    the holder looks at every Nth checkpoint; they come about\n"
		"                    every microsecond; default: 1\n"
		"  --release-on-io on|off\n"
		"                    whether calls that wait give up the lock; default: on\n"
		"  --python PATH     of python-*: the interpreter, CPython 3.8 or later; default:\n"
		"                    python3, as found by PATH\n"
		"  --program PATH    of external: the program that does the tasks, in whatever\n"
		"                    language; runners/README.md says what it is told\n"
		"  --timeout TIME    end a run that takes longer, and say how far it came\n"
		"  --observe WHAT    nothing, memory (the default), or all: also what each task\n"
		"                    did when, which costs a little time\n"
		"  --json            print the record as JSON\n"
		"  --record FILE     write the record into FILE\n"
		"  --events FILE     write every task's times into FILE\n"
		"\n"
		"examples:\n"
		"  convoy run prime thread-pool --tasks 10 --workers 4 --n 112272535095293\n"
		"  convoy run sleep coroutine --tasks 1000 --wait 100ms\n"
		"  convoy run file process --bytes 256KiB --cache cold --in-flight 8\n"
		"  convoy run sleep coroutine --tasks 1000000 --wait 10s --stack 512\n"
		"  convoy run prime hybrid --processes 2 --threads 2\n"
		"  convoy run prime thread-pool --workers 4 --cpus 1\n"
		"  convoy run count gil-thread-pool --workers 4 --switch-interval 1ms\n"
		"  convoy run count gil-thread-pool --workers 4 --gil ticks\n"
		"  convoy run count python-thread-pool --workers 4 --python /usr/bin/python3\n"
		"  convoy run noop external --tasks 10 --program ./my-runner\n"
		"  convoy run http thread --tasks 100 --delay 100ms --json\n"
		"  convoy run counter thread --updates 3 --pause 10ms\n"
		"  convoy run hogs thread --tasks 5 --duration 2s --rate 1000\n"
		"\n"
		"exit status: 0 measured, 1 failed or invalid, 2 wrong usage, 3 skipped: the\n"
		"runner cannot have in flight at once what waits for each other, or the\n"
		"program of an external runner is not here, or cannot do the workload\n",
	.main = run_main,
	.more_help = run_help,
};
