/*
 * What the tries of limits come to, and how they are kept.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/limits.h"
#include "bench/statistics.h"

/* the kernel's caches grow and shrink by more than a few tasks take */
enum { KERNEL_TASKS_LEAST = 1000 };

enum what { TOUCHED, RESERVED, KERNEL, MAPPINGS };

static double
value(const struct hold *h, enum what what)
{
	switch (what) {
	case TOUCHED:
		return (double)h->footprint.touched_bytes;
	case RESERVED:
		return (double)h->footprint.reserved_bytes;
	case KERNEL:
		return h->tasks >= KERNEL_TASKS_LEAST ? h->kernel_bytes : 0;
	default:
		return (double)h->footprint.mappings;
	}
}

/* a line through what was held; nan if there is none */
static double
slope(const struct model_limits *m, enum what what)
{
	double x[LIMITS_TRIES];
	double y[LIMITS_TRIES];
	size_t n = 0;
	struct line line;

	for (size_t k = 0; k < m->count; k++)
		if (m->tries[k].end == HOLD_HELD && value(&m->tries[k], what) > 0) {
			x[n] = (double)m->tries[k].tasks;
			y[n++] = value(&m->tries[k], what);
		}
	return line_fit(x, y, n, &line) == 0 ? line.slope : (double)NAN;
}

struct task_cost
task_cost(const struct model_limits *m)
{
	return (struct task_cost){.touched_bytes = slope(m, TOUCHED),
	                          .reserved_bytes = slope(m, RESERVED),
	                          .kernel_bytes = slope(m, KERNEL),
	                          .mappings = slope(m, MAPPINGS)};
}

const struct model_limits *
limits_of(const struct limits *limits, const char *runner)
{
	for (size_t k = 0; limits && k < limits->count; k++)
		if (!limits->models[k].descriptor && strcmp(limits->models[k].runner, runner) == 0)
			return &limits->models[k];
	return NULL;
}

static json_t *
number_or_null(double x)
{
	return isfinite(x) ? json_integer((json_int_t)llround(x)) : json_null();
}

static json_t *
try_to_json(const struct hold *h)
{
	json_t *json = json_pack("{s:I, s:s, s:I, s:f}",
	                         "tasks",
	                         (json_int_t)h->tasks,
	                         "end",
	                         hold_end_name(h->end),
	                         "made",
	                         (json_int_t)h->made,
	                         "took_s",
	                         round(h->took_s * 1e6) / 1e6);

	if (h->end != HOLD_HELD) {
		json_object_set_new(json, "reason", json_string(h->reason));
		return json;
	}
	json_object_set_new(
		json, "touched_bytes", json_integer((json_int_t)h->footprint.touched_bytes));
	json_object_set_new(
		json, "reserved_bytes", json_integer((json_int_t)h->footprint.reserved_bytes));
	json_object_set_new(json, "kernel_bytes", json_integer((json_int_t)h->kernel_bytes));
	json_object_set_new(json, "mappings", json_integer((json_int_t)h->footprint.mappings));
	return json;
}

static json_t *
model_to_json(const struct model_limits *m)
{
	struct task_cost cost = task_cost(m);
	json_t *tries = json_array();

	for (size_t k = 0; k < m->count; k++)
		json_array_append_new(tries, try_to_json(&m->tries[k]));
	return json_pack("{s:s, s:b, s:I, s:s, s:o, s:s, s:{s:o, s:o, s:o, s:o}, s:o}",
	                 "runner",
	                 m->runner,
	                 "descriptor",
	                 m->descriptor,
	                 "most_tasks",
	                 (json_int_t)m->most,
	                 "limit",
	                 m->limit,
	                 "limit_value",
	                 number_or_null(m->limit_value),
	                 "stopped",
	                 m->stopped,
	                 "per_task",
	                 "touched_bytes",
	                 number_or_null(cost.touched_bytes),
	                 "reserved_bytes",
	                 number_or_null(cost.reserved_bytes),
	                 "kernel_bytes",
	                 number_or_null(cost.kernel_bytes),
	                 "mappings",
	                 number_or_null(cost.mappings),
	                 "tries",
	                 tries);
}

