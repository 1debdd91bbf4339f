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
#include "workloads/site.h"
#include "workloads/workload.h"

#include <inttypes.h>
#include <stdlib.h>

/* the belt is no parameter: setup keeps its address in a value of the workload's own */
enum { PAGES, FETCHERS, QUEUE, DELAY, BYTES, PASSES, URL, BELT };

static struct belt *
belt_of(const struct value *values)
{
	return (struct belt *)(uintptr_t)values[BELT].number;
}

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

	if (check_stages(tasks, values[FETCHERS].number) != 0 || page_load() != 0)
		return -1;
	belt = belt_new(values[PAGES].number, values[BYTES].number, values[QUEUE].number);
	if (!belt)
		return -1;
	values[BELT].number = (uintptr_t)belt;
	if (server_provide(&plan, "{}", &values[URL], NULL) == 0)
		return 0;
	belt_free(belt);
	return -1;
}

static void
pipeline_teardown(struct value *values)
{
	server_release(&values[URL], NULL);
	belt_free(belt_of(values));
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

/* what a page comes to, so that none can stand for another */
static uint64_t
find(uint64_t page, const char *text, size_t bytes, uint64_t passes)
{
	return scramble(page ^ links_find(text, bytes, passes));
}

static int
parse(struct belt *belt, uint64_t passes)
{
	uint64_t page;
	int more;

	while ((more = belt_get(belt, FETCHED, &page)) == 1) {
		const struct sheet *sheet = belt_sheet(belt, page);
		uint64_t links = find(page, sheet->text, sheet->bytes, passes);

		belt->parsed++;
		if (belt_put(belt, PARSED, links) != 0 || belt_done(belt, FETCHED) != 0)
			return -1;
	}
	return more;
}

static int
pipeline_task(const struct value *values, size_t i, uint64_t *result)
{
	struct belt *belt = belt_of(values);
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

/* what our site's pages come to; 0, or -1 with errno set */
static int
expect(const struct belt *belt, uint64_t *links)
{
	char *text = malloc(belt->room + 1);

	if (!text)
		return -1;
	*links = 0;
	for (uint64_t page = 0; page < belt->pages; page++) {
		site_write(text, belt->room, page);
		*links += find(page, text, belt->room, 1);
	}
	free(text);
	return 0;
}

static int
pipeline_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	const struct belt *belt = belt_of(values);
	uint64_t links;

	(void)tasks;
	outcomes[0] = (struct outcome){"pages_fetched", belt->fetched};
	outcomes[1] = (struct outcome){"pages_parsed", belt->parsed};
	outcomes[2] = (struct outcome){"pages_put_out", belt->output};
	if (belt->fetched != belt->pages || belt->parsed != belt->pages ||
	    belt->output != belt->pages)
		return workload_fail("of %zu pages, %" PRIu64 " were fetched, %" PRIu64
		                     " parsed, and %" PRIu64 " put out",
		                     belt->pages,
		                     belt->fetched,
		                     belt->parsed,
		                     belt->output);
	if (!server_is_ours(&values[URL]))
		return 0;
	if (expect(belt, &links) != 0)
		return workload_fail("no memory to check the pages");
	if (links == belt->links)
		return 0;
	return workload_fail("other links were found than our server's pages have");
}

static const struct parameter pipeline_parameters[] = {
	[PAGES] = {.name = "pages",
                   .unit = UNIT_COUNT,
                   .preset = "50",
                   .summary = "how many pages are crawled",
                   .least = 1,
                   .most = 100000},
	[FETCHERS] = {.name = "fetchers",
                      .unit = UNIT_COUNT,
                      .preset = "3",
                      .summary = "how many tasks fetch; task 0 feeds them, and the others parse",
                      .least = 1,
                      .most = 10000},
	[QUEUE] = {.name = "queue",
                   .unit = UNIT_COUNT,
                   .preset = "3",
                   .summary = "how many pages may wait between two stages",
                   .least = 1,
                   .most = 100000},
	[DELAY] = {.name = "delay",
                   .unit = UNIT_DURATION,
                   .preset = "20ms",
                   .summary = "how long our server takes for a page"},
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
