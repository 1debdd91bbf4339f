#include "bench/record.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/outcomes.h"

/* later text: of keys that came after the first records of this schema, which lack them */
enum kind { TEXT, LATER_TEXT, NUMBER, NUMBERS };

/* one row for each key that is nothing special, in the order of the file */
struct field {
	const char *key;
	enum kind kind;
	size_t offset, size;
};

#define FIELD(kind, name)                                                                          \
	{                                                                                          \
#name, kind, offsetof(struct record, name), sizeof(((struct record *)0)->name)     \
	}

static const struct field fields[] = {
	FIELD(TEXT, cell),
	FIELD(NUMBER, round),
	FIELD(NUMBER, position),
	FIELD(TEXT, workload),
	FIELD(TEXT, runner),
	FIELD(NUMBER, tasks),
	FIELD(NUMBER, workers),
	FIELD(NUMBER, in_flight),
	FIELD(NUMBER, processes),
	FIELD(NUMBER, threads),
	FIELD(NUMBER, stack_bytes),
	FIELD(NUMBER, available_cpus),
	FIELD(LATER_TEXT, program),
	FIELD(LATER_TEXT, interpreter),
	FIELD(LATER_TEXT, interpreter_gil),
	FIELD(LATER_TEXT, stack_guard),
	FIELD(NUMBER, stack_used_bytes),
	FIELD(TEXT, reason),
	FIELD(TEXT, loop),
	FIELD(NUMBER, stalled_s),
	FIELD(LATER_TEXT, stalled_in),
	FIELD(LATER_TEXT, gil),
	FIELD(NUMBER, switch_interval_s),
	FIELD(NUMBER, checkpoint_every),
	FIELD(LATER_TEXT, release_on_io),
	FIELD(NUMBER, gil_requests),
	FIELD(NUMBER, gil_drops),
	FIELD(NUMBER, gil_forced_switches),
	FIELD(NUMBER, gil_releases),
	FIELD(NUMBER, gil_wait_s),
	FIELD(NUMBER, gil_held_s),
	FIELD(TEXT, checksum),
	FIELD(NUMBER, process_wall_s),
	FIELD(NUMBER, wall_s),
	FIELD(NUMBER, startup_s),
	FIELD(NUMBER, run_s),
	FIELD(NUMBER, teardown_s),
	FIELD(NUMBER, cpu_user_s),
	FIELD(NUMBER, cpu_system_s),
	FIELD(NUMBER, voluntary_switches),
	FIELD(NUMBER, involuntary_switches),
	FIELD(NUMBER, minor_faults),
	FIELD(NUMBER, major_faults),
	FIELD(NUMBER, block_reads),
	FIELD(NUMBER, peak_pss_bytes),
	FIELD(NUMBER, peak_concurrency),
	FIELD(NUMBER, tasks_per_s),
	FIELD(NUMBERS, latency_s),
	FIELD(NUMBERS, service_s),
	FIELD(NUMBER, requests),
	FIELD(NUMBER, requests_unanswered),
	FIELD(NUMBER, requests_per_s),
	FIELD(NUMBERS, request_s),
	FIELD(LATER_TEXT, outcome_note),
	FIELD(NUMBER, waiting_s),
	FIELD(NUMBER, steal_s),
	FIELD(NUMBER, load),
};

enum { FIELDS = sizeof fields / sizeof *fields };

static const char *const statuses[] = {
	[STATUS_OK] = "ok",
	[STATUS_FAILED] = "failed",
	[STATUS_INVALID] = "invalid",
	[STATUS_SKIPPED] = "skipped",
};

const char *
status_name(enum status status)
{
	return statuses[status];
}

static bool
is_text(const struct field *f)
{
	return f->kind == TEXT || f->kind == LATER_TEXT;
}

static double *
number_of(struct record *r, const struct field *f)
{
	return (double *)(void *)((char *)r + f->offset);
}

void
record_init(struct record *r)
{
	memset(r, 0, sizeof *r);
	for (size_t k = 0; k < FIELDS; k++)
		if (!is_text(&fields[k]))
			for (size_t n = 0; n < fields[k].size / sizeof(double); n++)
				number_of(r, &fields[k])[n] = (double)NAN;
	outcomes_init(r->outcomes);
}

