/*
 * A record goes into JSON and comes back the same, unknown numbers as null; what is no record is
 * refused.
 */
#include "bench/record.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

static struct record
example(void)
{
	struct record r;

	record_init(&r);
	strcpy(r.cell, "sleep-coroutine-64");
	strcpy(r.workload, "sleep");
	strcpy(r.runner, "coroutine");
	strcpy(r.reason, "says \"no\", in two\nlines");
	strcpy(r.checksum, "0123456789abcdef");
	r.round = 3;
	r.tasks = 100000000;
	r.stack_bytes = 1 << 30;
	r.wall_s = 1.234567891;
	r.startup_s = 1e-9;
	r.run_s = 0;
	r.peak_pss_bytes = 17179869184;
	r.latency_s = (struct latency){0.001, 0.002, 0.003, 0.004};
	r.service_s.max = 5.5;
	r.outcomes[0] = (struct record_outcome){"updates", 800000};
	r.outcomes[1] = (struct record_outcome){"updates_lost", 0};
	r.parameters = json_pack("{s:s}", "wait", "2ms");
	return r;
}

static int
same(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static int
same_latency(const struct latency *a, const struct latency *b)
{
	return same(a->p50, b->p50) && same(a->p90, b->p90) && same(a->p99, b->p99) &&
	       same(a->max, b->max);
}

static void
round_trip(void)
{
	struct record r = example();
	struct record back;
	json_t *json = record_to_json(&r);
	char *text = json_dumps(json, JSON_COMPACT);
	json_t *parsed = json_loads(text, 0, NULL);

	ok(record_from_json(&back, parsed) == 0, "a record comes back from its text");
	ok(strcmp(back.cell, r.cell) == 0 && strcmp(back.workload, r.workload) == 0 &&
	           strcmp(back.runner, r.runner) == 0 && strcmp(back.reason, r.reason) == 0 &&
	           strcmp(back.checksum, r.checksum) == 0,
	   "its texts are the same");
	ok(same(back.round, 3) && same(back.tasks, r.tasks) &&
	           same(back.stack_bytes, r.stack_bytes) && same(back.wall_s, r.wall_s) &&
	           same(back.startup_s, r.startup_s) && same(back.run_s, 0) &&
	           same(back.peak_pss_bytes, r.peak_pss_bytes),
	   "its numbers are the same, to the nanosecond and to the byte");
	ok(isnan(back.position) && isnan(back.steal_s) && isnan(back.load),
	   "what is not known stays unknown");
	ok(same_latency(&back.latency_s, &r.latency_s) &&
	           same_latency(&back.service_s, &r.service_s),
	   "its latencies are the same, known or not");
	ok(json_equal(back.parameters, r.parameters), "its parameters are the same");
	ok(strcmp(back.outcomes[0].name, "updates") == 0 && back.outcomes[0].count == 800000 &&
	           strcmp(back.outcomes[1].name, "updates_lost") == 0 &&
	           back.outcomes[1].count == 0 && !*back.outcomes[2].name,
	   "its outcomes are the same");
	record_free(&r);
	record_free(&back);
	json_decref(json);
	json_decref(parsed);
	free(text);
}

/* every key twice through JSON is the same text: no key is written and not read */
static void
every_key(void)
{
	struct record r = example();
	struct record back;
	json_t *json = record_to_json(&r);
	json_t *value;
	json_t *again;
	const char *key;
	double x = 0.5;

	json_object_foreach(json, key, value)
	{
		if (json_is_number(value) && strcmp(key, "schema") != 0)
			json_real_set(value, x++);
		if (json_is_null(value))
			json_object_set_new(json, key, json_real(x++));
	}
	record_from_json(&back, json);
	again = record_to_json(&back);
	ok(json_object_size(json) > 30 && json_equal(json, again), "no key is lost");
	record_free(&r);
	record_free(&back);
	json_decref(json);
	json_decref(again);
}

static void
numbers(void)
{
	struct record r = example();
	json_t *json = record_to_json(&r);

	ok(json_is_null(json_object_get(json, "load")), "nan is null");
	ok(json_is_integer(json_object_get(json, "tasks")), "a count has no fraction");
	ok(json_is_null(json_object_get(json_object_get(json, "service_s"), "p50")),
	   "a percentile that is not known is null");
	ok(json_integer_value(json_object_get(json, "schema")) == RECORD_SCHEMA,
	   "it says which schema it follows");
	json_decref(json);
	r.load = (double)INFINITY;
	json = record_to_json(&r);
	ok(json_is_null(json_object_get(json, "load")), "infinity is null: JSON has none");
	json_decref(json);
	record_free(&r);
}

static void
statuses(void)
{
	static const enum status all[] = {STATUS_OK, STATUS_FAILED, STATUS_INVALID, STATUS_SKIPPED};
	static const char *const names[] = {"ok", "failed", "invalid", "skipped"};

	for (size_t k = 0; k < 4; k++) {
		struct record r = example();
		struct record back;
		json_t *json;

		r.status = all[k];
		json = record_to_json(&r);
		ok(strcmp(json_string_value(json_object_get(json, "status")), names[k]) == 0 &&
		           strcmp(status_name(all[k]), names[k]) == 0 &&
		           record_from_json(&back, json) == 0 && back.status == all[k],
		   "status %s",
		   names[k]);
		record_free(&back);
		record_free(&r);
		json_decref(json);
	}
}

/* takes the value */
static void
refuses(const char *what, const char *key, json_t *value)
{
	struct record r = example();
	struct record back;
	json_t *json = record_to_json(&r);
	int status;

	if (value)
		json_object_set_new(json, key, value);
	else
		json_object_del(json, key);
	errno = 0;
	status = record_from_json(&back, json);
	ok(status == -1 && errno == EPROTO, "refused: %s", what);
	if (status == 0)
		record_free(&back);
	record_free(&r);
	json_decref(json);
}

static void
refusals(void)
{
	char longer[sizeof((struct record *)0)->workload + 1];
	json_t *array = json_array();
	struct record r;

	memset(longer, 'w', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	refuses("no schema", "schema", NULL);
	refuses("another schema", "schema", json_integer(RECORD_SCHEMA + 1));
	refuses("no status", "status", NULL);
	refuses("an unknown status", "status", json_string("splendid"));
	refuses("a status that is a number", "status", json_integer(0));
	refuses("no workload", "workload", NULL);
	refuses("a workload that is a number", "workload", json_integer(7));
	refuses("a workload that is too long", "workload", json_string(longer));
	refuses("no checksum", "checksum", json_null());
	refuses("outcomes that are a number", "outcomes", json_integer(7));
	ok(record_from_json(&r, array) == -1, "refused: an array");
	ok(record_from_json(&r, NULL) == -1, "refused: nothing");
	json_decref(array);
}

int
main(void)
{
	round_trip();
	every_key();
	numbers();
	statuses();
	refusals();
	return done_testing();
}
