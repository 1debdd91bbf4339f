/*
 * A crawler that is kind to the site: a task fetches a page, and however many
 * tasks there are, a semaphore that all share lets no more than --limit of them
 * ask at once. The site is no better than its workers: it answers --capacity
 * pages at once, and the others queue there. So throughput rises with the limit
 * up to the capacity, and beyond it pages only take longer: the smallest limit
 * with the best throughput is the optimum.
 */
#include "runners/clock.h"
#include "runners/sync/semaphore.h"
#include "workloads/digest.h"
#include "workloads/failure.h"
#include "workloads/gauge.h"
#include "workloads/page.h"
#include "workloads/server.h"
#include "workloads/workload.h"

#include <inttypes.h>

enum { LIMIT, DELAY, CAPACITY, BYTES, URL };

struct shared {
	struct semaphore permits;
	struct failure failure; /* a page was not got: whoever still waits need not ask */
	struct gauge in_flight;
	_Atomic uint64_t pages, took_ns; /* those that came, and how long they took together */
};

static int
crawl_setup(struct value *values, size_t tasks)
{
	const struct server_plan plan = {.delay_ns = values[DELAY].number,
	                                 .bytes = values[BYTES].number,
	                                 .capacity = values[CAPACITY].number};
	struct shared *shared = workload_shared(values);

	(void)tasks;
	semaphore_init(&shared->permits, (uint32_t)values[LIMIT].number);
	return page_provide(&plan, &values[URL]);
}

static void
crawl_teardown(struct value *values)
{
	server_release(&values[URL], NULL);
}

static size_t
fold(const char *data, size_t size, size_t count, void *into)
{
	uint64_t *digest = into;

	*digest = digest_add(*digest, data, size * count);
	return size * count;
}

/* with a permit */
static int
fetch(const struct value *values, size_t i, uint64_t *digest)
{
	struct shared *shared = workload_shared(values);
	uint64_t began = clock_ns();
	int status;

	if (failure_is_noted(&shared->failure))
		return failure_tell(&shared->failure);
	gauge_enter(&shared->in_flight);
	status = page_fetch_numbered(values[URL].text, i, fold, digest);
	gauge_leave(&shared->in_flight);
	if (status != 0)
		return failure_note(&shared->failure);
	atomic_fetch_add(&shared->took_ns, clock_ns() - began);
	atomic_fetch_add(&shared->pages, 1);
	return 0;
}

static int
crawl_task(const struct value *values, size_t i, uint64_t *result)
{
	struct shared *shared = workload_shared(values);
	uint64_t digest = DIGEST_EMPTY;
	int status;

	if (semaphore_acquire(&shared->permits, UINT64_MAX) != 0)
		return -1;
	status = fetch(values, i, &digest);
	if (semaphore_release(&shared->permits) != 0)
		return -1;
	*result = scramble(i) ^ digest;
	return status;
}

static int
crawl_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	const struct shared *shared = workload_shared(values);
	uint64_t pages = atomic_load(&shared->pages);
	uint64_t peak = atomic_load(&shared->in_flight.peak);

	outcomes[0] = (struct outcome){"pages", pages};
	outcomes[1] = (struct outcome){"pages_at_once", peak};
	outcomes[2] = (struct outcome){"page_us",
	                               pages ? atomic_load(&shared->took_ns) / pages / 1000 : 0};
	if (peak > values[LIMIT].number)
		return workload_fail("%" PRIu64
		                     " pages were in flight at once, and --limit %" PRIu64
		                     " allows no more",
		                     peak,
		                     values[LIMIT].number);
	return workload_require(pages, tasks, "pages came");
}

static uint64_t
crawl_least_ns(const struct value *values)
{
	return server_is_ours(&values[URL]) ? values[DELAY].number : 0;
}

/* clang-format off */
static const struct parameter crawl_parameters[] = {
	[LIMIT] = {.name = "limit", .unit = UNIT_COUNT, .preset = "10", .least = 1, .most = 1000000,
	           .summary = "how many pages the tasks may have in flight at once"},
	[DELAY] = {.name = "delay", .unit = UNIT_DURATION, .preset = "20ms",
	           .summary = "how long our server takes for a page"},
	[CAPACITY] = {.name = "capacity", .unit = UNIT_COUNT, .preset = "20", .most = 1000000,
	              .summary = "how many pages our server works on at once; 0: all"},
	[BYTES] = {.name = "bytes", .unit = UNIT_SIZE, .preset = "4KiB", .most = 64 << 20,
	           .summary = "the size of our server's pages"},
	[URL] = {.name = "url", .unit = UNIT_TEXT, .preset = "", .place = true,
	         .summary = "a site of yours instead of ours; {} in it is the page's number"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_crawl = {
	.name = "crawl",
	.summary = "pages of a site, so many in flight at once, behind a semaphore",
	.bound = IO_BOUND,
	.tasks = 50,
	.stack_bytes = 64 << 10,
	.parameters = crawl_parameters,
	.shared_bytes = sizeof(struct shared),
	.setup = crawl_setup,
	.teardown = crawl_teardown,
	.task = crawl_task,
	.least_ns = crawl_least_ns,
	.outcomes = crawl_outcomes,
};
