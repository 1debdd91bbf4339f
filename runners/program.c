/*
 * Tasks that another program does, in whatever language. What is said between it
 * and us is in runners/README.md.
 */
#include "runners/program.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "runners/clock.h"
#include "runners/dialogue.h"
#include "runners/project.h"
#include "runners/request.h"
#include "runners/runner.h"

enum { WORDS_SHOWN = 120 };

/* how long a program may take to end when all is said */
#define FAREWELL_NS UINT64_C(10000000000)
#define MOMENT_NS UINT64_C(1000000000)

struct conversation {
	const struct job *job;
	struct dialogue dialogue;
	const char *name; /* of the program, as the user knows it */
	size_t reported;  /* tasks */
};

/* the program does not keep to what was agreed: what is wrong, and what it says itself */
__attribute__((format(printf, 2, 3))) static int
broken(struct conversation *c, const char *format, ...)
{
	char what[160];
	va_list arguments;
	const char *words;

	va_start(arguments, format);
	vsnprintf(what, sizeof what, format, arguments);
	va_end(arguments);
	dialogue_end(&c->dialogue);
	words = dialogue_words(&c->dialogue, WORDS_SHOWN);
	return tally_fail(
		c->job->tally, EPROTO, "%s %s%s%s", c->name, what, *words ? ": " : "", words);
}

/* it has said its last, too early: wait for its end, which tells more */
static int
broken_off(struct conversation *c)
{
	struct dialogue *d = &c->dialogue;

	dialogue_await_end(d, clock_ns() + MOMENT_NS);
	if (!d->ended)
		return broken(c, "closed its standard output before it was done");
	if (WIFSIGNALED(d->status))
		return broken(c,
		              "died: %s (signal %d)",
		              strsignal(WTERMSIG(d->status)),
		              WTERMSIG(d->status));
	return broken(c, "ended before it was done, with exit status %d", WEXITSTATUS(d->status));
}

/* The reason it gives, or that it gives none, with what it wrote. */
static const char *
reason_of(struct conversation *c, const char *why, const char *what, char *text, size_t size)
{
	const char *words;

	if (*why)
		return why;
	dialogue_await_end(&c->dialogue, clock_ns() + MOMENT_NS);
	words = dialogue_words(&c->dialogue, WORDS_SHOWN);
	snprintf(text,
	         size,
	         "%s says that it %s, and not why%s%s",
	         c->name,
	         what,
	         *words ? ": " : "",
	         words);
	return text;
}

/* The next message, an object; NULL if the run has failed, and the tally knows. */
static json_t *
hear(struct conversation *c)
{
	const char *line = dialogue_hear(&c->dialogue, UINT64_MAX);
	json_t *message = line ? json_loads(line, 0, NULL) : NULL;
	char text[sizeof c->job->tally->reason];
	const char *why;

	if (!line && errno == EMSGSIZE)
		broken(c, "wrote a line of more than %d bytes", DIALOGUE_LINE_MAX);
	else if (!line)
		broken_off(c);
	else if (!json_is_object(message))
		broken(c, "wrote what is not a JSON object: %.60s", line);
	else if ((why = json_string_value(json_object_get(message, "failed"))))
		tally_fail(c->job->tally,
		           EPROTO,
		           "%s",
		           reason_of(c, why, "failed", text, sizeof text));
	else if ((why = json_string_value(json_object_get(message, "skipped"))))
		tally_skip(c->job->tally, "%s", reason_of(c, why, "skipped", text, sizeof text));
	else
		return message;
	json_decref(message);
	return NULL;
}

/* when it is ready, what it says of itself, all of it optional */
static int
await_ready(struct conversation *c)
{
	json_t *message = hear(c);
	const json_t *ready = json_object_get(message, "ready");
	const char *interpreter = json_string_value(json_object_get(ready, "interpreter"));
	const json_t *gil = json_object_get(ready, "gil");
	int status = 0;

	if (!message)
		return -1;
	if (json_is_object(ready))
		tally_note_interpreter(c->job->tally,
		                       interpreter ? interpreter : "",
		                       json_is_boolean(gil) ? json_is_true(gil) ? "on" : "off"
		                                            : "");
	else
		status = broken(c, "did not say that it is ready");
	json_decref(message);
	return status;
}

static int
read_value(const char *text, uint64_t *value)
{
	char *end;

	if (!text || !*text || strlen(text) > 16 ||
	    strspn(text, "0123456789abcdefABCDEF") != strlen(text))
		return -1;
	*value = strtoull(text, &end, 16);
	return 0;
}

