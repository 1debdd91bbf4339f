/*
 * Counts that a workload makes of a run: into the record and back, what is none is refused, and over
 * the rounds of a campaign, whose runs do not share them.
 */
#include "bench/outcomes.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/fixture.h"
#include "bench/measure.h"
#include "bench/plan.h"
#include "bench/runs.h"
#include "bench/summary.h"
#include "tests/tap.h"

enum { ROUNDS = 8 };

static void
takes(const char *text, size_t count)
{
	struct record_outcome outcomes[OUTCOMES_MAX];
	json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);
	size_t found = 0;
	json_t *again;
	int status = outcomes_from_json(outcomes, json);

	while (found < OUTCOMES_MAX && *outcomes[found].name)
		found++;
	again = outcomes_to_json(outcomes);
	ok(status == 0 && found == count && json_equal(again, json), "%s comes back", text);
	ok(found == OUTCOMES_MAX || isnan(outcomes[found].count), "... and there is no more");
	json_decref(json);
	json_decref(again);
}

static void
refuses(const char *text)
{
	struct record_outcome outcomes[OUTCOMES_MAX];
	json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);

	ok(json && outcomes_from_json(outcomes, json) == -1, "refused: %s", text);
	json_decref(json);
}

static void
through_json(void)
{
	struct record_outcome outcomes[OUTCOMES_MAX];

	takes("null", 0);
	takes("{\"updates\": 800000, \"updates_lost\": 0}", 2);
	takes("{\"d\": 1, \"c\": 2, \"b\": 3, \"a\": 1000000000000}", 4);
	ok(outcomes_from_json(outcomes, NULL) == 0 && !*outcomes[0].name,
	   "records from before have none");
	refuses("[]");
	refuses("7");
	refuses("{\"\": 1}");
	refuses("{\"updates\": -1}");
	refuses("{\"updates\": 0.5}");
	refuses("{\"updates\": null}");
	refuses("{\"a_name_of_24_characters__\": 1}");
	refuses("{\"a\": 1, \"b\": 2, \"c\": 3, \"d\": 4, \"e\": 5}");
}

/* a workload whose outcomes are made up */
static int
task(const struct value *values, size_t i, uint64_t *result)
{
	(void)values;
	*result = i;
	return 0;
}

static int set_ups;

static int
setup(struct value *values, size_t tasks)
{
	(void)values, (void)tasks;
	set_ups++;
	return 0;
}

static int
outcomes_all(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	static const char *const names[OUTCOMES_MAX] = {"one", "two", "three", "four"};

	(void)values;
	for (size_t k = 0; k < OUTCOMES_MAX; k++)
		outcomes[k] = (struct outcome){names[k], tasks + k};
	return 0;
}

static int
outcomes_wrong(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	(void)values;
	outcomes[0] = (struct outcome){"tickets", tasks};
	return workload_fail("%zu tickets too many", tasks);
}

static const struct parameter parameters[] = {{.name = NULL}};

static struct workload
made_up(void)
{
	return (struct workload){.name = "made-up",
	                         .tasks = 5,
	                         .stack_bytes = 64 << 10,
	                         .parameters = parameters,
	                         .setup = setup,
	                         .task = task,
	                         .outcomes = outcomes_all};
}

static void
run(struct record *r, const struct workload *w)
{
	struct cell cell;

	if (cell_init(&cell, w, runner_find("serial"), 2) != 0 ||
	    measure(&cell, OBSERVE_NOTHING, r, NULL) != 0)
		printf("# %s\n", cell_error);
	cell_free(&cell);
}

static void
of_a_run(void)
{
	struct workload w = made_up();
	struct record r;

	run(&r, &w);
	ok(r.status == STATUS_OK && strcmp(r.outcomes[0].name, "one") == 0 &&
	           r.outcomes[0].count == 5 && strcmp(r.outcomes[3].name, "four") == 0 &&
	           r.outcomes[3].count == 8,
	   "a record has as many as there can be");
	record_free(&r);
	w.outcomes = outcomes_wrong;
	run(&r, &w);
	ok(r.status == STATUS_FAILED && strcmp(r.reason, "5 tickets too many") == 0 &&
	           r.outcomes[0].count == 5 && isnan(r.outcomes[1].count),
	   "counts that cannot be right fail the run: %s",
	   r.reason);
	record_free(&r);
	run(&r, workload_find("noop"));
	ok(r.status == STATUS_OK && !*r.outcomes[0].name && isnan(r.outcomes[0].count),
	   "what counts nothing has none");
	record_free(&r);
}

