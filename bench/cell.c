#include "bench/cell.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cell_gil.h"
#include "bench/parameter.h"
#include "bench/quantity.h"
#include "bench/quote.h"
#include "runners/program.h"

/* absurd counts are refused before they bring the machine down */
enum { WORKERS_MAX = 30000, TASKS_MAX = 100000000, GRID_MAX = 256 };
#define STACK_BYTES_MAX ((size_t)1 << 30)

char cell_error[256];

int
cell_fail(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(cell_error, sizeof cell_error, format, arguments);
	va_end(arguments);
	errno = EINVAL;
	return -1;
}

int
cell_init(struct cell *cell, const struct workload *workload, const struct runner *runner,
          unsigned cpus)
{
	*cell = (struct cell){.workload = workload,
	                      .runner = runner,
	                      .tasks = workload->tasks,
	                      .workers = workload->bound == CPU_BOUND ? cpus : workload->tasks,
	                      .in_flight = workload->bound == CPU_BOUND ? cpus : workload->tasks,
	                      .processes = cpus,
	                      .threads = 1,
	                      .stack_bytes = workload->stack_bytes,
	                      .gil = gil_preset};
	for (const struct parameter *p = workload->parameters; p->name; p++)
		if (cell_set(cell, p->name, p->preset) != 0)
			return -1;
	return 0;
}

int
cell_set(struct cell *cell, const char *name, const char *text)
{
	const struct parameter *p = parameter_find(cell->workload, name);

	if (!p)
		return cell_fail("%s has no parameter '%s'", cell->workload->name, name);
	return parameter_read(p, text, &cell->values[p - cell->workload->parameters]);
}

int
cell_set_program(struct cell *cell, const char *path)
{
	char *copy = strdup(path);

	if (!copy)
		return cell_fail("no memory");
	free(cell->program);
	cell->program = copy;
	return 0;
}

int
cell_set_knob(struct cell *cell, const char *name, const char *text)
{
	const struct program *program = cell->runner->program;
	uint64_t number;

	if (program && strcmp(name, program->option) == 0)
		return cell_set_program(cell, text);
	if (strcmp(name, "cpus") != 0)
		return cell_gil_set(cell, name, text);
	if (count_read(text, &number) != 0 || number == 0)
		return cell_fail("--cpus '%s': say a number such as 1", text);
	cell->cpus = number;
	return 0;
}

static int
check_program(const struct cell *cell)
{
	const struct program *program = cell->runner->program;

	if (program && !program->preset && !cell->program)
		return cell_fail("%s needs --%s PATH", cell->runner->name, program->option);
	if (program && cell->program &&
	    (!*cell->program || strlen(cell->program) >= PROGRAM_PATH_SIZE))
		return cell_fail("--%s '%.40s': say a path of 1 to %d bytes",
		                 program->option,
		                 cell->program,
		                 PROGRAM_PATH_SIZE - 1);
	return 0;
}

static int
check_stack(const struct cell *cell)
{
	const size_t least = cell->runner->loop ? COROUTINE_STACK_BYTES_MIN : STACK_BYTES_MIN;

	if (cell->stack_bytes >= least && cell->stack_bytes <= STACK_BYTES_MAX)
		return 0;
	return cell_fail("--stack %zu: say %s to 1GiB",
	                 cell->stack_bytes,
	                 cell->runner->loop ? "512" : "16KiB");
}

static int
check_grid(const struct cell *cell)
{
	if (!cell->runner->grid)
		return 0;
	if (cell->processes < 1 || cell->processes > GRID_MAX)
		return cell_fail("--processes %zu: say 1 to %d", cell->processes, GRID_MAX);
	if (cell->threads < 1 || cell->threads > GRID_MAX)
		return cell_fail("--threads %zu: say 1 to %d", cell->threads, GRID_MAX);
	return 0;
}

