/*
 * A crawl never has more pages in flight than it may, gets what serial gets, and takes what the
 * site's capacity makes it take; a site that fails makes it fail, in one line, and nothing is left.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record.h"
#include "runners/runner.h"
#include "tests/fickle.h"
#include "tests/orphan.h"
#include "tests/setting.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/workload.h"

enum { PAGES = 12 };

static const struct workload *crawl;

static bool
crawled(const struct record *r, double limit)
{
	if (r->status == STATUS_OK && strcmp(r->outcomes[0].name, "pages") == 0 &&
	    r->outcomes[0].count == PAGES && strcmp(r->outcomes[1].name, "pages_at_once") == 0 &&
	    r->outcomes[1].count >= 1 && r->outcomes[1].count <= limit &&
	    strcmp(r->outcomes[2].name, "page_us") == 0)
		return true;
	printf("# %s: %s; %.0f pages, %.0f at once\n",
	       status_name(r->status),
	       r->reason,
	       r->outcomes[0].count,
	       r->outcomes[1].count);
	return false;
}

static void
limits(const char *checksum, size_t k)
{
	static const char *const texts[] = {"1", "3", "100"};

	for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
		double limit = strtod(texts[t], NULL);
		struct record r;

		run_set(&r, crawl, trial_runner(k), PAGES, SET("delay", "3ms", "limit", texts[t]));
		ok(crawled(&r, limit) && strcmp(r.checksum, checksum) == 0,
		   "%s, --limit %s: %.0f in flight at most",
		   trial_name(k),
		   texts[t],
		   r.outcomes[1].count);
		ok(limit > 1 || r.run_s >= PAGES * 0.003,
		   "... and one after the other takes its time");
		record_free(&r);
	}
}

static void
capacity(size_t k)
{
	struct record r;

	run_set(&r,
	        crawl,
	        trial_runner(k),
	        PAGES,
	        SET("delay", "5ms", "limit", "100", "capacity", "3"));
	ok(crawled(&r, 100) && r.run_s >= 4 * 0.005 && r.outcomes[2].count >= 5000,
	   "%s: a site that works on 3 pages at once takes four times the delay for 12: %.6f s",
	   trial_name(k),
	   r.run_s);
	record_free(&r);
}

/* of a site that answers 5 pages, and then not as it should */
static void
failures(size_t k)
{
	static const char *const words[FICKLE_WAYS] = {
		[FICKLE_CLOSE] = "990 bytes remaining",
		[FICKLE_RESET] = "eset",
		[FICKLE_GARBAGE] = "HTTP/0.9",
		[FICKLE_MISSING] = "answered HTTP status 404",
		[FICKLE_MOVED] = "answered HTTP status 301: give the URL that it leads to",
	};

	for (int way = 0; way < FICKLE_WAYS; way++) {
		struct fickle site = fickle_start(5, (enum fickle_way)way);
		struct record r;

		run_set(&r, crawl, trial_runner(k), PAGES, SET("limit", "2", "url", site.url));
		ok(r.status == STATUS_FAILED && strstr(r.reason, words[way]) &&
		           !strchr(r.reason, '\n'),
		   "%s fails with its site: %s",
		   trial_name(k),
		   r.reason);
		record_free(&r);
		fickle_end(&site);
	}
}

static void
fails_with(const char *url, const char *words)
{
	struct record r;

	run_set(&r, crawl, runner_find("thread"), PAGES, SET("url", url));
	ok(r.status == STATUS_FAILED && strstr(r.reason, words) && !strchr(r.reason, '\n'),
	   "a bad URL: %s",
	   r.reason);
	record_free(&r);
}

static void
numbers(void)
{
	struct fickle site = fickle_start(1000, FICKLE_CLOSE);
	struct record r;

	run_set(&r, crawl, runner_find("thread"), PAGES, SET("url", site.url));
	ok(crawled(&r, 10), "a site of the user's");
	record_free(&r);
	fickle_end(&site);
}

int
main(void)
{
	struct value values[VALUES] = {{.number = 1}, {.number = 0}, {.number = 0}, {.number = 10}};
	struct belongings before;
	struct record base;

	trial_deadline(240);
	crawl = workload_find("crawl");
	if (!crawl)
		return 1;
	ok(goes_with_starter(crawl, values, 1, 1), "a server goes with who started it");
	run_set(&base, crawl, runner_find("serial"), PAGES, SET("delay", "0"));
	before = belongings_now();
	for (size_t k = 0; trial_runner(k); k++) {
		limits(base.checksum, k);
		capacity(k);
		failures(k);
	}
	numbers();
	fails_with("http://127.0.0.1:1/{}", "onnect");
	fails_with("http://127.0.0.1:99999/", "bad/illegal");
	fails_with("nonsense://x/", "say one such as http://");
	fails_with("file:///etc/hostname", "say one such as http://");
	ok(belongings_are(&before), "nothing is left");
	record_free(&base);
	return done_testing();
}
