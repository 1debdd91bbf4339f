/*
 * The token of `switch`: a task knows when it comes out of turn, and then none waits for it for ever.
 */
#include <errno.h>
#include <string.h>

#include "tests/tap.h"
#include "workloads/workload.h"

enum { TASKS = 2 };

static struct value values[VALUES];

static void
failed(int status, const char *words, const char *name)
{
	ok(status == -1 && strstr(workload_reason, words), "%s: %s", name, workload_reason);
	workload_reason[0] = '\0';
}

int
main(void)
{
	const struct workload *w = workload_find("switch");
	uint64_t first = 0;
	uint64_t second = 0;

	if (!w)
		return 1;
	values[0].number = 1; /* laps */
	ok(w->together && workload_set_up(w, values, TASKS) == 0, "a ring is made");
	ok(w->task(values, 0, &first) == 0, "the first task has the token, and hands it on");
	ok(w->task(values, 1, &second) == 0, "... to the second");
	ok(first != second, "what they come to depends on who they are");
	failed(w->task(values, 0, &first), "out of turn", "a task that is done again notices it");
	failed(w->task(values, 1, &second), "by another task", "... and the other does not wait");
	workload_tear_down(w, values);

	ok(workload_set_up(w, values, TASKS) == 0 && w->task(values, 0, &second) == 0 &&
	           second == first,
	   "another ring is as the first was");
	workload_tear_down(w, values);
	values[0].number = UINT64_C(1) << 40;
	failed(workload_set_up(w, values, TASKS), "at most", "too many laps are refused");
	return done_testing();
}
