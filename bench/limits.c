/*
 * The search: a few sizes for the slope first, then as many as there is room for,
 * then between what was held and what was not until they are near each other.
 */
#include "bench/limits.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bench/command.h"
#include "bench/kernel.h"
#include "bench/room.h"
#include "runners/clock.h"
#include "runners/runner.h"

struct search {
	struct limits *limits;
	struct model_limits *model;
	struct hold_way way;
	struct room room;
	size_t ceiling;        /* more are not tried */
	size_t refused;        /* the least that was not held; SIZE_MAX: none */
	uint64_t memory_bytes; /* that a try may take */
	uint64_t begun_ns;
};

/* a slope needs sizes that differ much, and that every model can hold */
static const size_t sizes[] = {100, 300, 1000, 3000, 10000};

/* held and not held are near each other: within a hundredth */
enum { NEAR = 100 };

static const uint64_t quiet_ns = 2000000000;

static volatile sig_atomic_t interrupted;

static void
interrupt(int signal_)
{
	(void)signal_;
	interrupted = 1;
}

static void
show_progress(const struct search *s, size_t tasks)
{
	bool terminal = isatty(STDERR_FILENO);

	if (clock_ns() - s->begun_ns < quiet_ns)
		return;
	fprintf(stderr,
	        "%slimits: trying %zu tasks at once under %s%s%s",
	        terminal ? "\r\033[K" : "",
	        tasks,
	        s->model->runner,
	        s->model->descriptor ? ", a descriptor each" : "",
	        terminal ? "" : "\n");
	fflush(stderr);
}

static void
stop(struct model_limits *m, const char *limit, double value, const char *words)
{
	snprintf(m->limit, sizeof m->limit, "%s", limit);
	m->limit_value = value;
	snprintf(m->stopped, sizeof m->stopped, "%.150s", words);
}

static double
mappings_most(void)
{
	json_t *most = kernel_number("/proc/sys/vm/max_map_count");
	double value = json_is_integer(most) ? json_number_value(most) : (double)INFINITY;

	json_decref(most);
	return value;
}

/* what kept a try from holding them all */
static void
note_stop(struct model_limits *m, const struct hold *h)
{
	double mappings = task_cost(m).mappings * (double)h->made;
	struct rlimit files = {.rlim_cur = 0};

	getrlimit(RLIMIT_NOFILE, &files);
	if (h->end == HOLD_MEMORY)
		stop(m, "", (double)NAN, "memory: half of what was available was taken");
	else if (strstr(h->reason, strerror(EMFILE)))
		stop(m, "RLIMIT_NOFILE", (double)files.rlim_cur, "open files of a process");
	else if (h->end == HOLD_REFUSED && mappings > 0.98 * mappings_most())
		stop(m, "max_map_count", mappings_most(), "memory mappings of a process");
	else
		stop(m, "", (double)NAN, *h->reason ? h->reason : hold_end_name(h->end));
}

/* 0, or -1 if the search is at its end */
static int
try_tasks(struct search *s, size_t tasks)
{
	struct model_limits *m = s->model;
	struct hold *h = &m->tries[m->count];
	uint64_t room;

	if (m->count == LIMITS_TRIES || interrupted)
		return -1;
	show_progress(s, tasks);
	room = room_memory();
	s->way.memory_least = room > s->memory_bytes ? room - s->memory_bytes : 0;
	if (hold_try(&s->way, tasks, h) != 0) {
		stop(m, "", (double)NAN, "no memory to try more");
		return -1;
	}
	m->count++;
	if (h->end == HOLD_HELD && tasks > m->most)
		m->most = tasks;
	else if (h->end != HOLD_HELD && tasks < s->refused) {
		/* the one after the last that was made was the one that was not */
		s->refused = h->made >= m->most && h->made < tasks ? h->made + 1 : tasks;
		note_stop(m, h);
	}
	return h->end == HOLD_INTERRUPTED ? -1 : 0;
}

/* how many the memory may do for, by what the tries so far took */
static size_t
memory_tasks(const struct search *s)
{
	struct task_cost cost = task_cost(s->model);
	double each = fmax(cost.touched_bytes, 1) + fmax(cost.kernel_bytes, 0);
	double tasks = 0.9 * (double)s->memory_bytes / each;

	return isfinite(tasks) && tasks < (double)s->ceiling ? (size_t)tasks : s->ceiling;
}

