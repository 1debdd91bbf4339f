#ifndef BENCH_LIMITS_H
#define BENCH_LIMITS_H

#include <jansson.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/hold.h"

/* How many tasks each model can hold on this machine at once, really tried, and what each costs. */

enum { LIMITS_MODELS = 8, LIMITS_TRIES = 24 };

/* what is asked for unless the user says */
enum { LIMITS_MAX = 1000000, LIMITS_STACK_BYTES = 16 << 10 };

/* What was tried of one model. */
struct model_limits {
	char runner[32];
	bool descriptor; /* each task with an open descriptor of its own */
	size_t most;     /* tasks that were held at once */
	char limit
		[32]; /* what kept it from more: the limit's name, as in "pid_max"; "" if it is none of these */
	double limit_value; /* nan where there is no limit's name */
	char stopped[160];  /* in words: what follows the limit, or instead of it */
	struct hold tries[LIMITS_TRIES];
	size_t count;
};

struct limits {
	size_t max;            /* more were not tried of any model */
	size_t reserve;        /* threads and processes that the kernel would still have made */
	uint64_t memory_bytes; /* what was available; more than half of it was never taken */
	uint64_t stack_bytes;
	struct model_limits models[LIMITS_MODELS];
	size_t count;
};

/* What a task costs by the tries of a model: slopes over the number of tasks; nan where no line fits. */
struct task_cost {
	double touched_bytes, reserved_bytes, kernel_bytes, mappings;
};

struct limits_request {
	const char *runners; /* names separated by commas; NULL: thread, process, coroutine */
	size_t max;
	uint64_t stack_bytes;
};

/* Try it, with a line of progress on standard error after two seconds; Ctrl-C and SIGTERM end it with
 * what is there. 0, or -1 after a complaint; 1 if it was interrupted */
int limits_find(const struct limits_request *, struct limits *);

/* whether a model can be tried: it makes a worker for each task */
bool limits_triable(const char *runner);

struct task_cost task_cost(const struct model_limits *);

/* the model's entry without descriptors, or NULL */
const struct model_limits *limits_of(const struct limits *, const char *runner);

/* as JSON (see results/README.md), a new reference; and back: 0, or -1 if it is none */
json_t *limits_to_json(const struct limits *);
int limits_from_json(struct limits *, const json_t *);

#endif
