#include "tests/company.h"

#include <stdio.h>

#include "runners/loop.h"
#include "runners/runner.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/workload.h"

static bool (*acting)(size_t k);

static int
company_task(const struct value *values, size_t i, uint64_t *result)
{
	(void)values;
	*result = i;
	return acting(i) ? 0 : workload_fail("act %zu went wrong", i);
}

bool
company_meet(const struct company *company, bool (*act)(size_t k), size_t count)
{
	static const struct workload workload = {.name = "company", .task = company_task};
	const struct runner *runner = trial_runner(company->way);
	struct trial trial;
	bool well;

	acting = act;
	trial = trial_run(runner, &workload, count, count);
	loop_choice = NULL;
	well = trial.status == 0;
	if (!well && trial.tally)
		printf("# %s: %s\n", company->name, trial.tally->reason);
	trial_end(&trial);
	return well;
}

void
company_each(void (*try)(const struct company *))
{
	const struct runner *runner;

	for (size_t k = 0; (runner = trial_runner(k)); k++) {
		struct company company = {.name = trial_name(k), .way = k};
		const bool opens = !loop_choice || trial_loop_opens(loop_choice);

		loop_choice = NULL;
		if (runner->lifecycle == ONE_WORKER)
			continue;
		if (opens)
			try(&company);
		else
			skip("%s does not work here", company.name);
	}
}
