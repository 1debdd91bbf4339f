/*
 * Crawl, then parse, in three ways. A task hands the fetching of its pages to a
 * pool of its own, and parses them itself when all have come (after); or lets a
 * worker parse what it has fetched (inside); or lets the future parse when it is
 * done (callback): in the worker, or, where workers are processes, one after the
 * other in the task's process, which takes their results. Pages take their time,
 * one twice and one three times as long as the first, and so there is something to
 * parse while others are still on their way. When pages were parsed is the outcome.
 */
#include "runners/clock.h"
#include "runners/pool.h"
#include "workloads/harvest.h"
#include "workloads/links.h"
#include "workloads/page.h"
#include "workloads/server.h"
#include "workloads/workload.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

/* the harvest is no parameter: setup keeps its address in a value of the workload's own */
enum { WHEN, PAGES, POOL, DELAY, BYTES, PASSES, URL, HARVEST };
enum { AFTER, INSIDE, CALLBACK };

enum { SPREAD = 3 }; /* pages take one delay, two, or three */

/* one page, for whoever does something with it */
struct item {
	const struct value *values;
	size_t task, page;
};

/* a task at work */
struct crawl {
	struct pool *pool;
	struct item *items;
	struct future **futures;
	uint64_t began_ns;
};

static struct harvest *
harvest_of(const struct value *values)
{
	return (struct harvest *)(uintptr_t)values[HARVEST].number;
}

static struct leaf *
leaf_of(const struct item *item)
{
	return harvest_leaf(harvest_of(item->values), item->task, item->page);
}

static int
parse_setup(struct value *values, size_t tasks)
{
	const struct server_plan plan = {
		.delay_ns = values[DELAY].number, .bytes = values[BYTES].number, .spread = SPREAD};
	struct harvest *harvest;

	if (page_load() != 0)
		return -1;
	harvest = harvest_new(tasks, values[PAGES].number, values[BYTES].number);
	if (!harvest)
		return -1;
	values[HARVEST].number = (uintptr_t)harvest;
	if (server_provide(&plan, "{}", &values[URL], NULL) == 0)
		return 0;
	harvest_free(harvest);
	return -1;
}

static void
parse_teardown(struct value *values)
{
	server_release(&values[URL], NULL);
	harvest_free(harvest_of(values));
}

static void
parse(const struct item *e)
{
	struct leaf *leaf = leaf_of(e);

	leaf->links =
		scramble(e->page ^ links_find(leaf->text, leaf->bytes, e->values[PASSES].number));
	leaf->parsed_ns = clock_ns();
}

static int
fetch(const void *argument, uint64_t *result)
{
	const struct item *e = argument;
	struct leaf *leaf = leaf_of(e);
	struct harvest *harvest = harvest_of(e->values);
	struct page page = {.text = leaf->text, .room = harvest->room};

	if (failure_is_noted(&harvest->failure))
		return failure_tell(&harvest->failure);
	if (page_keep(e->values[URL].text, e->page, &page) != 0)
		return failure_note(&harvest->failure);
	*result = leaf->bytes = page.bytes;
	return 0;
}

static int
fetch_and_parse(const void *argument, uint64_t *result)
{
	if (fetch(argument, result) != 0)
		return -1;
	parse(argument);
	return 0;
}

static void
parse_done(struct future *future, void *item)
{
	uint64_t bytes;

	if (future_result(future, &bytes, 0) == 0)
		parse(item);
}

/* hand page k to the pool */
static int
submit(struct crawl *c, size_t k)
{
	const struct item *e = &c->items[k];
	uint64_t when = e->values[WHEN].number;

	c->futures[k] =
		pool_submit(c->pool, when == INSIDE ? fetch_and_parse : fetch, e, sizeof *e);
	if (!c->futures[k])
		return -1;
	return when == CALLBACK ? future_on_done(c->futures[k], parse_done, &c->items[k]) : 0;
}

/* 0 when all pages have come; those that were handed on are done in any case */
static int
crawl_pages(struct crawl *c, size_t pages)
{
	int error = 0;

	for (size_t k = 0; k < pages && error == 0; k++)
		if (submit(c, k) != 0)
			error = errno;
	for (size_t k = 0; k < pages; k++) {
		uint64_t bytes;

		if (c->futures[k] && future_result(c->futures[k], &bytes, UINT64_MAX) != 0)
			error = error ? error : errno;
		future_free(c->futures[k]);
	}
	errno = error;
	return error ? -1 : 0;
}

