#include "bench/outcomes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/cell.h"
#include "bench/figures.h"
#include "bench/record.h"
#include "bench/summary.h"

void
outcomes_note(struct record *r, const struct cell *cell)
{
	const struct workload *w = cell->workload;
	struct outcome outcomes[OUTCOMES_MAX] = {{.name = NULL}};

	if (r->status == STATUS_FAILED || !w->outcomes)
		return;
	workload_reason[0] = workload_note[0] = '\0';
	if (w->outcomes(cell->values, outcomes, cell->tasks) != 0) {
		r->status = STATUS_FAILED;
		snprintf(r->reason, sizeof r->reason, "%s", workload_reason);
	}
	snprintf(r->outcome_note, sizeof r->outcome_note, "%s", workload_note);
	for (size_t k = 0; k < OUTCOMES_MAX && outcomes[k].name; k++) {
		snprintf(r->outcomes[k].name, sizeof r->outcomes[k].name, "%s", outcomes[k].name);
		r->outcomes[k].count = (double)outcomes[k].count;
	}
}

void
outcomes_init(struct record_outcome *outcomes)
{
	for (size_t k = 0; k < OUTCOMES_MAX; k++)
		outcomes[k] = (struct record_outcome){.name = "", .count = (double)NAN};
}

size_t
outcomes_place(const struct record_outcome *outcomes, const char *name)
{
	size_t k = 0;

	while (k < OUTCOMES_MAX && strcmp(outcomes[k].name, name) != 0)
		k++;
	return k;
}

json_t *
outcomes_to_json(const struct record_outcome *outcomes)
{
	json_t *object = *outcomes[0].name ? json_object() : json_null();

	for (size_t k = 0; k < OUTCOMES_MAX && *outcomes[k].name; k++)
		json_object_set_new(
			object, outcomes[k].name, json_integer((json_int_t)outcomes[k].count));
	return object;
}

int
outcomes_from_json(struct record_outcome *outcomes, json_t *object)
{
	size_t k = 0;
	const char *name;
	json_t *count;

	outcomes_init(outcomes);
	if (!object || json_is_null(object))
		return 0;
	if (!json_is_object(object) || json_object_size(object) > OUTCOMES_MAX)
		return -1;
	json_object_foreach(object, name, count)
	{
		if (!*name || strlen(name) >= sizeof outcomes[k].name || !json_is_integer(count) ||
		    json_integer_value(count) < 0)
			return -1;
		snprintf(outcomes[k].name, sizeof outcomes[k].name, "%s", name);
		outcomes[k++].count = (double)json_integer_value(count);
	}
	return 0;
}

/* what becomes of one count over the rounds: its median, their sum, and in how many there was any */
static void
say_outcome(struct figures *f, const struct result *r, size_t k)
{
	const char *cell = r->planned->name;
	const char *name = r->median.outcomes[k].name;
	char figure[sizeof((struct figure *)0)->name];

	say_interval(f,
	             cell,
	             name,
	             FIGURE_COUNT,
	             r->median.outcomes[k].count,
	             r->low.outcomes[k].count,
	             r->high.outcomes[k].count);
	snprintf(figure, sizeof figure, "%s in all", name);
	say(f, cell, figure, FIGURE_COUNT, r->outcomes[k].sum);
	snprintf(figure, sizeof figure, "rounds with %s", name);
	say(f, cell, figure, FIGURE_COUNT, (double)r->outcomes[k].rounds);
}

void
outcomes_say(struct figures *f, const struct result *r)
{
	for (size_t k = 0; k < OUTCOMES_MAX && *r->median.outcomes[k].name; k++)
		say_outcome(f, r, k);
}
