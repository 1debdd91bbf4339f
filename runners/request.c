#include "runners/request.h"

#include "runners/gil.h"
#include "runners/runner.h"
#include "workloads/workload.h"

enum { PROTOCOL = 1 };

/* numbers in their units' base, choices and texts as they are written */
static json_t *
parameters_of(const struct job *job)
{
	const struct parameter *p = job->workload->parameters;
	json_t *object = json_object();

	for (size_t k = 0; p && p[k].name; k++) {
		const struct value *v = &job->values[k];
		json_t *value = p[k].unit == UNIT_TEXT     ? json_string(v->text ? v->text : "")
		                : p[k].unit == UNIT_CHOICE ? json_string(p[k].choices[v->number])
		                                           : json_integer((json_int_t)v->number);

		json_object_set_new(object, p[k].name, value);
	}
	return object;
}

json_t *
request_make(const struct job *job)
{
	json_t *interval =
		job->gil ? json_real((double)job->gil->switch_interval_ns / 1e9) : json_null();

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
	                 parameters_of(job));
}
