#include "workloads/workload.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "workloads/shared.h"

extern const struct workload workload_noop;
extern const struct workload workload_count;
extern const struct workload workload_prime;
extern const struct workload workload_gzip;
extern const struct workload workload_sha256;
extern const struct workload workload_aes;
extern const struct workload workload_regex;
extern const struct workload workload_file;
extern const struct workload workload_sleep;
extern const struct workload workload_futures;
extern const struct workload workload_exec;
extern const struct workload workload_http;
extern const struct workload workload_crawl;
extern const struct workload workload_pipeline;
extern const struct workload workload_parse;
extern const struct workload workload_database;
extern const struct workload workload_mix;
extern const struct workload workload_hogs;
extern const struct workload workload_echo;
extern const struct workload workload_service;
extern const struct workload workload_poison;
extern const struct workload workload_counter;
extern const struct workload workload_account;
extern const struct workload workload_tickets;
extern const struct workload workload_locks;
extern const struct workload workload_queues;
extern const struct workload workload_memory;
extern const struct workload workload_event;
extern const struct workload workload_spawn;
extern const struct workload workload_switch;

/* a line each, which clang-format would put into columns */
/* clang-format off */
const struct workload *const workloads[] = {
	&workload_noop,
	&workload_count,
	&workload_prime,
	&workload_gzip,
	&workload_sha256,
	&workload_aes,
	&workload_regex,
	&workload_file,
	&workload_sleep,
	&workload_futures,
	&workload_exec,
	&workload_http,
	&workload_crawl,
	&workload_pipeline,
	&workload_parse,
	&workload_database,
	&workload_mix,
	&workload_hogs,
	&workload_poison,
	&workload_echo,
	&workload_service,
	&workload_counter,
	&workload_account,
	&workload_tickets,
	&workload_locks,
	&workload_queues,
	&workload_memory,
	&workload_event,
	&workload_spawn,
	&workload_switch,
	NULL,
};
/* clang-format on */

_Thread_local char workload_reason[160];
_Thread_local char workload_note[256];

const struct workload *
workload_find(const char *name)
{
	for (const struct workload *const *w = workloads; *w; w++)
		if (strcmp((*w)->name, name) == 0)
			return *w;
	return NULL;
}

const char *
bound_name(enum bound bound)
{
	static const char *const names[] = {
		[NO_WORK] = "no work",
		[CPU_BOUND] = "CPU-bound",
		[IO_BOUND] = "IO-bound",
		[MIXED] = "mixed",
	};

	return names[bound];
}

int
workload_fail(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(workload_reason, sizeof workload_reason, format, arguments);
	va_end(arguments);
	errno = EPROTO;
	return -1;
}

int
workload_require(uint64_t is, uint64_t due, const char *what)
{
	return is == due ? 0 : workload_fail("%" PRIu64 " of %" PRIu64 " %s", is, due, what);
}

static void
forget_shared(struct value *values)
{
	const int error = errno;

	shared_free(workload_shared(values));
	values[SHARED].number = 0;
	errno = error;
}

int
workload_set_up(const struct workload *w, struct value values[static VALUES], size_t tasks)
{
	values[SHARED].number = 0;
	if (w->shared_bytes || w->shared_bytes_each) {
		void *shared = shared_new(w->shared_bytes, tasks, w->shared_bytes_each);

		if (!shared)
			return -1;
		values[SHARED].number = (uintptr_t)shared;
	}
	if (!w->setup || w->setup(values, tasks) == 0)
		return 0;
	forget_shared(values);
	return -1;
}

void
workload_tear_down(const struct workload *w, struct value values[static VALUES])
{
	if (w->teardown)
		w->teardown(values);
	forget_shared(values);
}
