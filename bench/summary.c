/*
 * A campaign, read and judged.
 */
#include "bench/summary.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/command.h"
#include "bench/limits.h"
#include "bench/physics.h"
#include "bench/row.h"
#include "bench/runs.h"

const struct result *
summary_find(const struct summary *s, const char *work, size_t limit, const char *runner)
{
	char name[96];
	const struct planned *p;

	snprintf(name, sizeof name, "%s@%zu/%s", work, limit, runner);
	p = plan_find(&s->plan, name);
	return p ? &s->results[p - s->plan.cells] : NULL;
}

bool
summary_compares(const struct summary *s, const struct runner *runner)
{
	for (size_t k = 0; k < s->plan.count; k++)
		if (s->plan.cells[k].cell.runner == runner &&
		    s->plan.cells[k].purposes & FOR_VERDICT)
			return true;
	return false;
}

/* the cell that a "...-again" repeats */
static const struct result *
twin(const struct summary *s, const char *name)
{
	char first[96];
	const struct planned *p;

	snprintf(first, sizeof first, "%s", name);
	if (strrchr(first, '-'))
		*strrchr(first, '-') = '\0';
	p = plan_find(&s->plan, first);
	return p ? &s->results[p - s->plan.cells] : NULL;
}

static void
compare_all(struct summary *s)
{
	const struct result *floor_cell = summary_find(s, "noop", 1, "serial");

	s->floor_s = floor_cell ? floor_cell->median.process_wall_s : (double)NAN;
	s->noise = result_compare(NULL, NULL, ALPHA);
	for (size_t k = 0; k < s->count; k++) {
		struct result *r = &s->results[k];
		const struct result *base = summary_find(s, r->planned->work, 1, "serial");

		r->speedup = result_compare(base, r, ALPHA);
		r->brief = r->median.process_wall_s < BRIEF * s->floor_s;
		if (r->planned->purposes & FOR_NOISE)
			s->noise = result_compare(twin(s, r->planned->name), r, ALPHA);
	}
}

/* what was tried of the machine's limits; most campaigns have it, and none needs it */
static struct limits *
read_limits(const char *folder)
{
	char path[512];
	struct limits *limits = malloc(sizeof *limits);
	json_t *json;

	snprintf(path, sizeof path, "%s/limits.json", folder);
	json = json_load_file(path, 0, NULL);
	if (!json || !limits || limits_from_json(limits, json) != 0) {
		free(limits);
		limits = NULL;
	}
	json_decref(json);
	return limits;
}

static int
summarise(struct summary *s, const char *folder)
{
	if (runs_read(s, folder) != 0)
		return -1;
	physics_check(s);
	compare_all(s);
	return rows_make(s);
}

int
summary_load(struct summary *s, const char *folder)
{
	char path[512];
	json_t *plan;
	int status;

	*s = (struct summary){.results = NULL};
	snprintf(path, sizeof path, "%s/plan.json", folder);
	plan = json_load_file(path, 0, NULL);
	status = plan ? plan_from_json(&s->plan, plan) : -1;
	json_decref(plan);
	if (status != 0) {
		broken("%s is not a campaign: its plan.json cannot be read", folder);
		return -1;
	}
	snprintf(path, sizeof path, "%s/machine.json", folder);
	s->machine = json_load_file(path, 0, NULL);
	s->limits = read_limits(folder);
	if (summarise(s, folder) == 0)
		return 0;
	broken("cannot read the runs in %s:", folder);
	summary_free(s);
	return -1;
}

void
summary_free(struct summary *s)
{
	for (size_t k = 0; s->results && k < s->count; k++) {
		free(s->results[k].wall_s);
		free(s->results[k].run_s);
	}
	free(s->results);
	free(s->rows);
	json_decref(s->machine);
	free(s->limits);
	plan_free(&s->plan);
	*s = (struct summary){.results = NULL};
}

size_t
summary_troubled(const struct summary *s)
{
	size_t troubled = 0;

	for (size_t k = 0; k < s->count; k++)
		troubled +=
			s->results[k].status != STATUS_OK && s->results[k].status != STATUS_SKIPPED;
	return troubled;
}

double
summary_core_share(const struct summary *s)
{
	double least = (double)NAN;

	for (size_t k = 0; k < s->row_count; k++)
		if (s->rows[k].nature == COMPUTES && s->rows[k].bound == CPU_BOUND)
			least = fmin(least, s->rows[k].serial->cpu_share_median);
	return least;
}
