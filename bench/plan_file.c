/*
 * A plan as JSON, and back.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bench/plan.h"

static const char *const purpose_names[] = {
	"floor",   "noise",    "verdict",     "scaling",     "crossover", "lanes",   "latency",
	"memory",  "cost",     "gil-scaling", "gil-designs", "gil-share", "gil-io",  "gil-one-cpu",
	"convoy",  "gil-data", "requests",    "python",      "computing", "waiting", "crawl",
	"servers", "pipeline", "parse",       "shared"};

enum { PURPOSES = sizeof purpose_names / sizeof *purpose_names };

static json_t *
purposes_to_json(unsigned purposes)
{
	json_t *names = json_array();

	for (unsigned k = 0; k < PURPOSES; k++)
		if (purposes & 1U << k)
			json_array_append_new(names, json_string(purpose_names[k]));
	return names;
}

static unsigned
purposes_from_json(const json_t *names)
{
	unsigned purposes = 0;
	size_t at;
	const json_t *name;

	json_array_foreach(names, at, name) for (unsigned k = 0; k < PURPOSES;
	                                         k++) if (json_is_string(name) &&
	                                                  strcmp(json_string_value(name),
	                                                         purpose_names[k]) == 0) purposes |=
		1U << k;
	return purposes;
}

static json_t *
cell_to_json(const struct planned *p)
{
	return json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:i, s:i, s:i, s:f, s:o, s:s, s:f}",
	                 "cell",
	                 p->name,
	                 "variant",
	                 p->variant,
	                 "interpreter",
	                 (int)p->interpreter,
	                 "work",
	                 p->work,
	                 "workload",
	                 p->cell.workload->name,
	                 "runner",
	                 p->cell.runner->name,
	                 "tasks",
	                 (int)p->cell.tasks,
	                 "limit",
	                 (int)p->limit,
	                 "rounds",
	                 (int)p->rounds,
	                 "share",
	                 p->share,
	                 "purposes",
	                 purposes_to_json(p->purposes),
	                 "command",
	                 p->command,
	                 "estimate_s",
	                 p->estimate_s);
}

/* which cell is run when: every round's cells by their place in `cells` */
static json_t *
order_to_json(const struct plan *plan)
{
	json_t *rounds = json_array();

	for (unsigned round = 0; round <= plan->rounds; round++) {
		json_t *order = json_array();

		for (size_t k = 0; k < plan->count; k++) {
			size_t cell = plan_order(plan, round, k);

			if (planned_in_round(&plan->cells[cell], round))
				json_array_append_new(order, json_integer((json_int_t)cell));
		}
		json_array_append_new(rounds, order);
	}
	return rounds;
}

json_t *
plan_to_json(const struct plan *plan, const struct plan_request *request)
{
	json_t *cells = json_array();

	for (size_t k = 0; k < plan->count; k++)
		json_array_append_new(cells, cell_to_json(&plan->cells[k]));
	return json_pack("{s:i, s:s, s:s?, s:s?, s:s?, s:i, s:i, s:I, s:i, s:f, s:o, s:o}",
	                 "schema",
	                 1,
	                 "preset",
	                 request->preset,
	                 "only",
	                 request->only,
	                 "runners",
	                 request->runners,
	                 "python",
	                 request->python,
	                 "asked_rounds",
	                 (int)request->rounds,
	                 "rounds",
	                 (int)plan->rounds,
	                 "seed",
	                 (json_int_t)plan->seed,
	                 "available_cpus",
	                 (int)plan->cpus,
	                 "estimate_s",
	                 plan_estimate_s(plan),
	                 "cells",
	                 cells,
	                 "order",
	                 order_to_json(plan));
}

/* what it is, and where it runs; the command is the plan's to free */
static int
identity_from_json(struct planned *p, json_t *json)
{
	const char *variant = json_string_value(json_object_get(json, "variant"));
	const char *name, *work, *workload, *runner, *command;

	if (json_unpack(json,
	                "{s:s, s:s, s:s, s:s, s:s}",
	                "cell",
	                &name,
	                "work",
	                &work,
	                "workload",
	                &workload,
	                "runner",
	                &runner,
	                "command",
	                &command) != 0)
		return -1;
	p->cell.workload = workload_find(workload);
	p->cell.runner = runner_find(runner);
	if (!p->cell.workload || !p->cell.runner)
		return -1;
	snprintf(p->variant, sizeof p->variant, "%s", variant ? variant : "");
	snprintf(p->name, sizeof p->name, "%s", name);
	snprintf(p->work, sizeof p->work, "%s", work);
	p->command = strdup(command);
	return 0;
}

static int
cell_from_json(struct plan *plan, json_t *json)
{
	struct planned p = {.limit = 0};
	json_t *purposes;
	json_int_t tasks, limit, rounds;

	if (json_unpack(json,
	                "{s:I, s:I, s:I, s:F, s:o, s:F}",
	                "tasks",
	                &tasks,
	                "limit",
	                &limit,
	                "rounds",
	                &rounds,
	                "share",
	                &p.share,
	                "purposes",
	                &purposes,
	                "estimate_s",
	                &p.estimate_s) != 0 ||
	    identity_from_json(&p, json) != 0)
		return -1;
	p.cell.tasks = (size_t)tasks;
	p.limit = (size_t)limit;
	p.rounds = (unsigned)rounds;
	p.purposes = purposes_from_json(purposes);
	p.interpreter = (unsigned)json_integer_value(json_object_get(json, "interpreter"));
	return plan_add(plan, &p);
}

int
plan_request_from_json(struct plan_request *request, const json_t *json)
{
	json_int_t rounds;
	json_int_t seed;
	json_int_t cpus;

	*request = (struct plan_request){
		.only = json_string_value(json_object_get(json, "only")),
		.runners = json_string_value(json_object_get(json, "runners")),
		.python = json_string_value(json_object_get(json, "python"))};
	if (json_unpack((json_t *)(uintptr_t)json,
	                "{s:s, s:I, s:I, s:I}",
	                "preset",
	                &request->preset,
	                "asked_rounds",
	                &rounds,
	                "seed",
	                &seed,
	                "available_cpus",
	                &cpus) != 0) {
		errno = EPROTO;
		return -1;
	}
	request->rounds = (unsigned)rounds;
	request->seed = (uint64_t)seed;
	request->cpus = (unsigned)cpus;
	return 0;
}

int
plan_from_json(struct plan *plan, const json_t *json)
{
	struct plan_request request;
	size_t at;
	json_t *cell;

	*plan = (struct plan){.cells = NULL};
	if (plan_request_from_json(&request, json) != 0)
		return -1;
	if (plan_name(plan, &request) != 0) {
		plan_free(plan);
		return -1;
	}
	plan->seed = request.seed;
	plan->cpus = request.cpus;
	plan->rounds = (unsigned)json_integer_value(json_object_get(json, "rounds"));
	json_array_foreach(
		json_object_get(json, "cells"), at, cell) if (cell_from_json(plan, cell) != 0)
	{
		plan_free(plan);
		errno = EPROTO;
		return -1;
	}
	return 0;
}