static int
crawl_open(struct crawl *c, const struct value *values, size_t task)
{
	size_t pages = values[PAGES].number;

	*c = (struct crawl){.items = calloc(pages, sizeof *c->items),
	                    .futures = calloc(pages, sizeof(struct future *)),
	                    .pool = pool_new(values[POOL].number),
	                    .began_ns = clock_ns()};
	for (size_t k = 0; c->items && k < pages; k++)
		c->items[k] = (struct item){values, task, k};
	return c->items && c->futures && c->pool ? 0 : -1;
}

static void
crawl_close(struct crawl *c)
{
	int error = errno;

	pool_free(c->pool);
	free(c->futures);
	free(c->items);
	errno = error;
}

static int
parse_task(const struct value *values, size_t i, uint64_t *result)
{
	struct harvest *harvest = harvest_of(values);
	size_t pages = values[PAGES].number;
	struct crawl c;
	int status = crawl_open(&c, values, i);

	if (status == 0)
		status = crawl_pages(&c, pages);
	for (size_t k = 0; status == 0 && values[WHEN].number == AFTER && k < pages; k++)
		parse(&c.items[k]);
	if (status == 0)
		*result = scramble(i) ^ harvest_bring_in(harvest, i, c.began_ns);
	crawl_close(&c);
	return status != 0 && failure_is_noted(&harvest->failure) ? failure_tell(&harvest->failure)
	                                                          : status;
}

static int
parse_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	const struct harvest *harvest = harvest_of(values);
	uint64_t pages = tasks * values[PAGES].number;

	outcomes[0] = (struct outcome){"pages", harvest->parsed};
	outcomes[1] = (struct outcome){"first_parsed_us", harvest->first_ns / tasks / 1000};
	outcomes[2] = (struct outcome){"mean_parsed_us", harvest->all_ns / pages / 1000};
	outcomes[3] = (struct outcome){"last_parsed_us", harvest->last_ns / tasks / 1000};
	if (harvest->parsed == pages)
		return 0;
	return workload_fail("%" PRIu64 " pages were parsed of %" PRIu64, harvest->parsed, pages);
}

/* the page that takes longest must have come */
static uint64_t
parse_least_ns(const struct value *values)
{
	uint64_t pages = values[PAGES].number;

	return server_is_ours(&values[URL])
	               ? values[DELAY].number * (pages < SPREAD ? pages : SPREAD)
	               : 0;
}

static const char *const when_choices[] = {
	[AFTER] = "after", [INSIDE] = "inside", [CALLBACK] = "callback", NULL};

static const struct parameter parse_parameters[] = {
	[WHEN] = {.name = "when",
                  .unit = UNIT_CHOICE,
                  .preset = "after",
                  .summary = "parse after all have come, inside the worker, or by callback",
                  .choices = when_choices},
	[PAGES] = {.name = "pages",
                   .unit = UNIT_COUNT,
                   .preset = "8",
                   .summary = "how many pages each task crawls",
                   .least = 1,
                   .most = 10000},
	[POOL] = {.name = "pool",
                  .unit = UNIT_COUNT,
                  .preset = "4",
                  .summary = "how many workers a task has in its own pool, at most",
                  .least = 1,
                  .most = 1000},
	[DELAY] = {.name = "delay",
                   .unit = UNIT_DURATION,
                   .preset = "10ms",
                   .summary =
                           "how long our server takes for a page; for some twice or three times"},
	[BYTES] = {.name = "bytes",
                   .unit = UNIT_SIZE,
                   .preset = "64KiB",
                   .summary = "the size of our server's pages, and the room for yours",
                   .most = 64 << 20},
	[PASSES] = {.name = "passes",
                    .unit = UNIT_COUNT,
                    .preset = "40",
                    .summary = "how often a parser goes over a page",
                    .least = 1,
                    .most = 1000000},
	[URL] = {.name = "url",
                 .unit = UNIT_TEXT,
                 .preset = "",
                 .summary = "a site of yours instead of ours; {} in it is the page's number",
                 .place = true},
	{.name = NULL},
};

const struct workload workload_parse = {
	.name = "parse",
	.summary =
		"pages crawled by a pool of futures, and parsed after all, inside, or by callback",
	.bound = MIXED,
	.tasks = 4,
	.stack_bytes = 64 << 10,
	.parameters = parse_parameters,
	.setup = parse_setup,
	.teardown = parse_teardown,
	.task = parse_task,
	.least_ns = parse_least_ns,
	.outcomes = parse_outcomes,
};
