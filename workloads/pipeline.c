/*
 * A crawler as a pipeline: --fetchers take the numbers of pages from a queue, and
 * put on what came; parsers, all tasks but these and one, take it from there. Task
 * 0 feeds the first queue, and waits until its items are done, which tells that
 * all pages are fetched, and then until those of the second are, which tells that
 * all are parsed; so it closes each, at which its workers go home, and puts out
 * what was found. Queues are bounded: who is too fast waits for the others.
 *
 * Who does which page is open, so a task's result is its index; that every page
 * was parsed, once and rightly, is checked afterwards.
 */
#include "workloads/belt.h"
#include "workloads/links.h"
#include "workloads/page.h"
#include "workloads/server.h"
#include "workloads/workload.h"

#include <inttypes.h>

enum { PAGES, FETCHERS, QUEUE, DELAY, BYTES, PASSES, URL };

static int
check_stages(size_t tasks, uint64_t fetchers)
{
	if (tasks >= fetchers + 2)
		return 0;
	return workload_fail("%zu tasks with --fetchers %" PRIu64
	                     " leave no parser, for task 0 feeds them: say --tasks %" PRIu64
	                     " or more",
	                     tasks,
	                     fetchers,
	                     fetchers + 2);
}

static int
pipeline_setup(struct value *values, size_t tasks)
{
	const struct server_plan plan = {.delay_ns = values[DELAY].number,
	                                 .bytes = values[BYTES].number};
	struct belt *belt;

	if (check_stages(tasks, values[FETCHERS].number) != 0)
		return -1;
	belt = belt_new(values[PAGES].number, values[BYTES].number, values[QUEUE].number);
	values[SHARED].number = (uintptr_t)belt;
	return belt ? page_provide(&plan, &values[URL]) : -1;
}

static void
pipeline_teardown(struct value *values)
{
	server_release(&values[URL], NULL);
}

static int
output(struct belt *belt)
{
	uint64_t links;
	int more;

	belt_close(belt, PARSED);
	while ((more = belt_get(belt, PARSED, &links)) == 1) {
		belt->links += links;
		belt->output++;
	}
	return more;
}

static int
coordinate(struct belt *belt)
{
	for (uint64_t page = 0; page < belt->pages; page++)
		if (belt_put(belt, WANTED, page) != 0)
			return -1;
	if (belt_finish(belt, WANTED) != 0 || belt_finish(belt, FETCHED) != 0)
		return -1;
	return output(belt);
}

static int
fetch(struct belt *belt, const char *url)
{
	uint64_t page;
	int more;

	while ((more = belt_get(belt, WANTED, &page)) == 1) {
		struct sheet *sheet = belt_sheet(belt, page);
		struct page kept = {.text = sheet->text, .room = belt->room};

		if (page_keep(url, page, &kept) != 0)
			return -1;
		sheet->bytes = kept.bytes;
		belt->fetched++;
		if (belt_put(belt, FETCHED, page) != 0 || belt_done(belt, WANTED) != 0)
			return -1;
	}
	return more;
}

static int
parse(struct belt *belt, uint64_t passes)
{
	uint64_t page;
	int more;

	while ((more = belt_get(belt, FETCHED, &page)) == 1) {
		const struct sheet *sheet = belt_sheet(belt, page);
		uint64_t links = links_of_page(page, sheet->text, sheet->bytes, passes);

		belt->parsed++;
		if (belt_put(belt, PARSED, links) != 0 || belt_done(belt, FETCHED) != 0)
			return -1;
	}
	return more;
}

static int
pipeline_task(const struct value *values, size_t i, uint64_t *result)
{
	struct belt *belt = workload_shared(values);
	int status;

	if (i == 0)
		status = coordinate(belt);
	else if (i <= values[FETCHERS].number)
		status = fetch(belt, values[URL].text);
	else
		status = parse(belt, values[PASSES].number);
	*result = scramble(i);
	return status == 0 ? 0 : belt_break(belt);
}

static int
pipeline_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	const struct belt *belt = workload_shared(values);

	(void)tasks;
	outcomes[0] = (struct outcome){"pages_fetched", belt->fetched};
	outcomes[1] = (struct outcome){"pages_parsed", belt->parsed};
	outcomes[2] = (struct outcome){"pages_put_out", belt->output};
	if (workload_require(belt->fetched, belt->pages, "pages were fetched") != 0 ||
	    workload_require(belt->parsed, belt->pages, "pages were parsed") != 0 ||
	    workload_require(belt->output, belt->pages, "pages were put out") != 0)
		return -1;
	return server_is_ours(&values[URL]) ? belt_check(belt) : 0;
}

/* clang-format off */
static const struct parameter pipeline_parameters[] = {
	[PAGES] = {.name = "pages", .unit = UNIT_COUNT, .preset = "50", .least = 1, .most = 100000,
	           .summary = "how many pages are crawled"},
	[FETCHERS] = {.name = "fetchers", .unit = UNIT_COUNT, .preset = "3", .least = 1,
	              .most = 10000,
	              .summary = "how many tasks fetch; task 0 feeds them, and the others parse"},
	[QUEUE] = {.name = "queue", .unit = UNIT_COUNT, .preset = "3", .least = 1, .most = 100000,
	           .summary = "how many pages may wait between two stages"},
	[DELAY] = {.name = "delay", .unit = UNIT_DURATION, .preset = "20ms",
	           .summary = "how long our server takes for a page"},
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

const struct workload workload_pipeline = {
	.name = "pipeline",
	.summary = "fetchers, a queue, parsers, output: a crawler in stages",
	.bound = MIXED,
	.tasks = 6,
	.stack_bytes = 64 << 10,
	.together = true,
	.parameters = pipeline_parameters,
	.setup = pipeline_setup,
	.teardown = pipeline_teardown,
	.task = pipeline_task,
	.outcomes = pipeline_outcomes,
};
