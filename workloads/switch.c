/*
 * Tasks that hand a token round: what it costs to go from one task to another.
 * One hand-over is: a task notes the token for the next one, wakes it, and
 * parks until its own turn. With two tasks, a lap is a ping and a pong: two
 * hand-overs, each a switch from one task to the other.
 */
#include "runners/clock.h"
#include "runners/park.h"
#include "workloads/workload.h"

#include <errno.h>
#include <stdalign.h>
#include <stdbool.h>

enum { LAPS };

enum { LAPS_MAX = 1000000000 };

/* No model needs so long for one hand-over, however many others it has to run in between. */
#define PATIENCE_NS UINT64_C(10000000000)

/* Where a task waits. How often the token came here is also what the task parks on. */
struct seat {
	alignas(64) _Atomic uint32_t arrivals;
};

/* what the tasks share, and so may processes */
struct ring {
	size_t tasks;
	uint64_t token;          /* hand-overs so far; only who has it may touch it */
	_Atomic uint32_t broken; /* a task has failed: the others have nothing to wait for */
	struct seat seats[];
};

static int
switch_setup(struct value *values, size_t tasks)
{
	struct ring *ring = workload_shared(values);

	if (tasks < 2)
		return workload_fail(
			"switch needs 2 tasks or more, or there is nobody to hand the token to");
	if (values[LAPS].number > LAPS_MAX)
		return workload_fail("--laps %llu: at most %d",
		                     (unsigned long long)values[LAPS].number,
		                     LAPS_MAX);
	ring->tasks = tasks;
	ring->seats[0].arrivals = 1;
	return 0;
}

static void
hand_on(struct ring *ring, size_t i)
{
	struct seat *next = &ring->seats[i + 1 < ring->tasks ? i + 1 : 0];

	ring->token++;
	next->arrivals++;
	wake(&next->arrivals, 1);
}

/* wake all, so that none waits for a token that never comes */
static int
ring_break(struct ring *ring)
{
	int error = errno;

	ring->broken = true;
	for (size_t i = 0; i < ring->tasks; i++) {
		ring->seats[i].arrivals += UINT32_MAX / 2;
		wake(&ring->seats[i].arrivals, 1);
	}
	errno = error;
	return -1;
}

/* How long a task has waited in vain is looked at when a park runs out of time, and only then: a look at the clock at
 * every hand-over would be part of what it costs. */
struct patience {
	uint64_t deadline_ns;
	uint32_t lap; /* when the deadline was set */
};

/* after a time-out: 0 if the token has been here since the deadline was set, else -1 */
static int
patience_renew(struct patience *p, uint32_t lap)
{
	if (p->deadline_ns && p->lap == lap)
		return workload_fail("the token of lap %u was lost: it did not come within %u s",
		                     lap,
		                     (unsigned)(PATIENCE_NS / 1000000000));
	*p = (struct patience){clock_ns() + PATIENCE_NS, lap};
	return 0;
}

/* wait until the token has come here in this lap: 0, or -1 if it was lost on its way */
static int
token_await(struct ring *ring, size_t i, uint32_t lap, struct patience *p)
{
	_Atomic uint32_t *arrivals = &ring->seats[i].arrivals;

	while (*arrivals == lap)
		if (park(arrivals, lap, p->deadline_ns) != 0 && errno == ETIMEDOUT &&
		    *arrivals == lap && patience_renew(p, lap) != 0)
			return -1;
	return ring->broken ? workload_fail("the token was lost by another task") : 0;
}

/* It must come here exactly when it has been everywhere else as often as that. */
static int
token_check(const struct ring *ring, size_t i, uint32_t lap)
{
	uint64_t due = (uint64_t)lap * ring->tasks + i;

	if (ring->token == due && ring->seats[i].arrivals == lap + 1)
		return 0;
	return workload_fail("the token came out of turn: hand-over %llu where %llu was due",
	                     (unsigned long long)ring->token,
	                     (unsigned long long)due);
}

static int
switch_task(const struct value *values, size_t i, uint64_t *result)
{
	struct ring *ring = workload_shared(values);
	struct patience patience = {.deadline_ns = 0};
	uint64_t seen = 0;

	patience_renew(&patience, 0);
	for (uint32_t lap = 0; lap < values[LAPS].number; lap++) {
		if (token_await(ring, i, lap, &patience) != 0 || token_check(ring, i, lap) != 0)
			return ring_break(ring);
		seen += ring->token;
		hand_on(ring, i);
	}
	*result = scramble(i) ^ seen;
	return 0;
}

/* clang-format off */
static const struct parameter switch_parameters[] = {
	[LAPS] = {.name = "laps", .unit = UNIT_COUNT, .preset = "1000",
	          .summary = "how often the token comes to each task"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_switch = {
	.name = "switch",
	.summary = "a token handed round: what going from task to task costs",
	.bound = NO_WORK,
	.tasks = 2,
	.stack_bytes = 16 << 10,
	.together = true,
	.parameters = switch_parameters,
	.shared_bytes = sizeof(struct ring),
	.shared_bytes_each = sizeof(struct seat),
	.setup = switch_setup,
	.task = switch_task,
};
