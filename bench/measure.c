#include "bench/measure.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/cell.h"
#include "bench/cell_gil.h"
#include "bench/deadline.h"
#include "bench/family.h"
#include "bench/machine.h"
#include "bench/memory.h"
#include "bench/outcomes.h"
#include "bench/requests.h"
#include "bench/stall.h"
#include "bench/usage.h"
#include "bench/validity.h"
#include "runners/clock.h"
#include "runners/trace.h"

enum { SEGMENTS_MAX = 1 << 20, MEMORY_PERIOD_NS = 10000000 };

static double
span_s(uint64_t from, uint64_t to)
{
	return to > from ? (double)(to - from) / 1e9 : 0;
}

/* begin .. gate opens .. last task ends .. end */
static void
note_clocks(struct record *r, const struct tally *t, uint64_t begin_ns, uint64_t end_ns)
{
	uint64_t last_ns = t->open_ns;

	for (size_t i = 0; i < t->tasks; i++)
		if (t->task[i].end_ns > last_ns)
			last_ns = t->task[i].end_ns;
	r->wall_s = span_s(begin_ns, end_ns);
	r->startup_s = span_s(begin_ns, t->open_ns);
	r->run_s = span_s(t->open_ns, last_ns);
	r->teardown_s = span_s(last_ns, end_ns);
	r->tasks_per_s = r->wall_s > 0 ? (double)t->tasks / r->wall_s : (double)NAN;
}

static void
note_cell(struct record *r, const struct cell *cell)
{
	snprintf(r->workload, sizeof r->workload, "%s", cell->workload->name);
	snprintf(r->runner, sizeof r->runner, "%s", cell->runner->name);
	r->tasks = (double)cell->tasks;
	r->workers = (double)cell_limit(cell);
	r->in_flight = (double)cell_limit(cell);
	r->processes = cell->runner->grid ? (double)cell->processes : (double)NAN;
	r->threads = cell->runner->grid ? (double)cell->threads : (double)NAN;
	r->available_cpus = machine_available_cpus();
	r->stack_bytes = cell->runner->stacks ? (double)cell->stack_bytes : (double)NAN;
	cell_gil_note(r, cell);
	r->parameters = cell_parameters(cell, false);
	if (cell_program(cell))
		snprintf(r->program, sizeof r->program, "%s", cell_program(cell));
}

static int
fail(struct record *r, const char *what, const char *why)
{
	r->status = STATUS_FAILED;
	snprintf(r->reason, sizeof r->reason, "%s%s", what, why);
	return -1;
}

static struct memory_watch watch;

static void
sample_memory(void)
{
	memory_watch_sample_now(&watch);
}

static void
note_scheduler(struct record *r, const struct tally *t)
{
	const char *loop = atomic_load(&t->loop);
	const char *guard = atomic_load(&t->stack_guard);

	if (!loop)
		return;
	snprintf(r->loop, sizeof r->loop, "%s", loop);
	snprintf(r->stack_guard, sizeof r->stack_guard, "%s", guard);
	r->stack_used_bytes = (double)atomic_load(&t->stack_used_bytes);
}

static void
note_interpreter(struct record *r, const struct tally *t)
{
	snprintf(r->interpreter, sizeof r->interpreter, "%s", t->interpreter);
	snprintf(r->interpreter_gil, sizeof r->interpreter_gil, "%s", t->interpreter_gil);
}

static void
run(const struct job *job, const struct cell *cell, struct record *r)
{
	struct usage before = usage_now();
	uint64_t begin_ns = clock_ns();
	int status = runner_run(cell->runner, job);
	uint64_t end_ns = clock_ns();

	usage_note(r, &before);
	note_scheduler(r, job->tally);
	cell_gil_count(r, cell, &job->tally->gil);
	note_interpreter(r, job->tally);
	if (status != 0 || atomic_load(&job->tally->failed)) {
		fail(r,
		     "",
		     atomic_load(&job->tally->reason_given) ? job->tally->reason : strerror(errno));
		if (atomic_load(&job->tally->skipped))
			r->status = STATUS_SKIPPED;
		return;
	}
	note_clocks(r, job->tally, begin_ns, end_ns);
	validity_check(r, cell, job->tally);
}

static const char *const state_names[] = {
	[TASK_RUNS] = "run",
	[TASK_WAITS] = "wait",
	[TASK_AWAITS] = "await",
	[TASK_READY] = "ready",
	[TASK_WANTS_LOCK] = "lock",
};

/* [start, end] of each task and [task, state, start, end] of each segment, in microseconds after the
 * gate opened */