void
record_free(struct record *r)
{
	json_decref(r->parameters);
	r->parameters = NULL;
}

/* whole numbers without a fraction; nanoseconds are as fine as any clock here */
static json_t *
number_to_json(double x)
{
	char text[40];

	if (!isfinite(x))
		return json_null();
	if (x == floor(x) && fabs(x) < 1e15)
		return json_integer((json_int_t)x);
	snprintf(text, sizeof text, "%.9f", x);
	sscanf(text, "%lf", &x);
	return json_real(x);
}

static double
number_from_json(const json_t *value)
{
	return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

/* what the numbers of a field are called: the last of these, as many as it has */
static const char *const number_names[] = {"mean", "p50", "p90", "p99", "max"};

static size_t
first_name(const struct field *f)
{
	return sizeof number_names / sizeof *number_names - f->size / sizeof(double);
}

static json_t *
numbers_to_json(const double *numbers, const struct field *f)
{
	json_t *object = json_object();

	for (size_t n = 0; n < f->size / sizeof(double); n++)
		json_object_set_new(
			object, number_names[first_name(f) + n], number_to_json(numbers[n]));
	return object;
}

static void
numbers_from_json(double *numbers, const struct field *f, const json_t *value)
{
	for (size_t n = 0; n < f->size / sizeof(double); n++)
		numbers[n] =
			number_from_json(json_object_get(value, number_names[first_name(f) + n]));
}

/* a text may have been cut within a character, or be no text at all; it is shown as far as it can be */
static json_t *
text_to_json(const char *text)
{
	json_t *json = json_string(text);
	char plain[512];
	size_t k = 0;

	if (json)
		return json;
	for (; text[k] && k + 1 < sizeof plain; k++) {
		plain[k] = text[k];
		if ((unsigned char)text[k] >= 0x80)
			plain[k] = '?';
	}
	plain[k] = '\0';
	return json_string(plain);
}

static json_t *
field_to_json(const struct record *r, const struct field *f)
{
	const void *at = (const char *)r + f->offset;

	if (is_text(f))
		return text_to_json(at);
	return f->kind == NUMBERS ? numbers_to_json(at, f) : number_to_json(*(const double *)at);
}

json_t *
record_to_json(const struct record *r)
{
	json_t *object = json_object();

	json_object_set_new(object, "schema", json_integer(RECORD_SCHEMA));
	json_object_set_new(object, "status", json_string(status_name(r->status)));
	for (size_t k = 0; k < FIELDS; k++)
		json_object_set_new(object, fields[k].key, field_to_json(r, &fields[k]));
	json_object_set_new(object, "outcomes", outcomes_to_json(r->outcomes));
	json_object_set(object, "parameters", r->parameters ? r->parameters : json_null());
	return object;
}

static int
field_from_json(struct record *r, const struct field *f, const json_t *value)
{
	char *at = (char *)r + f->offset;

	if (f->kind == LATER_TEXT && !value)
		return 0;
	if (is_text(f)) {
		if (!json_is_string(value) || json_string_length(value) >= f->size)
			return -1;
		snprintf(at, f->size, "%s", json_string_value(value));
	} else if (f->kind == NUMBERS)
		numbers_from_json((double *)(void *)at, f, value);
	else
		*(double *)(void *)at = number_from_json(value);
	return 0;
}

static int
status_from_json(enum status *status, const json_t *value)
{
	for (size_t k = 0; k < sizeof statuses / sizeof *statuses; k++)
		if (json_is_string(value) && strcmp(json_string_value(value), statuses[k]) == 0) {
			*status = (enum status)k;
			return 0;
		}
	return -1;
}

int
record_from_json(struct record *r, const json_t *object)
{
	int wrong = json_integer_value(json_object_get(object, "schema")) != RECORD_SCHEMA;

	record_init(r);
	wrong |= status_from_json(&r->status, json_object_get(object, "status")) != 0;
	for (size_t k = 0; k < FIELDS; k++)
		wrong |=
			field_from_json(r, &fields[k], json_object_get(object, fields[k].key)) != 0;
	wrong |= outcomes_from_json(r->outcomes, json_object_get(object, "outcomes")) != 0;
	if (wrong) {
		errno = EPROTO;
		return -1;
	}
	r->parameters = json_incref(json_object_get(object, "parameters"));
	return 0;
}
