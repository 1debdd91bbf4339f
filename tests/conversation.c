/*
 * What makes requests notices whatever is wrong with an answer, and how the latencies are kept.
 */
#include "workloads/conversation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/clock.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/request_log.h"

enum fault { NONE, FLIP, REPEAT, LEAVE, SWALLOW, FAULTS };

/* the other end; it counts what it sends back */
static void
answer(int fd, enum fault fault)
{
	char bytes[REQUEST_BYTES];
	size_t answered = 0;
	ssize_t got;

	while ((got = recv(fd, bytes, sizeof bytes, MSG_WAITALL)) > 0) {
		bool now = ++answered == 5;

		if (fault == FLIP && now)
			bytes[got - 1] ^= 1;
		if (fault == LEAVE && now)
			return;
		if (fault == SWALLOW && answered >= 5)
			continue;
		if (send(fd, bytes, (size_t)got, MSG_NOSIGNAL) != got)
			return;
		if (fault == REPEAT && now && send(fd, bytes, (size_t)got, MSG_NOSIGNAL) != got)
			return;
	}
}

static int
talk(struct request_log *log, enum fault fault, uint64_t per_s)
{
	struct conversation c = {.per_s = per_s};
	int ends[2];
	int status;
	pid_t pid;

	memset(log, 0, sizeof *log);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0 || (pid = fork()) < 0)
		exit(1);
	if (pid == 0) {
		close(ends[0]);
		answer(ends[1], fault);
		_exit(0);
	}
	close(ends[1]);
	c.fd = ends[0];
	c.begin_ns = clock_ns();
	c.end_ns = c.begin_ns + 200000000;
	status = conversation_hold(&c, log);
	close(ends[0]);
	waitpid(pid, NULL, 0);
	return status;
}

static void
faults(struct request_log *log)
{
	static const char *const words[FAULTS] = {
		[FLIP] = "answer to request 4 is not what was sent",
		[REPEAT] = "answer to request 5 is not what was sent",
		[LEAVE] = "who answers requests went away",
		[SWALLOW] = "never answered",
	};
	bool found;

	for (unsigned per_s = 0; per_s <= 1000; per_s += 1000) {
		for (enum fault fault = FLIP; fault < FAULTS; fault++) {
			found = talk(log, fault, per_s) == -1 && strstr(log->reason, words[fault]);
			ok(found, "at %u/s: %s", per_s, log->reason);
		}
		found = talk(log, NONE, per_s) == 0 && !*log->reason && log->answered > 0;
		ok(found,
		   "... and right answers are right: %llu",
		   (unsigned long long)log->answered);
	}
}

/* more than there is room for: evenly thinned out, and nothing lost from the sums */
static void
thinning(struct request_log *log)
{
	const uint64_t many = 5 * (uint64_t)REQUEST_LATENCIES / 2;
	bool even = true;

	memset(log, 0, sizeof *log);
	for (uint64_t k = 0; k < many; k++)
		(k % 3 ? request_answered : request_unanswered)(log, k);
	for (size_t k = 0; k < log->kept; k++)
		even &= log->latency_ns[k] == k * log->stride;
	ok(even && log->stride == 4 && log->kept == many / 4,
	   "of %llu latencies every %zu-th is kept",
	   (unsigned long long)many,
	   log->stride);
	ok(log->answered + log->unanswered == many && log->most_ns == many - 1 &&
	           log->sum_ns == many * (many - 1) / 2,
	   "... and all are counted");
}

int
main(void)
{
	struct request_log *log = calloc(1, sizeof *log);

	if (!log)
		return 1;
	trial_deadline(60);
	faults(log);
	thinning(log);
	free(log);
	return done_testing();
}
