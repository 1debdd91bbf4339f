#include "tests/semantics.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "runners/loop.h"
#include "tests/tap.h"
#include "tests/trial.h"

enum { CALLS_MAX = 64 };

static const struct semantics *current;
static struct answer seen;

void
answer_digest(struct answer *answer, const void *bytes, size_t size)
{
	const unsigned char *byte = bytes;

	for (size_t k = 0; k < size; k++)
		answer->digest = (answer->digest ^ byte[k]) * 0x100000001b3u;
}

void
semantics_linger(void)
{
	const struct timespec moment = {.tv_nsec = 3000000};

	nanosleep(&moment, NULL);
}

void
semantics_tell(int fd, const char *text)
{
	if (send(fd, text, strlen(text), MSG_NOSIGNAL) < 0)
		perror("# send");
}

static void
act(void)
{
	struct answer answer = {.result = 0};

	errno = 0;
	current->act(&answer);
	seen = answer;
}

/* the errno of one must not become the other's */
static void
peer(void)
{
	errno = EDOM;
	current->peer();
	errno = EDOM;
}

static void *
peer_thread(void *unused)
{
	peer();
	return unused;
}

/* the other thread has no model, as a library's helper has none */
static struct answer
plain(void)
{
	pthread_t thread;
	int status = current->peer ? pthread_create(&thread, NULL, peer_thread, NULL) : -1;

	act();
	if (status == 0)
		pthread_join(thread, NULL);
	return seen;
}

static struct answer
coroutine(const struct loop_engine *engine)
{
	static void (*const both[])(void) = {act, peer};

	seen = (struct answer){.result = -1};
	trial_coroutines(engine, both, current->peer ? 2 : 1);
	return seen;
}

static void
compare(const struct loop_engine *engine, struct answer expected, void (*prepare)(void),
        void (*clear)(void))
{
	struct answer got;

	prepare();
	got = coroutine(engine);
	clear();
	if (!ok(got.result == expected.result && got.error == expected.error &&
	                got.digest == expected.digest,
	        "%s: %s",
	        engine->name,
	        current->name))
		printf("# answered %ld (%s, %016llx), where a thread has %ld (%s, %016llx)\n",
		       got.result,
		       strerror(got.error),
		       (unsigned long long)got.digest,
		       expected.result,
		       strerror(expected.error),
		       (unsigned long long)expected.digest);
}

void
semantics_compare(const struct semantics *table, size_t count, void (*prepare)(void),
                  void (*clear)(void))
{
	struct answer expected[CALLS_MAX];
	bool uring;

	/* all of them first: a ring that was closed may still interrupt a call of its thread */
	for (size_t k = 0; k < count && k < CALLS_MAX; k++) {
		current = &table[k];
		prepare();
		expected[k] = plain();
		clear();
	}
	uring = trial_loop_opens(&loop_uring);
	for (size_t k = 0; k < count && k < CALLS_MAX; k++) {
		current = &table[k];
		if (uring)
			compare(&loop_uring, expected[k], prepare, clear);
		else
			skip("no io_uring here: %s", current->name);
		compare(&loop_epoll, expected[k], prepare, clear);
	}
}
