/*
 * Accounts of 1000, each shared by two tasks that withdraw 600: task 2k and
 * 2k + 1 have account k. A task looks whether there is enough, waits, and takes
 * it; if both look before one has taken, the account is overdrawn. Who of the two is
 * turned away is chance, and so the outcome; a task's result is its index.
 *
 * The balance is changed in one step, so that no money is lost: what is wrong
 * without a lock is only that the look is out of date.
 */
#include <inttypes.h>
#include <stdatomic.h>

#include "runners/blocking.h"
#include "workloads/duration.h"
#include "workloads/guard.h"
#include "workloads/workload.h"

enum { SYNC, PAUSE };

enum { BALANCE = 1000, AMOUNT = 600, HOLDERS = 2 };

/* there are as many as tasks, and the first half are used */
struct account {
	struct guard guard;
	_Atomic int64_t balance;
	_Atomic uint64_t withdrawals;
};

static size_t
accounts_of(size_t tasks)
{
	return (tasks + HOLDERS - 1) / HOLDERS;
}

static int
withdraw(struct account *a, uint64_t pause_ns)
{
	if (atomic_load_explicit(&a->balance, memory_order_relaxed) < AMOUNT)
		return 0;
	checkpoint();
	if (nap_if_any(pause_ns) != 0)
		return -1;
	atomic_fetch_sub_explicit(&a->balance, AMOUNT, memory_order_relaxed);
	atomic_fetch_add_explicit(&a->withdrawals, 1, memory_order_relaxed);
	return 0;
}

static int
account_task(const struct value *values, size_t i, uint64_t *result)
{
	struct account *a = (struct account *)workload_shared(values) + i / HOLDERS;

	*result = scramble(i);
	if (guard_enter(&a->guard) != 0)
		return -1;
	return guard_leave(&a->guard, withdraw(a, values[PAUSE].number));
}

static int
account_setup(struct value *values, size_t tasks)
{
	struct account *account = workload_shared(values);

	for (size_t k = 0; k < accounts_of(tasks); k++) {
		guard_init(&account[k].guard, (enum sync)values[SYNC].number);
		account[k].balance = BALANCE;
	}
	return 0;
}

static int
account_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	const struct account *account = workload_shared(values);
	const size_t accounts = accounts_of(tasks);
	uint64_t withdrawals = 0;
	uint64_t overdrawn = 0;

	for (size_t k = 0; k < accounts; k++) {
		const int64_t due = BALANCE - AMOUNT * (int64_t)account[k].withdrawals;

		if (account[k].balance != due)
			return workload_fail("account %zu has %" PRId64
			                     ", and should have %" PRId64,
			                     k,
			                     account[k].balance,
			                     due);
		withdrawals += account[k].withdrawals;
		overdrawn += due < 0;
	}
	outcomes[0] = (struct outcome){"accounts", accounts};
	outcomes[1] = (struct outcome){"withdrawals", withdrawals};
	outcomes[2] = (struct outcome){"turned_away", tasks - withdrawals};
	outcomes[3] = (struct outcome){"accounts_overdrawn", overdrawn};
	return values[SYNC].number == SYNC_NONE
	               ? 0
	               : workload_require(withdrawals,
	                                  accounts,
	                                  "withdrawals were made: each account has enough for one");
}

/* clang-format off */
static const struct parameter account_parameters[] = {
	[SYNC] = {.name = "sync", .unit = UNIT_CHOICE, .preset = "none", .choices = guard_names,
	          .summary = "what an account is locked by, from the look until the money is "
	                     "taken"},
	[PAUSE] = {.name = "pause", .unit = UNIT_DURATION, .preset = "10ms", .most = 10 * SECOND,
	           .summary = "how long a task waits after it looked whether there is enough"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_account = {
	.name = "account",
	.summary = "two withdraw 600 from each account of 1000: how many are overdrawn",
	.bound = IO_BOUND,
	.tasks = 64,
	.stack_bytes = 16 << 10,
	.parameters = account_parameters,
	.shared_bytes_each = sizeof(struct account),
	.setup = account_setup,
	.task = account_task,
	.outcomes = account_outcomes,
};