static json_t *
events_of(const struct tally *t)
{
	json_t *tasks = json_array();
	json_t *segments = json_array();
	size_t used = trace ? atomic_load(&trace->used) : 0;

	for (size_t i = 0; i < t->tasks; i++)
		json_array_append_new(tasks,
		                      json_pack("[f, f]",
		                                span_s(t->open_ns, t->task[i].start_ns) * 1e6,
		                                span_s(t->open_ns, t->task[i].end_ns) * 1e6));
	for (size_t k = 0; k < used && k < trace->size; k++) {
		const struct segment *s = &trace->segment[k];

		json_array_append_new(segments,
		                      json_pack("[i, s, f, f]",
		                                (int)s->task,
		                                state_names[s->state],
		                                span_s(t->open_ns, s->start_ns) * 1e6,
		                                span_s(t->open_ns, s->end_ns) * 1e6));
	}
	return json_pack("{s:o, s:o}", "tasks_us", tasks, "segments_us", segments);
}

static void
note_waiting(struct record *r)
{
	double total = 0;

	for (size_t k = 0; k < atomic_load(&trace->used) && k < trace->size; k++)
		if (trace->segment[k].state == TASK_WAITS || trace->segment[k].state == TASK_AWAITS)
			total += span_s(trace->segment[k].start_ns, trace->segment[k].end_ns);
	r->waiting_s = atomic_load(&trace->used) > trace->size ? (double)NAN : total;
}

/* servers that the set-up started answer the run, but are no part of it */
static void
ignore_children(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	while (proc && (entry = readdir(proc))) {
		int pid = (int)strtol(entry->d_name, NULL, 10);

		if (pid > 0 && pid != watch.keeper && process_parent(entry->d_name) == getpid())
			memory_watch_ignore(&watch, pid);
	}
	if (proc)
		closedir(proc);
}

static void
note_stall(struct record *r, struct stall_watch *stalls)
{
	const struct stall longest = stall_watch_close(stalls);

	if (!*r->loop)
		return;
	r->stalled_s = (double)longest.ns / 1e9;
	if (longest.ns)
		stall_describe(&longest, r->stalled_in, sizeof r->stalled_in);
}

static void
observed_run(const struct job *job, const struct cell *cell, enum observe observe, struct record *r)
{
	struct stall_watch *stalls =
		observe != OBSERVE_NOTHING ? stall_watch_open(job->tally) : NULL;
	bool watching;
	uint64_t peak;

	watch = (struct memory_watch){.look = stalls ? stall_watch_look : NULL,
	                              .looked_at = stalls};
	watching = observe != OBSERVE_NOTHING &&
	           memory_watch_start(&watch, getpid(), MEMORY_PERIOD_NS) == 0;

	if (watching)
		ignore_children();
	tally_before_open = watching ? sample_memory : NULL;
	deadline_begin(job->tally);
	run(job, cell, r);
	deadline_end();
	tally_before_open = NULL;
	if (watching && memory_watch_stop(&watch, &peak) == 0)
		r->peak_pss_bytes = (double)peak;
	if (stalls)
		note_stall(r, stalls);
	if (trace && !cell->runner->program) /* another program's tasks are not seen waiting */
		note_waiting(r);
}

static int
measure_set_up(struct cell *cell, enum observe observe, struct record *r, json_t **events)
{
	struct job job = {.workload = cell->workload,
	                  .values = cell->values,
	                  .workers = cell->workers,
	                  .in_flight = cell->in_flight,
	                  .processes = cell->processes,
	                  .threads = cell->threads,
	                  .stack_bytes = cell->stack_bytes,
	                  .gil = cell_has_switch_interval(cell) || cell->runner->gil ? &cell->gil
	                                                                             : NULL,
	                  .program = cell->runner->program,
	                  .program_path = cell->program,
	                  .model = cell->runner->model,
	                  .tally = tally_new(cell->tasks)};

	if (!job.tally)
		return fail(r, "no memory for the tasks: ", strerror(errno));
	if (observe == OBSERVE_ALL && trace_open(SEGMENTS_MAX) != 0)
		observe = OBSERVE_MEMORY;
	observed_run(&job, cell, observe, r);
	if (events && r->status != STATUS_FAILED && r->status != STATUS_SKIPPED)
		*events = events_of(job.tally);
	if (r->status != STATUS_SKIPPED) { /* or they would tell that nobody asked */
		requests_note(r, cell, events ? *events : NULL);
		outcomes_note(r, cell);
	}
	trace_close();
	tally_free(job.tally);
	return 0;
}

int
measure(struct cell *cell, enum observe observe, struct record *r, json_t **events)
{
	const struct workload *w = cell->workload;

	record_init(r);
	note_cell(r, cell);
	if (!r->parameters) {
		errno = ENOMEM;
		return -1;
	}
	if (cell_refusal(cell)) {
		r->status = STATUS_SKIPPED;
		snprintf(r->reason, sizeof r->reason, "%s", cell_refusal(cell));
		return 0;
	}
	if (workload_set_up(w, cell->values, cell->tasks) != 0) {
		fail(r, "set-up: ", *workload_reason ? workload_reason : strerror(errno));
		return 0;
	}
	measure_set_up(cell, observe, r, events);
	workload_tear_down(w, cell->values);
	return 0;
}
