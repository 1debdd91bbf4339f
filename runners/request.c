#include "runners/request.h"

#include <errno.h>

#include "runners/gil.h"
#include "runners/runner.h"
#include "workloads/workload.h"

enum { PROTOCOL = 1 };

/* numbers in their units' base, choices and texts as they are written */
static json_t *
value_of(const struct parameter *p, const struct value *v)
{
	switch (p->unit) {
	case UNIT_TEXT:
		return json_string(v->text ? v->text : "");
	case UNIT_CHOICE:
		return json_string(p->choices[v->number]);
	default:
		return json_integer((json_int_t)v->number);
	}
}

/* what JSON cannot say must not be left out: the program would take something else for it */
static json_t *
parameters_of(const struct job *job)
{
	const struct parameter *p = job->workload->parameters;
	json_t *object = json_object();

	for (size_t k = 0; p && p[k].name; k++) {
		json_t *value = value_of(&p[k], &job->values[k]);

		if (!value && p[k].unit == UNIT_TEXT)
			tally_fail(job->tally, EILSEQ, "--%s is no UTF-8", p[k].name);
		if (json_object_set_new(object, p[k].name, value) != 0) {
			json_decref(object);
			return NULL;
		}
	}
	return object;
}

json_t *
request_make(const struct job *job)
{
	json_t *parameters = parameters_of(job);
	json_t *interval =
		job->gil ? json_real((double)job->gil->switch_interval_ns / 1e9) : json_null();

	if (!parameters) {
		json_decref(interval);
		return NULL;
	}
	return json_pack("{s:i, s:s, s:s, s:I, s:I, s:I, s:o, s:o}",
	                 "schema",
	                 PROTOCOL,
	                 "workload",
	                 job->workload->name,
	                 "model",
	                 job->model,
	                 "tasks",
	                 (json_int_t)job->tally->tasks,
	                 "workers",
	                 (json_int_t)job->workers,
	                 "in_flight",
	                 (json_int_t)job->in_flight,
	                 "switch_interval_s",
	                 interval,
	                 "parameters",
	                 parameters);
}
