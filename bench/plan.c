#include "bench/plan.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/command.h"
#include "bench/matrix.h"
#include "bench/options.h"
#include "bench/quote.h"

static struct planned *
find(const struct plan *plan, const char *name)
{
	for (size_t k = 0; k < plan->count; k++)
		if (strcmp(plan->cells[k].name, name) == 0)
			return &plan->cells[k];
	return NULL;
}

const struct planned *
plan_find(const struct plan *plan, const char *name)
{
	return find(plan, name);
}

static void
planned_free(struct planned *planned)
{
	cell_free(&planned->cell);
	free(planned->command);
}

int
plan_add(struct plan *plan, struct planned *planned)
{
	struct planned *known = find(plan, planned->name);

	if (known) {
		known->purposes |= planned->purposes;
		if (planned->rounds > known->rounds)
			known->rounds = planned->rounds;
		known->share = fmax(known->share, planned->share);
		planned_free(planned);
		return 0;
	}
	if (plan->count == plan->room) {
		size_t room = plan->room ? 2 * plan->room : 64;
		struct planned *cells = realloc(plan->cells, room * sizeof *cells);

		if (!cells) {
			broken("no memory for the plan");
			return -1;
		}
		plan->cells = cells;
		plan->room = room;
	}
	plan->cells[plan->count++] = *planned;
	return 0;
}

/* every name of a list must be known */
static int
check_names(const char *list, const char *what, const char *const *names)
{
	char name[64];

	if (list && !*list)
		return usage("say at least one %s: convoy list shows them", what);

	for (const char *at = list; at && *at; at += strcspn(at, ",") + (strchr(at, ',') != NULL)) {
		size_t k = 0;

		snprintf(name, sizeof name, "%.*s", (int)strcspn(at, ","), at);
		while (names[k] && strcmp(names[k], name) != 0)
			k++;
		if (!names[k])
			return unknown(what, name, names, "convoy list shows them");
	}
	return 0;
}

static bool
is_preset(const char *name)
{
	for (const char *const *preset = plan_presets; *preset; preset++)
		if (strcmp(*preset, name) == 0)
			return true;
	return false;
}

static int
check_request(const struct plan_request *request)
{
	const char *workload_names[64] = {NULL};
	const char *runner_names[64] = {NULL};

	for (size_t k = 0; workloads[k]; k++)
		workload_names[k] = workloads[k]->name;
	for (size_t k = 0; runners[k]; k++)
		runner_names[k] = runners[k]->name;
	if (!is_preset(request->preset))
		return unknown("preset",
		               request->preset,
		               plan_presets,
		               "quick, standard, full, gil or tutorial");
	if (check_names(request->only, "workload", workload_names) != 0 ||
	    check_names(request->runners, "runner", runner_names) != 0)
		return -1;
	return 0;
}

int
plan_name(struct plan *plan, const struct plan_request *request)
{
	size_t size;
	FILE *out = open_memstream(&plan->options, &size);

	snprintf(plan->preset, sizeof plan->preset, "%s", request->preset);
	if (!out)
		return -1;
	fprintf(out, "--preset %s", request->preset);
	quote_option(out, "only", request->only);
	quote_option(out, "runners", request->runners);
	quote_option(out, "python", request->python);
	if (request->rounds)
		fprintf(out, " --rounds %u", request->rounds);
	fprintf(out, " --seed %llu", (unsigned long long)request->seed);
	return fclose(out) == 0 ? 0 : -1;
}

int
plan_make(struct plan *plan, const struct plan_request *request)
{
	*plan = (struct plan){.seed = request->seed, .cpus = request->cpus};
	if (check_request(request) != 0)
		return -1;
	if (plan_name(plan, request) != 0) {
		broken("no memory for the plan");
		plan_free(plan);
		return -1;
	}
	if (matrix_fill(plan, request) != 0) {
		plan_free(plan);
		return -1;
	}
	if (plan->count <= 1 && request->only && strcmp(request->only, "noop") != 0) {
		usage("the preset %s has no cells of %s: bench/preset.c lists them; single runs go "
		      "by "
		      "convoy run",
		      request->preset,
		      request->only);
		plan_free(plan);
		return -1;
	}
	return 0;
}

void
plan_free(struct plan *plan)
{
	for (size_t k = 0; k < plan->count; k++)
		planned_free(&plan->cells[k]);
	free(plan->cells);
	free(plan->options);
	*plan = (struct plan){.cells = NULL};
}

/* where the k-th of n stands in a permutation that the seed alone decides (Fisher and Yates) */
static size_t
permuted(const struct plan *plan, size_t k)
{
	size_t order[4096];

	for (size_t i = 0; i < plan->count; i++)
		order[i] = i;
	for (size_t i = plan->count; i > 1; i--) {
		size_t j = scramble(plan->seed ^ scramble(i)) % i;
		size_t held = order[i - 1];

		order[i - 1] = order[j];
		order[j] = held;
	}
	return order[k];
}

/* Williams' first row, 0 1 n-1 2 n-2 ..., moved on by the round; rounds that follow each other are far
 * apart in the square, or a cell would drift through the campaign at the same pace as the clock */
size_t
plan_order(const struct plan *plan, unsigned round, size_t position)
{
	size_t n = plan->count;
	size_t zigzag = position % 2 ? (position + 1) / 2 : (n - position / 2) % n;
	size_t stride = n / (plan->rounds + 1) + 1;

	return permuted(plan, (zigzag + round * stride) % n);
}

bool
planned_in_round(const struct planned *planned, unsigned round)
{
	return round <= planned->rounds;
}

double
plan_estimate_s(const struct plan *plan)
{
	double total = 0;

	for (size_t k = 0; k < plan->count; k++)
		total += plan->cells[k].estimate_s * (plan->cells[k].rounds + 1);
	return total;
}
