/*
 * An echo server under every runner: every byte of every answer is right, no more clients are served
 * at once than there are handlers, and the others starve; a handler that answers wrongly or leaves, a
 * load that dies, and more clients than descriptors fail the run, and leave nothing behind.
 */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/cell.h"
#include "bench/measure.h"
#include "tests/orphan.h"
#include "tests/tap.h"
#include "tests/trial.h"

enum { TASKS = 12, FEW = 3, MESSAGES = 5, STACK_BYTES = 256 << 10, FILES = 100 };

/* what is in the record is the caller's */
static void
run(struct record *r, const struct workload *w, const struct runner *runner, size_t limit,
    const char *bytes, const char *every)
{
	struct cell cell;
	int status = cell_init(&cell, w, runner, 2);

	record_init(r);
	cell.tasks = TASKS;
	cell.workers = cell.in_flight = limit;
	cell.stack_bytes = STACK_BYTES;
	status |= cell_set(&cell, "messages", "5") | cell_set(&cell, "bytes", bytes) |
	          cell_set(&cell, "every", every);
	if (status != 0 || measure(&cell, OBSERVE_NOTHING, r, NULL) != 0)
		printf("# %s\n", cell_error);
	cell_free(&cell);
}

static double
outcome(const struct record *r, const char *name)
{
	for (size_t k = 0; k < OUTCOMES_MAX; k++)
		if (strcmp(r->outcomes[k].name, name) == 0)
			return r->outcomes[k].count;
	return (double)NAN;
}

static bool
answered_all(const struct record *r)
{
	const double all = TASKS * MESSAGES;

	if (r->status == STATUS_OK && r->requests == all && r->requests_unanswered == 0 &&
	    outcome(r, "answers") == all && r->request_s.max >= r->request_s.mean)
		return true;
	printf("# %s: %s; %.0f requests, %.0f answers\n",
	       status_name(r->status),
	       r->reason,
	       r->requests,
	       outcome(r, "answers"));
	return false;
}

static void
served(const struct workload *w, size_t k)
{
	const size_t few = trial_runner(k)->lifecycle == ONE_WORKER ? 1 : FEW;
	struct record base;
	struct record all;
	struct record starving;

	run(&base, w, runner_find("serial"), 1, "1KiB", "1ms");
	run(&all, w, trial_runner(k), TASKS, "1KiB", "1ms");
	ok(answered_all(&all) && strcmp(all.checksum, base.checksum) == 0 &&
	           strlen(all.checksum) == 16,
	   "%s answers every byte of every message",
	   trial_name(k));
	run(&starving, w, trial_runner(k), few, "5000", "10ms");
	ok(answered_all(&starving) && outcome(&starving, "clients_served_at_once") <= (double)few,
	   "... and serves %.0f at once, of %zu handlers, when messages come in parts",
	   outcome(&starving, "clients_served_at_once"),
	   few);
	/* nobody's session is over sooner */
	ok(outcome(&starving, "clients_starved") >= (double)(TASKS - few),
	   "... so that %.0f clients starve, and the longest answer took %.3f s",
	   outcome(&starving, "clients_starved"),
	   starving.request_s.max);
	record_free(&base);
	record_free(&all);
	record_free(&starving);
}

/* a client of the echo server whose set-up was the last; -1 if there is none */
static int
take_client(void)
{
	for (int fd = 3; fd < FILES; fd++) {
		int listens = 0;
		socklen_t size = sizeof listens;
		int client;

		if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || !listens)
			continue;
		do
			client = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
		while (client < 0 && errno == EAGAIN);
		return client;
	}
	return -1;
}

/* what one handler does instead of its work, with a message that it has got */
static void (*misdeed)(int fd, char *message, size_t length);

static void
mumble(int fd, char *message, size_t length)
{
	send(fd, message, length, MSG_NOSIGNAL);
}

static void
hang_up(int fd, char *message, size_t length) /* NOLINT: as the others */
{
	(void)fd, (void)message, (void)length;
}

static void
babble(int fd, char *message, size_t length)
{
	for (size_t k = 0; k < length; k++)
		message[k] = (char)(message[k] - 'a' + 'A');
	message[length] = 'X';
	send(fd, message, length + 1, MSG_NOSIGNAL);
}

static int
misbehave(const struct value *values, size_t i, uint64_t *result)
{
	char message[1025];
	ssize_t got;
	int fd;

	if (i > 0)
		return workload_find("echo")->task(values, i, result);
	fd = take_client();
	got = recv(fd, message, sizeof message - 1, MSG_WAITALL);
	misdeed(fd, message, got > 0 ? (size_t)got : 0);
	while (misdeed != hang_up && recv(fd, message, sizeof message - 1, 0) > 0)
		;
	close(fd);
	*result = scramble(i);
	return 0;
}

