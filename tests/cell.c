/*
 * A cell takes parameters as people write them, refuses the rest in words that help, and its command
 * line makes the same cell again.
 */
#include "bench/cell.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "runners/program.h"
#include "tests/tap.h"

static struct cell
cell_of(const char *workload, const char *runner)
{
	struct cell cell;

	if (cell_init(&cell, workload_find(workload), runner_find(runner), 4) != 0)
		ok(0, "%s under %s: %s", workload, runner, cell_error);
	return cell;
}

static void
defaults(void)
{
	for (const struct workload *const *w = workloads; *w; w++)
		for (const struct runner *const *r = runners; *r; r++) {
			struct cell cell = cell_of((*w)->name, (*r)->name);
			size_t limit = (*r)->lifecycle == ONE_WORKER ? 1
			               : (*w)->bound == CPU_BOUND    ? 4
			                                             : (*w)->tasks;

			/* whose program the user must name */
			if ((*r)->program && !(*r)->program->preset &&
			    cell_set_program(&cell, "./mine") != 0)
				ok(0, "%s: %s", (*r)->name, cell_error);
			ok(cell_check(&cell) == 0 && cell.tasks == (*w)->tasks &&
			           cell_limit(&cell) == limit,
			   "%s under %s, by default: %zu tasks, %zu at once",
			   (*w)->name,
			   (*r)->name,
			   cell.tasks,
			   cell_limit(&cell));
			cell_free(&cell);
		}
}

static void
takes(const char *workload, const char *name, const char *text, uint64_t expected)
{
	struct cell cell = cell_of(workload, "serial");
	const struct parameter *p = cell.workload->parameters;

	while (p->name && strcmp(p->name, name) != 0)
		p++;
	ok(p->name && cell_set(&cell, name, text) == 0 &&
	           cell.values[p - cell.workload->parameters].number == expected,
	   "%s --%s %s",
	   workload,
	   name,
	   text);
	cell_free(&cell);
}

static void
refuses(const char *workload, const char *name, const char *text, const char *words)
{
	struct cell cell = cell_of(workload, "serial");
	int status;

	cell_error[0] = '\0';
	errno = 0;
	status = cell_set(&cell, name, text);
	ok(status == -1 && errno == EINVAL && strstr(cell_error, words),
	   "%s --%s '%s' is refused: %s",
	   workload,
	   name,
	   text,
	   cell_error);
	cell_free(&cell);
}

static void
parameters(void)
{
	takes("sleep", "wait", "100ms", 100000000);
	takes("sleep", "wait", "20us", 20000);
	takes("count", "iterations", "1e6", 1000000);
	takes("file", "bytes", "64KiB", 65536);
	takes("file", "cache", "warm", 0);
	takes("file", "cache", "cold", 1);
	takes("counter", "sync", "atomic", 4);
	takes("counter", "pause", "0", 0);
	refuses("counter", "sync", "luck", "say none or mutex");
	refuses("counter", "updates", "0", "say 1 to 1000000000");
	refuses("counter", "updates", "1e10", "say 1 to 1000000000");
	refuses("counter", "pause", "11s", "to 10s");
	refuses("counter", "pause", "10", "a duration such as");
	refuses("sleep", "wait", "100", "a duration such as");
	refuses("sleep", "wait", "-1ms", "out of range");
	refuses("sleep", "wait", "", "--wait ''");
	refuses("sleep", "nap", "1ms", "sleep has no parameter 'nap'");
	refuses("count", "iterations", "many", "a number such as");
	refuses("count", "iterations", "1.5", "not understood");
	takes("mix", "compute", "600s", 600000000000);
	takes("mix", "steps", "1e7", 10000000);
	refuses("mix", "compute", "601s", "to 600s");
	refuses("mix", "steps", "10000001", "say 0 to 10000000");
	refuses("file", "bytes", "64XB", "a size such as");
	refuses("file", "cache", "tepid", "say warm or cold");
}

static void
check(const char *runner, const char *what, const char *words, size_t tasks, size_t workers,
      size_t in_flight, size_t stack_bytes)
{
	struct cell cell = cell_of("noop", runner);

	cell.tasks = tasks;
	cell.workers = workers;
	cell.in_flight = in_flight;
	cell.stack_bytes = stack_bytes;
	cell_error[0] = '\0';
	ok(cell_check(&cell) == (words ? -1 : 0) && (!words || strstr(cell_error, words)),
	   "%s: %s",
	   what,
	   cell_error);
	cell_free(&cell);
}

static void
impossibles(void)
{
	check("thread", "least", NULL, 1, 1, 1, 16 << 10);
	check("thread", "most", NULL, 100000000, 1, 30000, 1 << 30);
	check("thread-pool", "most", NULL, 100000000, 30000, 1, 1 << 30);
	check("coroutine", "most", NULL, 100000000, 1, 100000000, 1 << 30);
	check("serial", "no tasks", "--tasks 0", 0, 1, 1, 16 << 10);
	check("serial", "too many tasks", "--tasks", 100000001, 1, 1, 16 << 10);
	check("thread-pool", "no workers", "--workers 0", 1, 0, 1, 16 << 10);
	check("thread-pool", "too many workers", "--workers", 1, 30001, 1, 16 << 10);
	check("thread", "nothing in flight", "--in-flight 0", 1, 1, 0, 16 << 10);
	check("process", "too many in flight", "--in-flight", 1, 1, 30001, 16 << 10);
	check("thread", "too small a stack", "--stack", 1, 1, 1, (16 << 10) - 1);
	check("thread", "too large a stack", "--stack", 1, 1, 1, ((size_t)1 << 30) + 1);
}

