/*
 * A campaign: rounds of cells through hyperfine, every run recorded as soon as
 * it is over.
 */
#include "bench/campaign.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/command.h"
#include "bench/fixture.h"
#include "bench/hyperfine.h"
#include "bench/journal.h"
#include "bench/machine.h"
#include "bench/plan.h"
#include "bench/progress.h"
#include "bench/record.h"
#include "runners/clock.h"

enum { LIMIT_LEAST_S = 60, LIMIT_PER_ESTIMATE = 30, GRACE_S = 6 };

struct campaign {
	struct plan *plan;
	struct campaign_end *end;
	struct fixtures fixtures;
	struct progress progress;
	bool *done; /* by round and cell */
	int runs, events;
	char program[4096];
	char record[512], times[512], happened[512]; /* scratch files of one run */
	char places[512];
};

static volatile sig_atomic_t interrupted;

static void
interrupt(int signal_)
{
	(void)signal_;
	interrupted = 1;
}

static bool *
done_at(const struct campaign *c, unsigned round, size_t cell)
{
	return &c->done[round * c->plan->count + cell];
}

static void
note_done(void *argument, json_t *line)
{
	struct campaign *c = argument;
	struct record r;
	const struct planned *p;

	if (record_from_json(&r, line) != 0)
		return;
	p = plan_find(c->plan, r.cell);
	if (p && r.round >= 0 && r.round <= c->plan->rounds)
		*done_at(c, (unsigned)r.round, (size_t)(p - c->plan->cells)) = true;
	record_free(&r);
}

static bool
wants_events(const struct planned *p, unsigned round)
{
	return p->purposes & (round == 0 ? FOR_LANES : FOR_LATENCY | FOR_REQUESTS);
}

/* the whole command line of a run, or NULL */
static char *
command_line(const struct campaign *c, const struct planned *p, unsigned round, double limit_s)
{
	char *cell = cell_command(&p->cell, true);
	char *line = NULL;

	if (cell && asprintf(&line,
	                     "'%s' %s --timeout %.0fs --observe %s --record '%s'%s%s%s",
	                     c->program,
	                     cell,
	                     limit_s,
	                     round == 0 ? "all" : "nothing",
	                     c->record,
	                     wants_events(p, round) ? " --events '" : "",
	                     wants_events(p, round) ? c->happened : "",
	                     wants_events(p, round) ? "'" : "") < 0)
		line = NULL;
	free(cell);
	return line;
}

/* the record of a run that left none */
static void
record_failure(struct record *r, const struct planned *p, const char *what, int exit_code)
{
	record_init(r);
	snprintf(r->workload, sizeof r->workload, "%s", p->cell.workload->name);
	snprintf(r->runner, sizeof r->runner, "%s", p->cell.runner->name);
	r->status = STATUS_FAILED;
	if (exit_code > 128)
		snprintf(r->reason,
		         sizeof r->reason,
		         "the process died: %s (signal %d)",
		         strsignal(exit_code - 128),
		         exit_code - 128);
	else
		snprintf(r->reason, sizeof r->reason, "%s", what);
}

/* 0, or -1 if the campaign cannot go on: interrupted, or no hyperfine */
static int
time_cell(struct campaign *c, const struct planned *p, unsigned round, struct record *r)
{
	const double limit_s = fmax(LIMIT_LEAST_S, p->estimate_s * LIMIT_PER_ESTIMATE);
	char *line = command_line(c, p, round, limit_s);
	struct timing timing;
	json_t *json;
	int status;

	if (!line)
		return -1;
	unlink(c->record);
	unlink(c->happened);
	/* the run ends itself, and says what it was doing; if it cannot even do that, we end it */
	status = hyperfine_time(line, c->times, limit_s + GRACE_S, &interrupted, &timing);
	free(line);
	if (status != 0 && errno == ETIMEDOUT)
		record_failure(r, p, "timed out", 0);
	else if (status != 0 && (errno != EPROTO || interrupted))
		return -1;
	else {
		json = json_load_file(c->record, 0, NULL);
		if (!json || record_from_json(r, json) != 0)
			record_failure(r, p, "the process left no record", timing.exit_code);
		else if (r->status == STATUS_OK && timing.exit_code != 0)
			record_failure(r, p, "the process failed after its run", timing.exit_code);
		json_decref(json);
	}
	r->process_wall_s = timing.wall_s;
	return 0;
}

static int
append_events(const struct campaign *c, const struct planned *p, unsigned round)
{
	json_t *happened = json_load_file(c->happened, 0, NULL);

	if (!happened)
		return 0;
	json_object_set_new(happened, "cell", json_string(p->name));
	json_object_set_new(happened, "round", json_integer(round));
	return journal_append(c->events, happened);
}

