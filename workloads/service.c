/*
 * A service: each task answers a request, for which it needs a file, a database
 * and an API, and may have to compute, too. One after the other they take the
 * sum of their times; handed to a pool of the request's own, whose workers are
 * what the runner's are, as long as the slowest. The file is read from a disk
 * that takes its time; the others are servers on loopback.
 */
#include "runners/clock.h"
#include "workloads/errand.h"
#include "workloads/request_log.h"
#include "workloads/room.h"
#include "workloads/workload.h"

enum { FILE_WAIT, DATABASE, API, FAN_OUT, WORKERS, NUMBERS, N };
enum { OFF, ON };
enum { NUMBERS_MAX = 32, ERRANDS_MAX = 3 + NUMBERS_MAX, CONNECTIONS_PER_REQUEST = 2 };

struct service {
	size_t tasks;
	struct sources sources;
	struct request_log log;
	struct request request[]; /* each task writes its own */
};

static int
service_setup(struct value *values, size_t tasks)
{
	struct service *service = workload_shared(values);

	service->tasks = tasks;
	return room_make(tasks * CONNECTIONS_PER_REQUEST) == 0
	               ? sources_open(&service->sources,
	                              values[FILE_WAIT].number,
	                              values[DATABASE].number,
	                              values[API].number)
	               : -1;
}

static void
service_teardown(struct value *values)
{
	sources_close(&((struct service *)workload_shared(values))->sources);
}

/* no two requests ask the same */
static size_t
errands_of(const struct value *values, size_t i, struct errand *errands)
{
	const struct sources *sources = &((struct service *)workload_shared(values))->sources;
	size_t count = 0;

	errands[count++] = (struct errand){READ_FILE, sources, 0};
	errands[count++] = (struct errand){ASK_DATABASE, sources, 2 * i};
	errands[count++] = (struct errand){ASK_API, sources, 2 * i + 1};
	for (uint64_t k = 0; k < values[NUMBERS].number; k++)
		errands[count++] = (struct errand){EXAMINE_NUMBER, sources, values[N].number};
	return count;
}

static int
service_task(const struct value *values, size_t i, uint64_t *result)
{
	struct request *request = &((struct service *)workload_shared(values))->request[i];
	struct errand errands[ERRANDS_MAX];
	uint64_t results[ERRANDS_MAX] = {0};
	const size_t count = errands_of(values, i, errands);
	int status;

	request->start_ns = clock_ns();
	if (values[FAN_OUT].number == ON)
		status = errands_fan_out(errands, count, results, values[WORKERS].number);
	else
		status = errands_in_turn(errands, count, results);
	request->end_ns = clock_ns();
	*result = scramble(i);
	for (size_t k = 0; status == 0 && k < count; k++)
		*result ^= scramble(results[k] + k);
	return status;
}

static uint64_t
service_least_ns(const struct value *values)
{
	uint64_t sum = 0;
	uint64_t most = 0;

	for (size_t k = FILE_WAIT; k <= API; k++) {
		sum += values[k].number;
		most = values[k].number > most ? values[k].number : most;
	}
	return values[FAN_OUT].number == ON ? most : sum;
}

static const struct request_log *
service_requests(const struct value *values)
{
	struct service *service = workload_shared(values);

	request_log_at_once(&service->log, service->request, service->tasks);
	return &service->log;
}

static int
service_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	const struct service *service = workload_shared(values);
	uint64_t least_ns;
	uint64_t most_ns;

	requests_took(service->request, tasks, &least_ns, &most_ns);
	outcomes[0] = (struct outcome){"fastest_request_us", least_ns / 1000};
	outcomes[1] = (struct outcome){"slowest_request_us", most_ns / 1000};
	return 0;
}

static const char *const fan_outs[] = {[OFF] = "off", [ON] = "on", NULL};

/* clang-format off */
static const struct parameter service_parameters[] = {
	[FILE_WAIT] = {.name = "file", .unit = UNIT_DURATION, .preset = "10ms", .most = 10 * SECOND,
	               .summary = "how long the disk takes"},
	[DATABASE] = {.name = "database", .unit = UNIT_DURATION, .preset = "20ms",
	              .most = 10 * SECOND,
	              .summary = "how long the database takes"},
	[API] = {.name = "api", .unit = UNIT_DURATION, .preset = "30ms", .most = 10 * SECOND,
	         .summary = "how long the API takes"},
	[FAN_OUT] = {.name = "fan-out", .unit = UNIT_CHOICE, .preset = "on", .choices = fan_outs,
	             .summary = "on: a request hands its errands to a pool; off: one by one"},
	[WORKERS] = {.name = "helpers", .unit = UNIT_COUNT, .preset = "3", .least = 1, .most = 64,
	             .summary = "workers of each request's pool"},
	[NUMBERS] = {.name = "numbers", .unit = UNIT_COUNT, .preset = "0", .most = NUMBERS_MAX,
	             .summary = "how many numbers each request examines, too"},
	[N] = {.name = "n", .unit = UNIT_COUNT, .preset = "1000000000039",
	       .summary = "the number: is it prime?"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_service = {
	.name = "service",
	.summary = "a request that needs a file, a database and an API, and may compute",
	.bound = IO_BOUND,
	.tasks = 4,
	.stack_bytes = 32 << 10,
	.parameters = service_parameters,
	.shared_bytes = sizeof(struct service),
	.shared_bytes_each = sizeof(struct request),
	.setup = service_setup,
	.teardown = service_teardown,
	.task = service_task,
	.least_ns = service_least_ns,
	.requests = service_requests,
	.outcomes = service_outcomes,
};