int
cell_check(const struct cell *cell)
{
	if (cell->tasks < 1 || cell->tasks > TASKS_MAX)
		return cell_fail("--tasks %zu: say 1 to %d", cell->tasks, TASKS_MAX);
	if (cell->runner->lifecycle == POOL && (cell->workers < 1 || cell->workers > WORKERS_MAX))
		return cell_fail("--workers %zu: say 1 to %d; IO-bound work has one for each task, "
		                 "unless you say",
		                 cell->workers,
		                 WORKERS_MAX);
	if (cell->in_flight < 1)
		return cell_fail("--in-flight 0: at least one task must be in flight");
	if (cell->runner->lifecycle == WORKER_PER_TASK && !cell->runner->loop &&
	    cell->in_flight > WORKERS_MAX)
		return cell_fail("--in-flight %zu: at most %d under %s, which makes a worker for "
		                 "each; the default is all tasks",
		                 cell->in_flight,
		                 WORKERS_MAX,
		                 cell->runner->name);
	return check_program(cell) == 0 && check_grid(cell) == 0 && cell_gil_check(cell) == 0
	               ? check_stack(cell)
	               : -1;
}

void
cell_free(struct cell *cell)
{
	for (size_t k = 0; k < VALUES; k++)
		free(cell->values[k].text);
	free(cell->program);
	*cell = (struct cell){.workload = NULL};
}

int
cell_copy(struct cell *cell, const struct cell *from)
{
	*cell = *from;
	for (size_t k = 0; k < VALUES; k++)
		cell->values[k].text = NULL;
	cell->program = from->program ? strdup(from->program) : NULL;
	if (from->program && !cell->program)
		return -1;
	for (size_t k = 0; k < VALUES; k++)
		if (from->values[k].text) {
			cell->values[k].text = strdup(from->values[k].text);
			if (!cell->values[k].text)
				return -1;
		}
	return 0;
}

size_t
cell_limit(const struct cell *cell)
{
	switch (cell->runner->lifecycle) {
	case POOL:
		return cell->workers;
	case WORKER_PER_TASK:
		return cell->in_flight;
	default:
		return 1;
	}
}

const char *
cell_program(const struct cell *cell)
{
	const struct program *program = cell->runner->program;

	return !program ? NULL : cell->program ? cell->program : program->preset;
}

const char *
cell_refusal(const struct cell *cell)
{
	static char reason[96];

	if (!cell->workload->together)
		return NULL;
	if (cell_limit(cell) >= cell->tasks)
		return cell_gil_refusal(cell);
	snprintf(reason,
	         sizeof reason,
	         "needs %zu tasks at once; %s has %zu",
	         cell->tasks,
	         cell->runner->name,
	         cell_limit(cell));
	return reason;
}

json_t *
cell_parameters(const struct cell *cell, bool with_places)
{
	json_t *object = json_object();
	char buffer[QUANTITY_SIZE];

	for (const struct parameter *p = cell->workload->parameters; p->name; p++)
		if (with_places || !p->place)
			json_object_set_new(object,
			                    p->name,
			                    json_string(parameter_write(
						    p,
						    &cell->values[p - cell->workload->parameters],
						    buffer,
						    sizeof buffer)));
	return object;
}

char *
cell_command(const struct cell *cell, bool with_places)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	json_t *parameters = cell_parameters(cell, with_places);
	const char *name;
	json_t *value;
	char stack[QUANTITY_SIZE];

	if (!out)
		return NULL;
	fprintf(out,
	        "run %s %s --tasks %zu",
	        cell->workload->name,
	        cell->runner->name,
	        cell->tasks);
	if (cell->runner->lifecycle == POOL)
		fprintf(out, " --workers %zu", cell->workers);
	if (cell->runner->lifecycle == WORKER_PER_TASK)
		fprintf(out, " --in-flight %zu", cell->in_flight);
	if (cell->runner->grid)
		fprintf(out, " --processes %zu --threads %zu", cell->processes, cell->threads);
	if (cell->cpus)
		fprintf(out, " --cpus %zu", cell->cpus);
	if (cell->runner->stacks && cell->stack_bytes != cell->workload->stack_bytes)
		fprintf(out, " --stack %s", size_write(stack, sizeof stack, cell->stack_bytes));
	cell_gil_write(out, cell);
	if (cell->program)
		quote_option(out, cell->runner->program->option, cell->program);
	json_object_foreach(parameters, name, value)
		quote_option(out, name, json_string_value(value));
	json_decref(parameters);
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}
