/*
 * A program that a task starts: all of what goes in and comes out, however much of it and in whatever order, and
 * wherever the descriptors of its pipes lie; and what is left of it when its task fails or is killed.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/orphan.h"
#include "tests/script.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/digest.h"
#include "workloads/text.h"
#include "workloads/workload.h"

enum { TEXT = 2 };

static const struct workload *exec;

struct one {
	struct value values[VALUES];
	int status;
	uint64_t result;
};

static struct one
one(const char *command, uint64_t bytes, size_t i)
{
	struct one o = {.values = {{.number = bytes}, {.text = (char *)(uintptr_t)command}}};

	*workload_reason = '\0';
	o.status = workload_set_up(exec, o.values, 1);
	if (o.status != 0)
		return o;
	o.status = exec->task(o.values, i, &o.result);
	if (o.status != 0)
		printf("# %s\n", workload_reason);
	workload_tear_down(exec, o.values);
	return o;
}

static uint64_t
digest_of_stretch(size_t i, uint64_t bytes)
{
	struct value text;
	uint64_t digest = DIGEST_EMPTY;

	if (text_make(&text) != 0)
		return 0;
	for (uint64_t at = 0; at < bytes; at++)
		digest = digest_add(digest, text_at(&text, i, at), 1);
	text_free(&text);
	return digest;
}

static void
comes_back(uint64_t bytes)
{
	struct one o = one("cat", bytes, 3);

	ok(o.status == 0 && o.result == digest_of_stretch(3, bytes),
	   "%llu bytes go through a program and back",
	   (unsigned long long)bytes);
}

/* a pipe holds 64 KiB */
static void
much(void)
{
	static const char header[100000];
	char early[SCRIPT_PATH];
	char late[SCRIPT_PATH];
	struct one o;

	comes_back(0);
	comes_back(1);
	comes_back(4096);
	comes_back(3000001);
	script_write(early, "early", "head -c 100000 /dev/zero; exec cat");
	o = one(early, 0, 1);
	ok(o.status == 0 && o.result == digest_add(DIGEST_EMPTY, header, sizeof header),
	   "a program that is given nothing");
	o = one(early, 1000000, 1);
	ok(o.status == 0, "... and one that writes much before it reads");
	script_write(late, "late", "cat >here.all; exec cat here.all");
	o = one(late, 1000000, 2);
	ok(o.status == 0 && o.result == digest_of_stretch(2, 1000000),
	   "... and one that writes when it has read all");
	o = one("true", 1000000, 1);
	ok(o.status == 0 && o.result == DIGEST_EMPTY, "... and one that reads nothing");
	o = one(" head -c  5 ", 1000000, 4);
	ok(o.status == 0 && o.result == digest_of_stretch(4, 5),
	   "... and one that reads little, with arguments");
	scripts_tidy();
}

/* where the lowest descriptors are free, pipes get these */
static void
without_streams(void)
{
	const uint64_t right = digest_of_stretch(0, 100000);
	int status = -1;
	pid_t pid;

	for (int low = 1; low < 8; low++) {
		fflush(stdout);
		pid = fork();
		if (pid == 0) {
			struct one o;

			for (int fd = 0; fd < 3; fd++)
				if (low & 1 << fd)
					close(fd);
			o = one("cat", 100000, 0);
			_exit(o.status == 0 && o.result == right ? 0 : 1);
		}
		ok(pid > 0 && waitpid(pid, &status, 0) == pid && status == 0,
		   "%s%s%s closed, all comes back",
		   low & 1 ? "input " : "",
		   low & 2 ? "output " : "",
		   low & 4 ? "errors " : "");
	}
}

/* a program that would stay for an hour, whether it is told that there is no more to come or not */
static const char stay[] = ": >here.$$; exec sleep 3600";

static void
half_way(void)
{
	char path[SCRIPT_PATH];
	struct value values[VALUES] = {{.number = 100000}, {.text = path}};
	uint64_t text;
	uint64_t result;
	int status;

	script_write(path, "stay", stay);
	status = workload_set_up(exec, values, 1);
	/* a text that is not there */
	text = values[TEXT].number;
	values[TEXT].number = 16;
	status = status == 0 ? exec->task(values, 0, &result) : 0;
	values[TEXT].number = text;
	ok(status == -1 && strstr(workload_reason, "/stay: Bad address"),
	   "a task that fails half-way: %s",
	   workload_reason);
	ok(waitpid(-1, NULL, 0) == -1 && errno == ECHILD,
	   "... has killed its program, and reaped it");
	workload_tear_down(exec, values);
	scripts_tidy();
}

static void
goes_with_task(void)
{
	char path[SCRIPT_PATH];
	pid_t program;
	pid_t pid;

	script_write(path, "stay", stay);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		one(path, 10, 0);
		_exit(1);
	}
	while (scripts_here(&program, 1) == 0)
		usleep(1000);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	ok(process_goes(program), "a program goes with the task that is killed");
	scripts_tidy();
}

/* SIGPIPE is ignored here */
static void
signals(void)
{
	char path[SCRIPT_PATH];
	struct one o;

	script_write(path, "pipe", "cat; kill -s PIPE $$");
	o = one(path, 10, 0);
	ok(o.status == -1 && strstr(workload_reason, "pipe was ended by signal 13"),
	   "a program has the signals that a shell would give it: %s",
	   workload_reason);
}

int
main(void)
{
	struct belongings before;

	trial_deadline(60);
	exec = workload_find("exec");
	if (!exec)
		return 1;
	scripts_begin();
	before = belongings_now();
	much();
	without_streams();
	signals();
	half_way();
	goes_with_task();
	ok(belongings_are(&before), "nothing is left");
	scripts_end();
	return done_testing();
}