/* the options of a command line, as the shell would part them */
static int
read_back(struct cell *cell, char *command)
{
	int status = 0;

	for (char *name = strtok(command, " "); name; name = strtok(NULL, " ")) {
		char *value = strtok(NULL, " ");

		if (strcmp(name, "--tasks") == 0)
			cell->tasks = strtoul(value, NULL, 10);
		else if (strcmp(name, "--workers") == 0)
			cell->workers = strtoul(value, NULL, 10);
		else if (strcmp(name, "--in-flight") == 0)
			cell->in_flight = strtoul(value, NULL, 10);
		else if (strcmp(name, "--stack") == 0)
			status |= strcmp(value, "96KiB") != 0, cell->stack_bytes = 96 << 10;
		else
			status |= cell_set(cell, name + 2, value);
	}
	return status;
}

static void
command(const char *workload, const char *runner, const char *name, const char *text)
{
	struct cell cell = cell_of(workload, runner);
	struct cell again = cell_of(workload, runner);
	char *command;
	char *options;
	char *second;

	cell_set(&cell, name, text);
	cell.tasks = 777;
	cell.workers = cell.in_flight = 33;
	cell.stack_bytes = 96 << 10;
	command = cell_command(&cell, true);
	options = strdup(strstr(command, "--"));
	ok(strncmp(command, "run ", 4) == 0 &&
	           (strstr(command, " --stack 96KiB") != NULL) == cell.runner->stacks &&
	           read_back(&again, options) == 0,
	   "%s",
	   command);
	second = cell_command(&again, true);
	ok(strcmp(command, second) == 0 && again.tasks == 777 &&
	           cell_limit(&again) == cell_limit(&cell),
	   "... makes the same cell again");
	free(second);
	free(options);
	free(command);
	cell_free(&again);
	cell_free(&cell);
}

static void
places(void)
{
	struct cell cell = cell_of("file", "serial");
	struct cell copy;
	char *with;
	char *without;

	cell_set(&cell, "path", "/some/where");
	with = cell_command(&cell, true);
	without = cell_command(&cell, false);
	ok(strstr(with, " --path /some/where") && !strstr(without, "--path"),
	   "where a cell runs is not what it is");
	ok(cell_copy(&copy, &cell) == 0 && copy.values[2].text != cell.values[2].text &&
	           strcmp(copy.values[2].text, "/some/where") == 0,
	   "a copy has texts of its own");
	free(with);
	free(without);
	cell_free(&copy);
	cell_free(&cell);
}

static void
quoted(const char *program, const char *words)
{
	struct cell cell = cell_of("noop", "external");
	char *command;

	cell_set_program(&cell, program);
	command = cell_command(&cell, false);
	ok(strstr(command, words) != NULL, "%s is quoted: %s", program, command);
	free(command);
	cell_free(&cell);
}

static void
programs(void)
{
	struct cell cell = cell_of("noop", "external");
	struct cell python = cell_of("noop", "python-thread");
	struct cell copy;
	char *command;

	ok(!cell_program(&cell) && cell_check(&cell) != 0 && strstr(cell_error, "--program PATH"),
	   "external has no program by default");
	ok(cell_set_program(&cell, "./mine") == 0 && cell_set_program(&cell, "./my own") == 0 &&
	           cell_check(&cell) == 0 && strcmp(cell_program(&cell), "./my own") == 0,
	   "... but one that is named");
	command = cell_command(&cell, false);
	ok(strstr(command, " --program './my own'") != NULL, "%s", command);
	free(command);
	quoted("./mine's $HOME", " --program './mine'\\''s $HOME'");
	ok(cell_copy(&copy, &cell) == 0 && copy.program != cell.program &&
	           strcmp(copy.program, "./my own") == 0,
	   "a copy has a name of its own");
	ok(strcmp(cell_program(&python), "python3") == 0 && cell_check(&python) == 0,
	   "python-thread has python3");
	command = cell_command(&python, false);
	ok(!strstr(command, "--python"), "%s", command);
	free(command);
	ok(cell_set_program(&python, "/usr/bin/python3") == 0, "... unless another is named");
	command = cell_command(&python, false);
	ok(strstr(command, " --python /usr/bin/python3") != NULL, "%s", command);
	free(command);
	cell_free(&copy);
	cell_free(&cell);
	cell_free(&python);
}

int
main(void)
{
	defaults();
	programs();
	parameters();
	impossibles();
	command("sleep", "coroutine", "wait", "1500us");
	command("count", "thread-pool", "iterations", "123456789");
	command("file", "process", "cache", "cold");
	command("file", "process-pool", "path", "/some/where");
	command("mix", "serial", "compute", "17ns");
	command("http", "thread", "url", "http://127.0.0.1:1/");
	places();
	return done_testing();
}