/* what to try next, above what was held: 0 if that is near enough to what was not */
static size_t
next_size(const struct search *s)
{
	const struct model_limits *m = s->model;
	const struct hold *last = m->count ? &m->tries[m->count - 1] : NULL;
	size_t next = m->most + m->most / 2;
	size_t by_memory = memory_tasks(s);

	if (m->most >= s->ceiling ||
	    (s->refused != SIZE_MAX && s->refused - m->most <= m->most / NEAR + 1))
		return 0;
	if (s->refused == SIZE_MAX) {
		next = by_memory > next ? by_memory : next;
		return next < s->ceiling ? next : s->ceiling;
	}
	/* a try that was stopped says how far it came: a little less, since the machine is never twice the same */
	next = last ? last->made - last->made / NEAR / 2 : 0;
	if (last && last->end != HOLD_HELD && next > m->most)
		return next;
	return m->most + (s->refused - m->most) / 2;
}

static void
search_model(struct search *s)
{
	struct model_limits *m = s->model;
	size_t next;

	for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
		if (sizes[k] < s->ceiling && sizes[k] < s->refused && try_tasks(s, sizes[k]) != 0)
			return;
	while ((next = next_size(s)) != 0)
		if (try_tasks(s, next) != 0)
			return;
	if (m->most < s->ceiling)
		return;
	if (s->ceiling < s->limits->max)
		stop(m,
		     s->room.limit,
		     (double)s->room.most,
		     "less what runs already and what is kept free");
	else
		stop(m, "--max", (double)s->limits->max, "more were not tried");
}

/* a worker that is a thread or process of its own counts for the kernel; one that waits in a loop
 * does not */
static int
set_ceiling(struct search *s)
{
	if (room_look(&s->room) != 0)
		return -1;
	s->limits->reserve = s->room.reserve;
	s->ceiling = s->limits->max;
	if (!s->way.runner->loop && s->room.tasks < s->ceiling)
		s->ceiling = s->room.tasks;
	return 0;
}

static int
find_one(struct limits *limits, const char *runner, bool descriptor, uint64_t begun_ns)
{
	struct search s = {.limits = limits,
	                   .model = &limits->models[limits->count],
	                   .way = {.runner = runner_find(runner),
	                           .stack_bytes = limits->stack_bytes,
	                           .descriptor = descriptor,
	                           .interrupted = &interrupted},
	                   .refused = SIZE_MAX,
	                   .memory_bytes = limits->memory_bytes / 2,
	                   .begun_ns = begun_ns};

	*s.model = (struct model_limits){.descriptor = descriptor, .limit_value = (double)NAN};
	snprintf(s.model->runner, sizeof s.model->runner, "%s", runner);
	if (set_ceiling(&s) != 0)
		return -broken("cannot see what this machine has left:");
	limits->count++;
	search_model(&s);
	return interrupted ? 1 : 0;
}

/* the models of a list, and then what holds a descriptor for each task: of those that can hold most */
static int
find_all(const char *list, struct limits *limits, uint64_t begun_ns)
{
	char name[32];
	int status = 0;
	bool loop = false;

	for (const char *at = list; status == 0 && *at;
	     at += strcspn(at, ",") + (strchr(at, ',') != NULL)) {
		snprintf(name, sizeof name, "%.*s", (int)strcspn(at, ","), at);
		if (limits->count < LIMITS_MODELS)
			status = find_one(limits, name, false, begun_ns);
		loop = loop || strcmp(name, "coroutine") == 0;
	}
	if (status == 0 && loop && limits->count < LIMITS_MODELS)
		status = find_one(limits, "coroutine", true, begun_ns);
	return status;
}

int
limits_find(const struct limits_request *request, struct limits *limits)
{
	struct sigaction on_interrupt = {.sa_handler = interrupt};
	struct sigaction before[2];
	int status;

	*limits = (struct limits){.max = request->max,
	                          .stack_bytes = request->stack_bytes,
	                          .memory_bytes = room_memory()};
	interrupted = 0;
	sigaction(SIGINT, &on_interrupt, &before[0]);
	sigaction(SIGTERM, &on_interrupt, &before[1]);
	status = find_all(request->runners ? request->runners : "thread,process,coroutine",
	                  limits,
	                  clock_ns());
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K");
	sigaction(SIGINT, &before[0], NULL);
	sigaction(SIGTERM, &before[1], NULL);
	return status;
}

bool
limits_triable(const char *runner)
{
	const struct runner *r = runner_find(runner);

	return r && r->lifecycle == WORKER_PER_TASK;
}
