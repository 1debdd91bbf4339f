/*
 * A pipeline carries every page from stage to stage, whatever its widths; who leaves no parser is told
 * so; and when a stage fails, all of it ends.
 */
#include <stdio.h>
#include <string.h>

#include "bench/record.h"
#include "runners/runner.h"
#include "tests/fickle.h"
#include "tests/orphan.h"
#include "tests/setting.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/links.h"
#include "workloads/workload.h"

static const struct workload *pipeline;

static bool
carried(const struct record *r, double pages)
{
	if (r->status == STATUS_OK && strcmp(r->outcomes[0].name, "pages_fetched") == 0 &&
	    r->outcomes[0].count == pages && strcmp(r->outcomes[1].name, "pages_parsed") == 0 &&
	    r->outcomes[1].count == pages && strcmp(r->outcomes[2].name, "pages_put_out") == 0 &&
	    r->outcomes[2].count == pages)
		return true;
	printf("# %s: %s; %.0f, %.0f, %.0f\n",
	       status_name(r->status),
	       r->reason,
	       r->outcomes[0].count,
	       r->outcomes[1].count,
	       r->outcomes[2].count);
	return false;
}

static void
widths(size_t k)
{
	static const struct {
		size_t tasks;
		const char *fetchers, *queue;
	} widths[] = {{3, "1", "1"}, {6, "3", "3"}, {6, "1", "1"}, {12, "10", "2"}};

	for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
		struct record r;

		run_set(&r,
		        pipeline,
		        trial_runner(k),
		        widths[w].tasks,
		        SET("pages",
		            "20",
		            "fetchers",
		            widths[w].fetchers,
		            "queue",
		            widths[w].queue,
		            "delay",
		            "1ms",
		            "bytes",
		            "2KiB",
		            "passes",
		            "3"));
		ok(carried(&r, 20),
		   "%s: %zu tasks, of which %s fetch, and queues of %s",
		   trial_name(k),
		   widths[w].tasks,
		   widths[w].fetchers,
		   widths[w].queue);
		record_free(&r);
	}
}

/* of a site that answers so many pages, and then not as it should */
static void
failures(size_t k)
{
	for (unsigned good = 0; good <= 9; good += 9) {
		struct fickle site = fickle_start(good, FICKLE_RESET);
		struct record r;

		run_set(&r, pipeline, trial_runner(k), 6, SET("pages", "30", "url", site.url));
		ok(r.status == STATUS_FAILED && strstr(r.reason, "eset"),
		   "%s ends when fetching fails after %u pages: %s",
		   trial_name(k),
		   good,
		   r.reason);
		record_free(&r);
		fickle_end(&site);
	}
}

static void
refused(size_t tasks, const char *name, const char *value, const char *words)
{
	struct record r;

	run_set(&r, pipeline, runner_find("thread"), tasks, SET(name, value));
	ok(r.status == STATUS_FAILED && strstr(r.reason, words),
	   "%zu tasks with --%s %s: %s",
	   tasks,
	   name,
	   value,
	   r.reason);
	record_free(&r);
}

static void
sites_of_users(void)
{
	struct fickle site = fickle_start(1000, FICKLE_CLOSE);
	struct record r;

	run_set(&r, pipeline, runner_find("thread"), 6, SET("url", site.url));
	ok(carried(&r, 50), "a site of the user's");
	record_free(&r);
	run_set(&r, pipeline, runner_find("thread"), 6, SET("url", site.url, "bytes", "20"));
	ok(r.status == STATUS_FAILED && strstr(r.reason, "more than 20 bytes"),
	   "pages that are too large: %s",
	   r.reason);
	record_free(&r);
	fickle_end(&site);
}

/* parsers that find nothing */
static int
find_nothing(const struct value *values, size_t i, uint64_t *result)
{
	struct value lazy[VALUES];

	memcpy(lazy, values, sizeof lazy);
	lazy[5].number = 0;
	return workload_find("pipeline")->task(lazy, i, result);
}

static void
wrong_results(void)
{
	struct workload lazy = *pipeline;
	struct record r;

	lazy.task = find_nothing;
	run_set(&r, &lazy, runner_find("thread"), 6, SET("pages", "5", "delay", "1ms"));
	ok(r.status == STATUS_FAILED && strstr(r.reason, "other links were found"),
	   "what was found is checked: %s",
	   r.reason);
	record_free(&r);
}

/* FNV-1a, by its definition */
static uint64_t
hash(const char *text)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * UINT64_C(1099511628211);
	return scramble(h);
}

static bool
finds(const char *text, uint64_t links)
{
	return links_find(text, strlen(text), 1) == links &&
	       links_find(text, strlen(text), 3) == links;
}

static void
parser(void)
{
	ok(finds("", 0) && finds("<a href=no>\"/x\"<a name=\"/x\">", 0),
	   "where no link is, none is found");
	ok(finds("<a href=\"/x\">", hash("/x")) && finds("<<a <a href=\"\">", hash("")),
	   "a link is found");
	ok(finds("<a href=\"/1\"><a href=\"/22\">", hash("/1") + hash("/22")), "... and two are");
	ok(finds("<a href=\"/1\"><a href=\"/22", hash("/1")), "... but not one that is cut off");
}

int
main(void)
{
	struct value values[VALUES] = {{.number = 2},
	                               {.number = 1},
	                               {.number = 1},
	                               {.number = 0},
	                               {.number = 10},
	                               {.number = 1}};
	struct belongings before;

	trial_deadline(240);
	pipeline = workload_find("pipeline");
	if (!pipeline)
		return 1;
	ok(goes_with_starter(pipeline, values, 3, 1), "a server goes with who started it");
	before = belongings_now();
	for (size_t k = 0; trial_runner(k); k++) {
		if (trial_runner(k)->lifecycle == ONE_WORKER)
			continue;
		widths(k);
		failures(k);
	}
	parser();
	refused(4, "fetchers", "3", "say --tasks 5 or more");
	refused(2, "fetchers", "1", "leave no parser");
	sites_of_users();
	wrong_results();
	ok(belongings_are(&before), "nothing is left");
	return done_testing();
}