/* what a task came to; its times must lie within the run */
static int
note_task(struct conversation *c, const json_t *message)
{
	struct tally *t = c->job->tally;
	const json_t *task = json_object_get(message, "task");
	const json_int_t i = json_integer_value(task);
	const json_int_t start = json_integer_value(json_object_get(message, "start_ns"));
	const json_int_t end = json_integer_value(json_object_get(message, "end_ns"));
	uint64_t value;

	if (!json_is_integer(task) || i < 0 || (size_t)i >= t->tasks)
		return broken(c, "told of a task that there is not, or of none");
	if (start < 0 || (uint64_t)start < t->open_ns || end < start || (uint64_t)end > clock_ns())
		return broken(c,
		              "says that task %lld ran when it cannot have: start_ns and end_ns "
		              "are of CLOCK_MONOTONIC",
		              (long long)i);
	if (read_value(json_string_value(json_object_get(message, "value")), &value) != 0)
		return broken(c, "gave task %lld a value that is not hexadecimal", (long long)i);
	t->task[i].start_ns = (uint64_t)start;
	t->task[i].end_ns = (uint64_t)end;
	t->task[i].result = value;
	c->reported += atomic_fetch_add(&t->task[i].done, 1) == 0;
	return 0;
}

static int
await_done(struct conversation *c)
{
	for (;;) {
		json_t *message = hear(c);
		const bool done = json_is_true(json_object_get(message, "done"));
		const int status = !message ? -1 : done ? 0 : note_task(c, message);

		json_decref(message);
		if (status != 0)
			return -1;
		if (done && c->reported < c->job->tally->tasks)
			return broken(c,
			              "says that it is done, but told of %zu of %zu tasks",
			              c->reported,
			              c->job->tally->tasks);
		if (done)
			return 0;
	}
}

static int
say(struct conversation *c, json_t *message)
{
	char *line = message ? json_dumps(message, JSON_COMPACT) : NULL;
	int status = line ? dialogue_say(&c->dialogue, line) : -1;

	free(line);
	json_decref(message);
	/* who reads no more has something to say, or has ended */
	return status == 0 || errno == EPIPE
	               ? 0
	               : tally_fail(c->job->tally, errno, "%s: %s", c->name, strerror(errno));
}

static int
part(struct conversation *c)
{
	struct dialogue *d = &c->dialogue;

	dialogue_await_end(d, clock_ns() + FAREWELL_NS);
	if (!d->ended)
		return broken(c, "was done, and did not end");
	if (WIFSIGNALED(d->status))
		return broken(c,
		              "was done, and died: %s (signal %d)",
		              strsignal(WTERMSIG(d->status)),
		              WTERMSIG(d->status));
	if (WEXITSTATUS(d->status) != 0)
		return broken(c, "was done, and ended with exit status %d", WEXITSTATUS(d->status));
	return 0;
}

static int
converse(struct conversation *c)
{
	json_t *request = request_make(c->job);

	if (!request)
		return tally_fail(c->job->tally, ENOMEM, "no memory for a request");
	if (say(c, request) != 0 || await_ready(c) != 0)
		return -1;
	tally_open(c->job->tally);
	if (say(c, json_pack("{s:b}", "go", 1)) != 0 || await_done(c) != 0)
		return -1;
	return part(c);
}

static int
start(struct conversation *c)
{
	const struct program *program = c->job->program;
	const char *arguments[4] = {c->name};
	char script[4200];
	size_t count = 1;

	if (program->flag)
		arguments[count++] = program->flag;
	if (program->script) {
		snprintf(script,
		         sizeof script,
		         "%s/%.90s",
		         project_folder(program->script),
		         program->script);
		arguments[count++] = script;
	}
	if (dialogue_start(&c->dialogue, arguments) == 0)
		return 0;
	if (errno == ENOENT)
		return tally_skip(c->job->tally,
		                  "there is no program %s here; --%s names another",
		                  c->name,
		                  program->option);
	return tally_fail(c->job->tally, errno, "cannot start %s: %s", c->name, strerror(errno));
}

int
program_run(const struct job *job)
{
	struct conversation *c = calloc(1, sizeof *c);
	void (*pipe_broken)(int) = signal(SIGPIPE, SIG_IGN);

	if (!c)
		return tally_fail(job->tally, ENOMEM, "no memory for a conversation");
	signal(SIGCHLD, SIG_DFL); /* ignored, the kernel would reap the program itself */
	c->job = job;
	c->name = job->program_path ? job->program_path : job->program->preset;
	atomic_store(&job->tally->told_at_end, true);
	if (start(c) == 0) {
		converse(c);
		dialogue_end(&c->dialogue);
	}
	free(c);
	signal(SIGPIPE, pipe_broken);
	errno = atomic_load(&job->tally->failed);
	return errno ? -1 : 0;
}
