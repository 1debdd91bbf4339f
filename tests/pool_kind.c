#include "tests/pool_kind.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "runners/loop.h"
#include "runners/park.h"
#include "runners/runner.h"
#include "tests/company.h"
#include "tests/tap.h"
#include "tests/trial.h"

struct board *board;

static const struct kind *acting_as;
static bool (*acting)(const struct kind *);

void
kind_each(void (*try)(const struct kind *))
{
	const struct runner *runner;

	for (size_t k = 0; (runner = trial_runner(k)); k++) {
		const struct kind kind = {
			.name = trial_name(k),
			.runner = runner,
			.way = k,
			.alone = runner->crew == NULL,
			.processes = runner->crew == &crew_process,
			.coroutines = runner->crew == &crew_coroutine,
		};
		const bool opens = !loop_choice || trial_loop_opens(loop_choice);

		loop_choice = NULL;
		if (opens)
			try(&kind);
		else
			skip("%s does not work here", kind.name);
	}
}

static bool
act(size_t k)
{
	(void)k;
	return acting(acting_as);
}

void
kind_tries(const struct kind *kind, size_t tasks, bool (*what)(const struct kind *),
           const char *name)
{
	const struct company company = {.name = kind->name, .way = kind->way};

	if (!board)
		board = shared_memory(sizeof *board);
	memset(board, 0, sizeof *board);
	acting = what;
	acting_as = kind;
	ok(company_meet(&company, act, tasks), "%s: %s", kind->name, name);
}

/* not by stdio: a process that a test forks would say it once more, or never */
bool
holds(bool condition, const char *what)
{
	const int error = errno;

	if (!condition)
		dprintf(STDOUT_FILENO, "# does not hold: %s (errno: %s)\n", what, strerror(error));
	return condition;
}

bool
refused(bool failed, int error, const char *what)
{
	return holds(failed && errno == error, what);
}

int
square(const void *argument, uint64_t *result)
{
	uint32_t n;

	memcpy(&n, argument, sizeof n);
	*result = (uint64_t)n * n;
	return 0;
}

int
pass_gate(const void *argument, uint64_t *result)
{
	uint32_t n;

	memcpy(&n, argument, sizeof n);
	atomic_fetch_add(&board->begun, 1);
	while (atomic_load(&board->gate[n]) == 0)
		park(&board->gate[n], 0, UINT64_MAX);
	return square(argument, result);
}

int
nap(const void *argument, uint64_t *result)
{
	uint32_t n;

	memcpy(&n, argument, sizeof n);
	atomic_fetch_add(&board->begun, 1);
	usleep(n * 1000);
	return square(argument, result);
}

void
gate_open(uint32_t number)
{
	atomic_store(&board->gate[number], 1);
	wake(&board->gate[number], UINT32_MAX);
}