/* what a campaign sets up once, it would share */
static void
of_each_run(void)
{
	struct workload w = made_up();
	struct fixtures fixtures = {.cells = NULL};
	struct cell cell;

	set_ups = 0;
	if (cell_init(&cell, &w, runner_find("serial"), 2) != 0)
		printf("# %s\n", cell_error);
	ok(fixture_provide(&fixtures, &cell) == 0 && set_ups == 0 && fixtures.count == 0,
	   "a campaign sets nothing up for runs that count");
	w.outcomes = NULL;
	for (int again = 0; again < 2; again++)
		if (fixture_provide(&fixtures, &cell) != 0)
			printf("# %s\n", workload_reason);
	ok(set_ups == 1 && fixtures.count == 1, "... and for the others once");
	cell_free(&cell);
	fixtures_free(&fixtures);
}

/* a line for a round in which so many updates were lost */
static void
write_round(FILE *out, unsigned round, json_int_t lost)
{
	struct record r;
	json_t *json;

	record_init(&r);
	strcpy(r.cell, "counter@8/thread");
	strcpy(r.workload, "counter");
	strcpy(r.runner, "thread");
	strcpy(r.checksum, "0123456789abcdef");
	r.round = round;
	r.process_wall_s = r.wall_s = 1;
	r.outcomes[0] = (struct record_outcome){"updates", 1000};
	r.outcomes[1] = (struct record_outcome){"updates_lost", (double)lost};
	json = record_to_json(&r);
	json_dumpf(json, out, JSON_COMPACT);
	fputc('\n', out);
	json_decref(json);
}

static void
check_rounds(const struct result *r)
{
	const struct record_outcome *median = r->median.outcomes;

	ok(r->status == STATUS_OK && r->rounds == ROUNDS &&
	           strcmp(median[0].name, "updates") == 0 && median[0].count == 1000 &&
	           strcmp(median[1].name, "updates_lost") == 0 && median[1].count == 15 &&
	           isnan(median[2].count),
	   "the median over the timed rounds: %.1f",
	   median[1].count);
	ok(r->low.outcomes[1].count == 0 && r->high.outcomes[1].count == 500,
	   "... with its interval: %.0f to %.0f",
	   r->low.outcomes[1].count,
	   r->high.outcomes[1].count);
	ok(r->outcomes[0].sum == ROUNDS * 1000.0 && r->outcomes[0].rounds == ROUNDS &&
	           r->outcomes[1].sum == 600 && r->outcomes[1].rounds == 5,
	   "the sum is %.0f, and %zu rounds have any",
	   r->outcomes[1].sum,
	   r->outcomes[1].rounds);
}

static void
of_a_campaign(void)
{
	static const json_int_t lost[ROUNDS] = {500, 0, 20, 0, 40, 0, 30, 10};
	char folder[] = "/tmp/convoy-outcomes-XXXXXX";
	char path[64];
	struct planned planned = {.name = "counter@8/thread", .rounds = ROUNDS};
	struct summary s = {.plan = {.cells = &planned, .count = 1, .rounds = ROUNDS}};
	FILE *out;

	snprintf(path, sizeof path, "%s/runs.jsonl", mkdtemp(folder) ? folder : ".");
	out = fopen(path, "w");
	if (!out) {
		perror(path);
		exit(1);
	}
	write_round(out, 0, 999);
	for (unsigned k = 0; k < ROUNDS; k++)
		write_round(out, k + 1, lost[k]);
	fclose(out);
	if (ok(runs_read(&s, folder) == 0 && s.count == 1, "a campaign's rounds are read"))
		check_rounds(&s.results[0]);
	for (size_t k = 0; s.results && k < s.count; k++) {
		free(s.results[k].wall_s);
		free(s.results[k].run_s);
	}
	free(s.results);
	unlink(path);
	rmdir(folder);
}

int
main(void)
{
	through_json();
	of_a_run();
	of_each_run();
	of_a_campaign();
	return done_testing();
}
