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
#include <sys/mman.h>
#include <time.h>

#include "runners/blocking.h"
#include "workloads/guard.h"
#include "workloads/workload.h"

/* what setup made is no parameter: it lies behind them, in a value of the workload's own */
enum { SYNC, PAUSE, BANK };

enum { BALANCE = 1000, AMOUNT = 600, HOLDERS = 2 };

#define SECOND UINT64_C(1000000000)

struct account {
	struct guard guard;
	_Atomic int64_t balance;
	_Atomic uint64_t withdrawals;
};

struct bank {
	size_t accounts;
	struct account account[];
};

static struct bank *
bank_of(const struct value *values)
{
	return (struct bank *)(uintptr_t)values[BANK].number;
}

static size_t
bank_bytes(size_t accounts)
{
	return sizeof(struct bank) + accounts * sizeof(struct account);
}

static int
withdraw(struct account *a, uint64_t pause_ns)
{
	const struct timespec pause = {.tv_sec = (time_t)(pause_ns / SECOND),
	                               .tv_nsec = (long)(pause_ns % SECOND)};

	if (atomic_load_explicit(&a->balance, memory_order_relaxed) < AMOUNT)
		return 0;
	checkpoint();
	if (pause_ns && nanosleep(&pause, NULL) != 0)
		return -1;
	atomic_fetch_sub_explicit(&a->balance, AMOUNT, memory_order_relaxed);
	atomic_fetch_add_explicit(&a->withdrawals, 1, memory_order_relaxed);
	return 0;
}

static int
account_task(const struct value *values, size_t i, uint64_t *result)
{
	struct account *a = &bank_of(values)->account[i / HOLDERS];

	*result = scramble(i);
	if (guard_enter(&a->guard) != 0)
		return -1;
	return guard_leave(&a->guard, withdraw(a, values[PAUSE].number));
}

static int
account_setup(struct value *values, size_t tasks)
{
	const size_t accounts = (tasks + HOLDERS - 1) / HOLDERS;
	struct bank *bank = guard_memory(bank_bytes(accounts));

	if (!bank)
		return -1;
	bank->accounts = accounts;
	for (size_t k = 0; k < accounts; k++) {
		guard_init(&bank->account[k].guard, (enum sync)values[SYNC].number);
		bank->account[k].balance = BALANCE;
	}
	values[BANK].number = (uintptr_t)bank;
	return 0;
}

static void
account_teardown(struct value *values)
{
	struct bank *bank = bank_of(values);

	munmap(bank, bank_bytes(bank->accounts));
}

/* what all have done: how often they took, and how many accounts are below nothing; -1 if money has come or gone */
static int
bank_count(const struct bank *bank, uint64_t *withdrawals, uint64_t *overdrawn)
{
	*withdrawals = *overdrawn = 0;
	for (size_t k = 0; k < bank->accounts; k++) {
		const struct account *a = &bank->account[k];
		int64_t due = BALANCE - AMOUNT * (int64_t)a->withdrawals;

		if (a->balance != due)
			return workload_fail("account %zu has %" PRId64
			                     ", and should have %" PRId64,
			                     k,
			                     a->balance,
			                     due);
		*withdrawals += a->withdrawals;
		*overdrawn += a->balance < 0;
	}
	return 0;
}

static int
account_outcomes(const struct value *values, struct outcome *outcomes, size_t tasks)
{
	const struct bank *bank = bank_of(values);
	uint64_t withdrawals;
	uint64_t overdrawn;

	if (bank_count(bank, &withdrawals, &overdrawn) != 0)
		return -1;
	outcomes[0] = (struct outcome){"accounts", bank->accounts};
	outcomes[1] = (struct outcome){"withdrawals", withdrawals};
	outcomes[2] = (struct outcome){"turned_away", tasks - withdrawals};
	outcomes[3] = (struct outcome){"accounts_overdrawn", overdrawn};
	if (values[SYNC].number == SYNC_NONE || withdrawals == bank->accounts)
		return 0;
	return workload_fail("%" PRIu64 " withdrawals from %zu accounts under --sync %s: each "
	                     "has enough for one",
	                     withdrawals,
	                     bank->accounts,
	                     sync_names[values[SYNC].number]);
}

static const struct parameter account_parameters[] = {
	[SYNC] = {.name = "sync",
                  .unit = UNIT_CHOICE,
                  .preset = "none",
                  .summary = "what an account is locked by, from the look until the money is taken",
                  .choices = guard_names},
	[PAUSE] = {.name = "pause",
                   .unit = UNIT_DURATION,
                   .preset = "10ms",
                   .summary = "how long a task waits after it looked whether there is enough",
                   .most = 10 * SECOND},
	{.name = NULL},
};

const struct workload workload_account = {
	.name = "account",
	.summary = "two withdraw 600 from each account of 1000: how many are overdrawn",
	.bound = IO_BOUND,
	.tasks = 64,
	.stack_bytes = 16 << 10,
	.parameters = account_parameters,
	.setup = account_setup,
	.teardown = account_teardown,
	.task = account_task,
	.outcomes = account_outcomes,
};