static int
run_planned(struct campaign *c, struct planned *p, unsigned round, size_t position)
{
	struct machine_moment before;
	struct machine_moment after;
	struct record r;
	int status = 0;

	machine_moment(&before);
	workload_reason[0] = '\0';
	if (fixture_provide(&c->fixtures, &p->cell) != 0) {
		if (interrupted)
			return -1; /* the Ctrl-C, and not the set-up, is to blame */
		record_failure(&r, p, *workload_reason ? workload_reason : strerror(errno), 0);
	} else if (round == 0 && fixtures_save(&c->fixtures, c->places) != 0)
		return -1;
	else
		status = time_cell(c, p, round, &r);
	if (status != 0)
		return -1;
	machine_moment(&after);
	snprintf(r.cell, sizeof r.cell, "%s", p->name);
	r.round = round;
	r.position = (double)position;
	r.steal_s = after.steal_s - before.steal_s;
	r.load = after.loadavg1;
	c->end->troubled += r.status == STATUS_FAILED || r.status == STATUS_INVALID;
	if (isfinite(r.process_wall_s))
		c->end->cells_wall_s += r.process_wall_s;
	status = r.status == STATUS_OK ? append_events(c, p, round) : 0;
	status |= journal_append(c->runs, record_to_json(&r));
	record_free(&r);
	return status;
}

static int
run_rounds(struct campaign *c)
{
	for (unsigned round = 0; round <= c->plan->rounds; round++)
		for (size_t k = 0; k < c->plan->count; k++) {
			size_t cell = plan_order(c->plan, round, k);
			struct planned *p = &c->plan->cells[cell];

			if (!planned_in_round(p, round) || *done_at(c, round, cell))
				continue;
			progress_show(&c->progress, round, c->plan->rounds, p->name);
			if (run_planned(c, p, round, k) != 0)
				return -1;
			progress_add(&c->progress, p->estimate_s);
		}
	return 0;
}

static double
remaining_s(const struct campaign *c)
{
	double total = 0;

	for (unsigned round = 0; round <= c->plan->rounds; round++)
		for (size_t k = 0; k < c->plan->count; k++)
			if (planned_in_round(&c->plan->cells[k], round) && !*done_at(c, round, k))
				total += c->plan->cells[k].estimate_s;
	return total;
}

static int
campaign_open(struct campaign *c, const char *folder, struct plan *plan, struct campaign_end *end)
{
	char runs[512];
	char events[512];
	ssize_t length = readlink("/proc/self/exe", c->program, sizeof c->program - 1);

	c->plan = plan;
	c->end = end;
	c->program[length > 0 ? length : 0] = '\0';
	snprintf(c->record, sizeof c->record, "%s/.record.json", folder);
	snprintf(c->times, sizeof c->times, "%s/.hyperfine.json", folder);
	snprintf(c->happened, sizeof c->happened, "%s/.events.json", folder);
	snprintf(c->places, sizeof c->places, "%s/places.json", folder);
	snprintf(runs, sizeof runs, "%s/runs.jsonl", folder);
	snprintf(events, sizeof events, "%s/events.jsonl", folder);
	c->done = calloc((plan->rounds + 1) * plan->count + 1, sizeof *c->done);
	c->runs = journal_open(runs);
	c->events = journal_open(events);
	if (!c->done || c->runs < 0 || c->events < 0 ||
	    fixtures_load(&c->fixtures, c->places) != 0) {
		broken("cannot write to %s:", folder);
		return -1;
	}
	return journal_read(runs, note_done, c);
}

static void
campaign_close(struct campaign *c)
{
	unlink(c->record);
	unlink(c->times);
	unlink(c->happened);
	fixtures_free(&c->fixtures);
	free(c->done);
	if (c->runs >= 0)
		close(c->runs);
	if (c->events >= 0)
		close(c->events);
}

int
campaign_run(const char *folder, struct plan *plan, struct campaign_end *end)
{
	struct campaign c = {.runs = -1, .events = -1};
	struct sigaction on_interrupt = {.sa_handler = interrupt};
	uint64_t begun = clock_ns();
	int status;

	*end = (struct campaign_end){.partial = false};
	sigaction(SIGINT, &on_interrupt, NULL);
	sigaction(SIGTERM, &on_interrupt, NULL);
	status = campaign_open(&c, folder, plan, end);
	if (status == 0) {
		progress_begin(&c.progress, remaining_s(&c));
		status = run_rounds(&c);
		progress_end(&c.progress);
		end->wall_s = (double)(clock_ns() - begun) / 1e9;
		if (status != 0 && interrupted) {
			end->partial = true;
			status = 0;
		} else if (status != 0)
			broken("the campaign stopped; what is finished is in %s:", folder);
	}
	campaign_close(&c);
	return status;
}
