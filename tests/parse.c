/*
 * Crawl and parse: the same is found in all three ways under every model; no page is parsed before it
 * can have come, nor, after all, before the last has; and a site that fails makes it fail.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bench/record.h"
#include "runners/runner.h"
#include "tests/fickle.h"
#include "tests/orphan.h"
#include "tests/setting.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/workload.h"

enum { TASKS = 3, PAGES = 7, DELAY_US = 4000 };

static const struct workload *parse;
static const char *const ways[] = {"after", "inside", "callback", NULL};

static bool
parsed(const struct record *r)
{
	const struct record_outcome *o = r->outcomes;

	if (r->status == STATUS_OK && strcmp(o[0].name, "pages") == 0 &&
	    o[0].count == TASKS * PAGES && strcmp(o[1].name, "first_parsed_us") == 0 &&
	    strcmp(o[2].name, "mean_parsed_us") == 0 && strcmp(o[3].name, "last_parsed_us") == 0 &&
	    o[1].count <= o[2].count && o[2].count <= o[3].count)
		return true;
	printf("# %s: %s; %.0f pages, first %.0f us, mean %.0f, last %.0f\n",
	       status_name(r->status),
	       r->reason,
	       o[0].count,
	       o[1].count,
	       o[2].count,
	       o[3].count);
	return false;
}

static void
way(size_t k, const char *when, const char *pool, const char *checksum)
{
	struct record r;
	double least = strcmp(when, "after") == 0 ? 3 * DELAY_US : DELAY_US;

	run_set(&r,
	        parse,
	        trial_runner(k),
	        TASKS,
	        SET("when", when, "pool", pool, "pages", "7", "delay", "4ms", "bytes", "4KiB"));
	ok(parsed(&r) && strcmp(r.checksum, checksum) == 0 && r.outcomes[1].count >= least &&
	           r.outcomes[3].count >= 3 * DELAY_US,
	   "%s, %s, pools of %s: first %.0f us, mean %.0f, last %.0f",
	   trial_name(k),
	   when,
	   pool,
	   r.outcomes[1].count,
	   r.outcomes[2].count,
	   r.outcomes[3].count);
	record_free(&r);
}

/* of a site that answers so many pages, and then not as it should */
static void
failures(size_t k, const char *when)
{
	struct fickle site = fickle_start(5, FICKLE_RESET);
	struct record r;

	run_set(&r, parse, trial_runner(k), TASKS, SET("when", when, "url", site.url));
	ok(r.status == STATUS_FAILED && strstr(r.reason, "eset") && !strchr(r.reason, '\n'),
	   "%s, %s, fails with its site: %s",
	   trial_name(k),
	   when,
	   r.reason);
	record_free(&r);
	fickle_end(&site);
}

static void
site_of_the_user(void)
{
	struct fickle site = fickle_start(1000, FICKLE_CLOSE);
	struct record r;

	run_set(&r, parse, runner_find("thread"), TASKS, SET("url", site.url, "pages", "7"));
	ok(parsed(&r), "a site of the user's");
	record_free(&r);
	run_set(&r, parse, runner_find("thread"), TASKS, SET("url", site.url, "bytes", "20"));
	ok(r.status == STATUS_FAILED && strstr(r.reason, "more than 20 bytes"),
	   "pages that are too large: %s",
	   r.reason);
	record_free(&r);
	fickle_end(&site);
}

int
main(void)
{
	struct value values[VALUES] = {{.number = 0},
	                               {.number = 1},
	                               {.number = 1},
	                               {.number = 0},
	                               {.number = 10},
	                               {.number = 1}};
	struct belongings before;
	struct record base;

	trial_deadline(300);
	parse = workload_find("parse");
	if (!parse)
		return 1;
	ok(goes_with_starter(parse, values, 1, 1), "a server goes with who started it");
	run_set(&base,
	        parse,
	        runner_find("serial"),
	        TASKS,
	        SET("pages", "7", "delay", "0", "bytes", "4KiB"));
	before = belongings_now();
	for (size_t k = 0; trial_runner(k); k++)
		for (const char *const *when = ways; *when; when++) {
			way(k, *when, "1", base.checksum);
			way(k, *when, "4", base.checksum);
			way(k, *when, "20", base.checksum);
			failures(k, *when);
		}
	site_of_the_user();
	/* a leaf takes whole lines of a cache: as many of them are 2^64 bytes */
	ok(workload_set_up(parse, values, (size_t)1 << 58) == -1 && errno == ENOMEM,
	   "more leaves than memory can have are refused");
	ok(belongings_are(&before), "nothing is left");
	record_free(&base);
	return done_testing();
}