json_t *
limits_to_json(const struct limits *limits)
{
	json_t *models = json_array();

	for (size_t k = 0; k < limits->count; k++)
		json_array_append_new(models, model_to_json(&limits->models[k]));
	return json_pack("{s:i, s:I, s:I, s:I, s:I, s:o}",
	                 "schema",
	                 1,
	                 "max_tasks",
	                 (json_int_t)limits->max,
	                 "reserve_tasks",
	                 (json_int_t)limits->reserve,
	                 "memory_available_bytes",
	                 (json_int_t)limits->memory_bytes,
	                 "stack_bytes",
	                 (json_int_t)limits->stack_bytes,
	                 "models",
	                 models);
}

static int
try_from_json(struct hold *h, const json_t *json)
{
	int end = hold_end_from(json_string_value(json_object_get(json, "end")));
	const char *reason = json_string_value(json_object_get(json, "reason"));

	*h = (struct hold){.tasks = (size_t)json_integer_value(json_object_get(json, "tasks")),
	                   .made = (size_t)json_integer_value(json_object_get(json, "made")),
	                   .took_s = json_number_value(json_object_get(json, "took_s")),
	                   .footprint.touched_bytes = (uint64_t)json_integer_value(
				   json_object_get(json, "touched_bytes")),
	                   .footprint.reserved_bytes = (uint64_t)json_integer_value(
				   json_object_get(json, "reserved_bytes")),
	                   .kernel_bytes = json_number_value(json_object_get(json, "kernel_bytes")),
	                   .footprint.mappings =
	                           (size_t)json_integer_value(json_object_get(json, "mappings"))};
	if (end < 0)
		return -1;
	h->end = (enum hold_end)end;
	snprintf(h->reason, sizeof h->reason, "%s", reason ? reason : "");
	return 0;
}

static int
model_from_json(struct model_limits *m, const json_t *json)
{
	const char *runner = json_string_value(json_object_get(json, "runner"));
	const char *stopped = json_string_value(json_object_get(json, "stopped"));
	const char *limit = json_string_value(json_object_get(json, "limit"));
	const json_t *limit_value = json_object_get(json, "limit_value");
	const json_t *tries = json_object_get(json, "tries");

	*m = (struct model_limits){
		.descriptor = json_is_true(json_object_get(json, "descriptor")),
		.limit_value =
			json_is_number(limit_value) ? json_number_value(limit_value) : (double)NAN,
		.most = (size_t)json_integer_value(json_object_get(json, "most_tasks"))};
	if (!runner || json_array_size(tries) > LIMITS_TRIES)
		return -1;
	snprintf(m->runner, sizeof m->runner, "%s", runner);
	snprintf(m->stopped, sizeof m->stopped, "%s", stopped ? stopped : "");
	snprintf(m->limit, sizeof m->limit, "%s", limit ? limit : "");
	for (; m->count < json_array_size(tries); m->count++)
		if (try_from_json(&m->tries[m->count], json_array_get(tries, m->count)) != 0)
			return -1;
	return 0;
}

int
limits_from_json(struct limits *limits, const json_t *json)
{
	const json_t *models = json_object_get(json, "models");

	*limits = (struct limits){
		.max = (size_t)json_integer_value(json_object_get(json, "max_tasks")),
		.reserve = (size_t)json_integer_value(json_object_get(json, "reserve_tasks")),
		.memory_bytes = (uint64_t)json_integer_value(
			json_object_get(json, "memory_available_bytes")),
		.stack_bytes = (uint64_t)json_integer_value(json_object_get(json, "stack_bytes"))};
	if (json_integer_value(json_object_get(json, "schema")) != 1 || !json_is_array(models) ||
	    json_array_size(models) > LIMITS_MODELS) {
		errno = EPROTO;
		return -1;
	}
	for (; limits->count < json_array_size(models); limits->count++)
		if (model_from_json(&limits->models[limits->count],
		                    json_array_get(models, limits->count)) != 0) {
			errno = EPROTO;
			return -1;
		}
	return 0;
}
