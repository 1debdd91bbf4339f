/*
 * Crawl, then parse, in three ways. A task hands the fetching of its pages to a
 * pool of its own, and parses them itself when all have come (after); or lets a
 * worker parse what it has fetched (inside); or lets the future parse when it is
 * done (callback): in the worker, or, where workers are processes, one after the
 * other in the task's process, which takes their results. Pages take their time,
 * one twice and one three times as long as the first, and so there is something to
 * parse while others are still on their way. When pages were parsed is the outcome.
 */
#include <errno.h>
#include <stdlib.h>

#include "runners/clock.h"
#include "workloads/batch.h"
#include "workloads/harvest.h"
#include "workloads/page.h"
#include "workloads/server.h"
#include "workloads/workload.h"

enum { WHEN, PAGES, POOL, DELAY, BYTES, PASSES, URL };
enum { AFTER, INSIDE, BY_CALLBACK };

enum { SPREAD = 3 }; /* pages take one delay, two, or three */

static int
fetch_and_parse(const void *argument, uint64_t *result)
{
	if (item_fetch(argument, result) != 0)
		return -1;
	item_parse(argument);
	return 0;
}

static void
parse_done(struct future *future, void *item)
{
	uint64_t bytes;

	if (future_result(future, &bytes, 0) == 0)
		item_parse(item);
}

/* crawl a task's pages, and parse them when it is time */
static int
crawl(struct item *items, const struct value *values, struct pool *pool)
{
	const uint64_t when = values[WHEN].number;
	const struct batch batch = {.function = when == INSIDE ? fetch_and_parse : item_fetch,
	                            .arguments = items,
	                            .size = sizeof *items,
	                            .count = values[PAGES].number,
	                            .how = RESULT,
	                            .done = when == BY_CALLBACK ? parse_done : NULL};
	uint64_t bytes;

	if (batch_run(&batch, pool, &bytes) != 0)
		return -1;
	for (size_t k = 0; when == AFTER && k < batch.count; k++)
		item_parse(&items[k]);
	return 0;
}

static int
parse_task(const struct value *values, size_t i, uint64_t *result)
{
	struct harvest *harvest = workload_shared(values);
	const uint64_t began_ns = clock_ns();
	struct item *items = calloc(harvest->pages, sizeof *items);
	struct pool *pool = pool_new(values[POOL].number);
	int status = -1;
	int error;

	for (size_t k = 0; items && k < harvest->pages; k++)
		items[k] = (struct item){harvest, values[URL].text, i, k, values[PASSES].number};
	if (items && pool)
		status = crawl(items, values, pool);
	error = errno;
	if (status == 0)
		*result = scramble(i) ^ harvest_bring_in(harvest, i, began_ns);
	pool_free(pool);
	free(items);
	errno = error;
	return status != 0 && failure_is_noted(&harvest->failure) ? failure_tell(&harvest->failure)
	                                                          : status;
}

static int
parse_setup(struct value *values, size_t tasks)
{
	const struct server_plan plan = {
		.delay_ns = values[DELAY].number, .bytes = values[BYTES].number, .spread = SPREAD};
	struct harvest *harvest = harvest_new(tasks, values[PAGES].number, values[BYTES].number);

	values[SHARED].number = (uintptr_t)harvest;
	return harvest ? page_provide(&plan, &values[URL]) : -1;
}

static void
parse_teardown(struct value *values)
{
	server_release(&values[URL], NULL);
}

static int
parse_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	const struct harvest *harvest = workload_shared(values);
	const uint64_t pages = tasks * harvest->pages;

	outcomes[0] = (struct outcome){"pages", harvest->parsed};
	outcomes[1] = (struct outcome){"first_parsed_us", harvest->first_ns / tasks / 1000};
	outcomes[2] = (struct outcome){"mean_parsed_us", harvest->all_ns / pages / 1000};
	outcomes[3] = (struct outcome){"last_parsed_us", harvest->last_ns / tasks / 1000};
	return workload_require(harvest->parsed, pages, "pages were parsed");
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
	[AFTER] = "after", [INSIDE] = "inside", [BY_CALLBACK] = "callback", NULL};

/* clang-format off */
static const struct parameter parse_parameters[] = {
	[WHEN] = {.name = "when", .unit = UNIT_CHOICE, .preset = "after", .choices = when_choices,
	          .summary = "parse after all have come, inside the worker, or by callback"},
	[PAGES] = {.name = "pages", .unit = UNIT_COUNT, .preset = "8", .least = 1, .most = 10000,
	           .summary = "how many pages each task crawls"},
	[POOL] = {.name = "pool", .unit = UNIT_COUNT, .preset = "4", .least = 1, .most = 1000,
	          .summary = "how many workers a task has in its own pool, at most"},
	[DELAY] = {.name = "delay", .unit = UNIT_DURATION, .preset = "10ms",
	           .summary = "how long our server takes for a page; for some twice or three "
	                      "times"},
	[BYTES] = {.name = "bytes", .unit = UNIT_SIZE, .preset = "64KiB", .most = 64 << 20,
	           .summary = "the size of our server's pages, and the room for yours"},
	[PASSES] = {.name = "passes", .unit = UNIT_COUNT, .preset = "40", .least = 1,
	            .most = 1000000,
	            .summary = "how often a parser goes over a page"},
	[URL] = {.name = "url", .unit = UNIT_TEXT, .preset = "", .place = true,
	         .summary = "a site of yours instead of ours; {} in it is the page's number"},
	{.name = NULL},
};
/* clang-format on */

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
