#include "bench/cell_options.h"

#include <stdint.h>
#include <string.h>

#include "bench/cell.h"
#include "bench/cell_gil.h"
#include "bench/command.h"
#include "bench/machine.h"
#include "bench/options.h"
#include "bench/quantity.h"
#include "runners/program.h"

static int
read_count(const struct option_row *rows, const char *name, size_t *into)
{
	const char *text = option(rows, name);
	uint64_t number;

	if (!text)
		return 0;
	if (count_read(text, &number) != 0 || number > SIZE_MAX)
		return usage("--%s '%s': say a number such as 64", name, text);
	*into = number;
	return 0;
}

/* an option that this runner has no use for is a misunderstanding, not to be passed over */
static int
check_lifecycle(const struct option_row *rows, const struct runner *runner)
{
	if (given(rows, "workers") && runner->lifecycle == ONE_WORKER)
		return usage("--workers: %s has one worker; choose a pool runner", runner->name);
	if (given(rows, "workers") && runner->lifecycle == WORKER_PER_TASK)
		return usage("--workers: %s makes a worker per task; limit them by --in-flight",
		             runner->name);
	if ((given(rows, "processes") || given(rows, "threads")) && !runner->grid)
		return usage("--%s: %s is one model; hybrid has processes with threads with "
		             "coroutines",
		             given(rows, "processes") ? "processes" : "threads",
		             runner->name);
	if (given(rows, "stack") && !runner->stacks)
		return usage("--stack: %s has the system's stacks; threads and coroutines can "
		             "be given others",
		             runner->name);
	if (given(rows, "loop") && strcmp(option(rows, "loop"), "auto") != 0 && !runner->loop)
		return usage("--loop: %s has no event loop", runner->name);
	if (given(rows, "in-flight") && runner->lifecycle == POOL)
		return usage("--in-flight: %s has a pool, and as many in flight as workers; say "
		             "--workers",
		             runner->name);
	if (given(rows, "in-flight") && runner->lifecycle == ONE_WORKER)
		return usage("--in-flight: %s has one task in flight; choose another runner",
		             runner->name);
	return 0;
}

/* the same of the knobs of a lock; the cell has its design already */
static int
check_knobs(const struct option_row *rows, const struct cell *cell)
{
	static const struct {
		const char *name;
		bool (*has)(const struct cell *);
	} knobs[] = {
		{"switch-interval", cell_has_switch_interval},
		{"checkpoint-every", cell_has_checkpoint_every},
		{"release-on-io", cell_has_release_on_io},
	};

	for (size_t k = 0; k < sizeof knobs / sizeof *knobs; k++)
		if (!given(rows, knobs[k].name) || knobs[k].has(cell))
			continue;
		else if (cell->runner->gil)
			return usage("--%s: --gil %s has no use for it; cpython has",
			             knobs[k].name,
			             cell->gil.design->name);
		else
			return usage("--%s: %s has no such lock; gil-thread has",
			             knobs[k].name,
			             cell->runner->name);
	return 0;
}

static int
read_design(const struct option_row *rows, struct cell *cell)
{
	const char *names[16] = {NULL};

	if (!given(rows, "gil"))
		return 0;
	if (!cell->runner->gil)
		return usage("--gil: %s has no such lock; gil-thread and gil-thread-pool have",
		             cell->runner->name);
	for (size_t k = 0; gil_designs[k]; k++)
		names[k] = gil_designs[k]->name;
	cell->gil.design = gil_design_find(option(rows, "gil"));
	return cell->gil.design ? 0
	                        : unknown("design of the lock",
	                                  option(rows, "gil"),
	                                  names,
	                                  "say cpython, ticks, unforced, priority or off");
}

static int
read_knobs(const struct option_row *rows, struct cell *cell)
{
	static const char *const names[] = {"switch-interval", "checkpoint-every", "release-on-io"};
	int wrong;

	if ((wrong = read_design(rows, cell)) || (wrong = check_knobs(rows, cell)))
		return wrong;
	for (size_t k = 0; k < sizeof names / sizeof *names; k++)
		if (given(rows, names[k]) &&
		    cell_set_knob(cell, names[k], option(rows, names[k])) != 0)
			return usage("%s", cell_error);
	return 0;
}

static int
read_stack(const struct option_row *rows, struct cell *cell)
{
	uint64_t bytes;

	if (!given(rows, "stack"))
		return 0;
	if (size_read(option(rows, "stack"), &bytes) != 0)
		return usage("--stack '%s': say a size such as 64KiB", option(rows, "stack"));
	cell->stack_bytes = bytes;
	return 0;
}

/* which program an external runner starts: each has its own word for it */
static int
read_program(const struct option_row *rows, struct cell *cell)
{
	static const char *const names[] = {"python", "program"};
	const struct program *program = cell->runner->program;

	for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
		if (!given(rows, names[k]))
			continue;
		if (!program || strcmp(program->option, names[k]) != 0)
			return usage("--%s: %s has no use for it; %s",
			             names[k],
			             cell->runner->name,
			             k == 0 ? "the runners python-* have" : "external has");
		if (cell_set_program(cell, option(rows, names[k])) != 0)
			return usage("%s", cell_error);
	}
	return 0;
}

/* tasks first: the limits follow them unless given */
int
cell_options_read(struct cell *cell, const struct option_row *rows)
{
	size_t tasks = cell->tasks;
	int wrong;

	if ((wrong = check_lifecycle(rows, cell->runner)) ||
	    (wrong = read_count(rows, "tasks", &tasks)))
		return wrong;
	if (cell->workload->bound != CPU_BOUND)
		cell->workers = cell->in_flight = tasks ? tasks : 1;
	cell->tasks = tasks;
	if ((wrong = read_count(rows, "workers", &cell->workers)) ||
	    (wrong = read_count(rows, "processes", &cell->processes)) ||
	    (wrong = read_count(rows, "threads", &cell->threads)))
		return wrong;
	/* or some of its loops would have nothing to do */
	if (cell->runner->grid && cell->workload->bound == CPU_BOUND &&
	    cell->processes * cell->threads > cell->in_flight)
		cell->in_flight = cell->processes * cell->threads;
	if ((wrong = read_count(rows, "in-flight", &cell->in_flight)) ||
	    (wrong = read_stack(rows, cell)) || (wrong = read_knobs(rows, cell)) ||
	    (wrong = read_program(rows, cell)))
		return wrong;
	for (const struct parameter *p = cell->workload->parameters; p->name; p++)
		if (given(rows, p->name) && cell_set(cell, p->name, option(rows, p->name)) != 0)
			return usage("%s", cell_error);
	return cell_check(cell) == 0 ? 0 : usage("%s", cell_error);
}

int
cell_options_confine(const struct option_row *rows, size_t *cpus)
{
	const unsigned available = machine_available_cpus();
	uint64_t number = 0;

	if (given(rows, "cpus") &&
	    (count_read(option(rows, "cpus"), &number) != 0 || number == 0 || number > available))
		return usage("--cpus '%s': say 1 to %u, for so many are available",
		             option(rows, "cpus"),
		             available);
	*cpus = (size_t)number;
	return number && machine_confine((unsigned)number) != 0
	               ? broken("cannot confine the run to %u CPUs:", (unsigned)number)
	               : 0;
}
