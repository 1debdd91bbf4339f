/*
 * Starting a program: task i writes its stretch of a text to the program's input,
 * reads its output until that ends, and reaps it. It writes when there is room and
 * reads when there is something, so that neither of the two waits for the other
 * for ever, however much goes through. What came out, folded, is the result.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workloads/digest.h"
#include "workloads/filter.h"
#include "workloads/text.h"
#include "workloads/workload.h"

enum { BYTES, COMMAND, TEXT, START };

/* a program that puts out so many bytes more than it is given is one that never ends */
enum { WORDS_MAX = 30, OUTPUT_MAX = 1 << 30 };

_Static_assert(PIPE_BUF <= TEXT_PIECE_MAX, "a piece is written in one go");

/* what setup made */
struct start {
	char *words[WORDS_MAX + 1];
	char *text; /* where they lie */
	void (*pipe_broken)(int), (*child_ended)(int);
};

static struct start *
start_of(const struct value *values)
{
	return (struct start *)(uintptr_t)values[START].number;
}

/* what goes to and fro */
struct exchange {
	const struct value *values;
	size_t task;
	struct filter filter;
	uint64_t given, taken;
	uint64_t digest;
};

/* As the pipe has room, so much is written without waiting. Who reads no more has had enough. */
static int
give(struct exchange *x)
{
	uint64_t left = x->values[BYTES].number - x->given;
	size_t size = left < PIPE_BUF ? left : PIPE_BUF;
	ssize_t put = write(x->filter.to, text_at(&x->values[TEXT], x->task, x->given), size);

	if (put < 0 && errno != EPIPE && errno != EINTR)
		return -1;
	if (put > 0)
		x->given += (uint64_t)put;
	if (x->given == x->values[BYTES].number || (put < 0 && errno == EPIPE))
		filter_close(&x->filter);
	return 0;
}

static bool
endless(const struct exchange *x)
{
	return x->taken > OUTPUT_MAX && x->taken - OUTPUT_MAX > x->values[BYTES].number;
}

/* 1; 0 when there is no more to come, or -1, also if it will never end */
static int
take(struct exchange *x)
{
	char piece[PIPE_BUF];
	ssize_t got = read(x->filter.from, piece, sizeof piece);

	if (got < 0)
		return errno == EINTR ? 1 : -1;
	x->digest = digest_add(x->digest, piece, (size_t)got);
	x->taken += (uint64_t)got;
	return endless(x) ? -1 : got > 0;
}

static int
exchange(struct exchange *x)
{
	int more = 1;

	if (x->values[BYTES].number == 0)
		filter_close(&x->filter);
	while (more > 0) {
		struct pollfd ends[2] = {{.fd = x->filter.from, .events = POLLIN},
		                         {.fd = x->filter.to, .events = POLLOUT}};

		if (poll(ends, 2, -1) < 0 && errno != EINTR)
			return -1;
		if (ends[1].revents && give(x) != 0)
			return -1;
		if (ends[0].revents)
			more = take(x);
	}
	return more;
}

/* how it ended; status is waitpid's */
static int
judge(const char *program, int status)
{
	if (status < 0)
		return -1;
	if (WIFSIGNALED(status))
		return workload_fail("%s was ended by signal %d: %s",
		                     program,
		                     WTERMSIG(status),
		                     strsignal(WTERMSIG(status)));
	if (WEXITSTATUS(status) != 0)
		return workload_fail("%s ended with exit status %d", program, WEXITSTATUS(status));
	return 0;
}

static int
exec_task(const struct value *values, size_t i, uint64_t *result)
{
	char *const *words = start_of(values)->words;
	struct exchange x = {.values = values, .task = i, .digest = DIGEST_EMPTY};
	int error;

	if (filter_start(&x.filter, words) != 0)
		return workload_fail("cannot start %s: %s", words[0], strerror(errno));
	if (exchange(&x) != 0) {
		error = errno;
		filter_kill(&x.filter);
		if (endless(&x))
			return workload_fail("%s put out more than 1 GiB beyond what it was given: "
			                     "it does not end",
			                     words[0]);
		return workload_fail("lost %s: %s", words[0], strerror(error));
	}
	*result = x.digest;
	return judge(words[0], filter_await(&x.filter));
}

/* words are divided by blanks */
static int
words_read(struct start *start, const char *command)
{
	size_t count = 0;
	char *rest;

	start->text = strdup(command ? command : "");
	if (!start->text)
		return -1;
	for (char *word = strtok_r(start->text, " ", &rest); word;
	     word = strtok_r(NULL, " ", &rest)) {
		if (count == WORDS_MAX)
			return workload_fail("--command: there are more than %d words", WORDS_MAX);
		start->words[count++] = word;
	}
	if (count == 0)
		return workload_fail(
			"--command: say a program and its arguments, as in 'tr a-z A-Z'");
	return 0;
}

static int
exec_setup(struct value *values, size_t tasks)
{
	struct start *start = calloc(1, sizeof *start);

	(void)tasks;
	if (!start)
		return -1;
	values[START].number = (uintptr_t)start;
	if (words_read(start, values[COMMAND].text) == 0 && text_make(&values[TEXT]) == 0) {
		/* a program that leaves early is no reason to end; and the kernel shall not reap
		 * those that have ended, as it does for whoever ignores this */
		start->pipe_broken = signal(SIGPIPE, SIG_IGN);
		start->child_ended = signal(SIGCHLD, SIG_DFL);
		return 0;
	}
	free(start->text);
	free(start);
	return -1;
}

static void
exec_teardown(struct value *values)
{
	struct start *start = start_of(values);

	signal(SIGPIPE, start->pipe_broken);
	signal(SIGCHLD, start->child_ended);
	text_free(&values[TEXT]);
	free(start->text);
	free(start);
}

static const struct parameter exec_parameters[] = {
	[BYTES] = {.name = "bytes",
                   .unit = UNIT_SIZE,
                   .preset = "4KiB",
                   .summary = "how much text each task gives its program to read"},
	[COMMAND] = {.name = "command",
                     .unit = UNIT_TEXT,
                     .preset = "cat",
                     .summary =
                             "what each task starts: a path, or a name found in PATH, and "
                             "arguments, divided by blanks, quotes and all; it ends with the run, "
                             "whatever it has started itself may not"},
	{.name = NULL},
};

const struct workload workload_exec = {
	.name = "exec",
	.summary = "starting a program, writing to it and reading from it",
	.bound = IO_BOUND,
	.tasks = 128,
	.stack_bytes = 32 << 10,
	.parameters = exec_parameters,
	.setup = exec_setup,
	.teardown = exec_teardown,
	.task = exec_task,
};
