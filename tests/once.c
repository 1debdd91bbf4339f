/*
 * Every runner does every task once, never more at once than allowed; a task that fails makes the
 * run fail with its reason; and nothing is left of a run.
 */
#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "runners/runner.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/workload.h"

enum { TASKS_MAX = 64 };

static struct ledger {
	atomic_uint begun[TASKS_MAX];
	atomic_uint now, peak;
} * ledger;

/* which task fails, and how */
static size_t failing = TASKS_MAX;
static bool with_words;

static void
note_peak(unsigned now)
{
	unsigned peak = atomic_load(&ledger->peak);

	while (now > peak && !atomic_compare_exchange_weak(&ledger->peak, &peak, now))
		;
}

static int
fail(void)
{
	if (with_words)
		return workload_fail("the well is dry");
	errno = EIO;
	return -1;
}

static int
once_task(const struct value *values, size_t i, uint64_t *result)
{
	const struct timespec moment = {.tv_nsec = 200000};

	(void)values;
	atomic_fetch_add(&ledger->begun[i], 1);
	note_peak(atomic_fetch_add(&ledger->now, 1) + 1);
	nanosleep(&moment, NULL);
	atomic_fetch_sub(&ledger->now, 1);
	*result = scramble(i);
	return i == failing ? fail() : 0;
}

static const struct workload once = {.name = "once", .bound = IO_BOUND, .task = once_task};

static struct trial
run(const struct runner *runner, size_t tasks, size_t limit)
{
	memset(ledger, 0, sizeof *ledger);
	return trial_run(runner, &once, tasks, limit);
}

static bool
each_once(const struct trial *trial, size_t tasks)
{
	for (size_t i = 0; i < TASKS_MAX; i++)
		if (atomic_load(&ledger->begun[i]) != (i < tasks))
			return false;
	for (size_t i = 0; i < tasks; i++) {
		const struct task_record *task = &trial->tally->task[i];

		if (atomic_load(&task->done) != 1 || task->result != scramble(i) ||
		    task->start_ns < trial->tally->open_ns || task->end_ns < task->start_ns)
			return false;
	}
	return trial->tally->open_ns > 0;
}

static void
counts(size_t k)
{
	static const size_t tasks[] = {0, 1, 2, 3, 7, 33};
	static const size_t limits[] = {1, 2, 5, 40};
	const struct runner *runner = trial_runner(k);

	for (size_t t = 0; t < sizeof tasks / sizeof *tasks; t++)
		for (size_t l = 0; l < sizeof limits / sizeof *limits; l++) {
			struct trial trial = run(runner, tasks[t], limits[l]);
			size_t most = runner->lifecycle == ONE_WORKER ? 1 : limits[l];

			ok(trial.status == 0 && each_once(&trial, tasks[t]) &&
			           atomic_load(&ledger->peak) <= most,
			   "%s: %zu tasks, each once, at most %zu together",
			   trial_name(k),
			   tasks[t],
			   most);
			trial_end(&trial);
		}
}

/* a failure in the middle: whoever has not begun by then need not begin */
static void
failures(size_t k, size_t limit)
{
	const struct runner *runner = trial_runner(k);
	struct trial trial = run(runner, 20, limit);
	const char *name = trial_name(k);
	bool beyond = false;

	if (with_words)
		ok(trial_failed(&trial, "task 7: the well is dry") == EPROTO,
		   "%s, %zu at once: a task's own words reach the tally",
		   name,
		   limit);
	else
		ok(trial_failed(&trial, "task 7: Input/output error") == EIO,
		   "%s, %zu at once: a task's errno reaches the tally",
		   name,
		   limit);
	for (size_t i = 7 + limit; i < 20; i++)
		beyond |= atomic_load(&ledger->begun[i]) != 0;
	ok(limit > 1 || !beyond, "%s, %zu at once: a failed run goes no further", name, limit);
	ok(atomic_load(&trial.tally->task[7].done) == 0,
	   "%s, %zu at once: a failed task is not done",
	   name,
	   limit);
	trial_end(&trial);
}

static void
fails(size_t k)
{
	failing = 7;
	for (int words = 0; words < 2; words++) {
		with_words = words;
		failures(k, 1);
		failures(k, 6);
		failures(k, 40);
	}
	failing = TASKS_MAX;
}

/* none at all, and more than there are */
static void
stack_preset(size_t k)
{
	struct job job = {.workload = &once,
	                  .workers = 2,
	                  .in_flight = 2,
	                  .processes = 1,
	                  .threads = 1,
	                  .stack_bytes = 0,
	                  .tally = tally_new(3)};
	int status;

	memset(ledger, 0, sizeof *ledger);
	status = runner_run(trial_runner(k), &job);
	ok(status == 0 && atomic_load(&ledger->begun[2]) == 1,
	   "%s: a stack size of 0 is the system's",
	   trial_name(k));
	tally_free(job.tally);
}

int
main(void)
{
	trial_deadline(300);
	ledger = shared_memory(sizeof *ledger);
	for (size_t k = 0; trial_runner(k); k++) {
		struct belongings before = belongings_now();

		counts(k);
		ok(belongings_are(&before), "%s: nothing is left of a run", trial_name(k));
		fails(k);
		ok(belongings_are(&before), "%s: nothing is left of a failed run", trial_name(k));
	}
	for (size_t k = 0; trial_runner(k); k++)
		stack_preset(k);
	return done_testing();
}
