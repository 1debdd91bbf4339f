/*
 * Starting a program: task i writes its stretch of a text to the program's input,
 * reads its output until that ends, and reaps it. It writes when there is room and
 * reads when there is something, so that neither of the two waits for the other
 * for ever, however much goes through. What came out, folded, is the result.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "workloads/digest.h"
#include "workloads/feed.h"
#include "workloads/text.h"
#include "workloads/workload.h"

enum { BYTES, COMMAND, TEXT };

enum { WORDS_MAX = 30 };

/* what setup made */
struct start {
	char *words[WORDS_MAX + 1];
	char *text; /* where they lie */
	void (*pipe_broken)(int), (*child_ended)(int);
};

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
	const struct start *start = workload_shared(values);
	const char *program = start->words[0];
	struct feed feed = {.text = &values[TEXT],
	                    .task = i,
	                    .bytes = values[BYTES].number,
	                    .digest = DIGEST_EMPTY};
	int error;

	if (filter_start(&feed.filter, start->words) != 0)
		return workload_fail("--command: cannot start %s: %s", program, strerror(errno));
	if (feed_through(&feed) == 0) {
		*result = feed.digest;
		return judge(program, filter_await(&feed.filter));
	}
	error = errno;
	filter_kill(&feed.filter);
	if (feed_is_endless(&feed))
		return workload_fail("%s put out more than 1 GiB beyond what it was given: it does "
		                     "not end",
		                     program);
	return workload_fail("lost %s: %s", program, strerror(error));
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
	struct start *start = workload_shared(values);

	(void)tasks;
	if (words_read(start, values[COMMAND].text) == 0 && text_make(&values[TEXT]) == 0) {
		/* a program that leaves early is no reason to end; and the kernel shall not reap
		 * those that have ended, as it does for whoever ignores this */
		start->pipe_broken = signal(SIGPIPE, SIG_IGN);
		start->child_ended = signal(SIGCHLD, SIG_DFL);
		return 0;
	}
	free(start->text);
	return -1;
}

static void
exec_teardown(struct value *values)
{
	struct start *start = workload_shared(values);

	signal(SIGPIPE, start->pipe_broken);
	signal(SIGCHLD, start->child_ended);
	text_free(&values[TEXT]);
	free(start->text);
}

/* clang-format off */
static const struct parameter exec_parameters[] = {
	[BYTES] = {.name = "bytes", .unit = UNIT_SIZE, .preset = "4KiB",
	           .summary = "how much text each task gives its program to read"},
	[COMMAND] = {.name = "command", .unit = UNIT_TEXT, .preset = "cat",
	             .summary = "what each task starts: a path, or a name found in PATH, and "
	                        "arguments, divided by blanks, which quotes do not hide; it ends "
	                        "with the run, but what it has started itself may go on"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_exec = {
	.name = "exec",
	.summary = "starting a program, writing to it and reading from it",
	.bound = IO_BOUND,
	.tasks = 128,
	.stack_bytes = 32 << 10,
	.parameters = exec_parameters,
	.shared_bytes = sizeof(struct start),
	.setup = exec_setup,
	.teardown = exec_teardown,
	.task = exec_task,
};