static void
misdeeds(const struct workload *w)
{
	const struct {
		void (*deed)(int, char *, size_t);
		const char *words;
	} deeds[] = {{mumble, "not what was sent"},
	             {babble, "not what was sent"},
	             {hang_up, "was left after 0 of 5 answers"}};
	struct workload bad = *w;

	bad.task = misbehave;
	for (size_t k = 0; k < sizeof deeds / sizeof *deeds; k++) {
		struct record r;

		misdeed = deeds[k].deed;
		run(&r, &bad, runner_find("thread"), TASKS, "1KiB", "2ms");
		ok(r.status == STATUS_FAILED && strstr(r.reason, deeds[k].words),
		   "a handler that does not do as it should: %s",
		   r.reason);
		record_free(&r);
	}
}

static int
stay_away(const struct value *values, size_t i, uint64_t *result)
{
	*result = scramble(i);
	return misdeed || i > 0 ? 0 : workload_find("echo")->task(values, i, result);
}

static void
nobody_serves(const struct workload *w)
{
	struct workload lazy = *w;
	struct record r;

	lazy.task = stay_away;
	run(&r, &lazy, runner_find("thread"), TASKS, "1KiB", "1ms");
	ok(r.status == STATUS_FAILED && strstr(r.reason, "no task came"),
	   "tasks of which none serves: %s",
	   r.reason);
	record_free(&r);
	misdeed = NULL;
	run(&r, &lazy, runner_find("thread"), TASKS, "1KiB", "1ms");
	ok(r.status == STATUS_FAILED && strstr(r.reason, "after 1 of 12 clients"),
	   "tasks of which one serves: %s",
	   r.reason);
	record_free(&r);
}

/* an echo server whose load is killed while it works */
static pid_t killer;

static int
set_up_to_die(struct value *values, size_t tasks)
{
	pid_t child[CHILDREN_MAX];

	if (workload_find("echo")->setup(values, tasks) != 0)
		return -1;
	if (children_now(child) != 1)
		return workload_fail("one load was expected");
	killer = fork();
	if (killer == 0) {
		usleep(200000);
		kill(child[0], SIGKILL);
		_exit(0);
	}
	return 0;
}

static void
tear_down(struct value *values)
{
	while (waitpid(killer, NULL, 0) < 0 && errno == EINTR)
		;
	workload_find("echo")->teardown(values);
}

static void
load_dies(const struct workload *w, size_t k)
{
	struct workload dying = *w;
	struct belongings before = belongings_now();
	struct record r;

	dying.setup = set_up_to_die;
	dying.teardown = tear_down;
	run(&r, &dying, trial_runner(k), FEW, "1KiB", "200ms");
	ok(r.status == STATUS_FAILED && strstr(r.reason, "load") && belongings_are(&before),
	   "a load that dies under %s: %s",
	   trial_name(k),
	   r.reason);
	record_free(&r);
}

/* in a process of its own, as limits do not come back */
static int
flood(const struct workload *w, rlim_t now, rlim_t most)
{
	const struct rlimit files = {now, most};
	struct record r;

	if (setrlimit(RLIMIT_NOFILE, &files) != 0)
		return 1;
	run(&r, w, runner_find("coroutine"), TASKS, "1KiB", "1ms");
	printf("# %s: %s\n", status_name(r.status), r.reason);
	fflush(stdout);
	if (r.status == STATUS_OK)
		return 2;
	return strstr(r.reason, "12 connections need 76 open files, and 70 are allowed") &&
	                       strstr(r.reason, "ulimit -n")
	               ? 3
	               : 1;
}

static int
flood_aside(const struct workload *w, rlim_t now, rlim_t most)
{
	pid_t pid;
	int status;

	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(flood(w, now, most));
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status)
	                                                                       : -1;
}

int
main(void)
{
	const struct workload *w = workload_find("echo");
	struct value values[VALUES] = {{.number = 2}, {.number = 1}, {.number = 1}};
	struct belongings before;

	if (!w)
		return 1;
	trial_deadline(240);
	before = belongings_now();
	for (size_t k = 0; trial_runner(k); k++) {
		served(w, k);
		load_dies(w, k);
	}
	misdeeds(w);
	nobody_serves(w);
	ok(flood_aside(w, 70, 70) == 3, "more clients than descriptors are too many, and told so");
	ok(flood_aside(w, 70, 1000) == 2, "... unless more are allowed for the asking");
	ok(goes_with_starter(w, values, 1, 1),
	   "a load does not outlive who started it, even killed");
	ok(belongings_are(&before), "nothing is left");
	return done_testing();
}
