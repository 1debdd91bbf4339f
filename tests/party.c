#include "tests/party.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/trial.h"

/* so many coroutines with the one act, and if it is there one with the other */
static bool
coroutines(const struct loop_engine *engine, void (*act)(void), size_t count, void (*other)(void))
{
	void (*acts[PARTY_MOST + 1])(void);

	for (size_t k = 0; k < count; k++)
		acts[k] = act;
	acts[count] = other;
	return trial_coroutines(engine, acts, count + (other != NULL)) == 0;
}

static void *
thread_act(void *other)
{
	(*(void (**)(void))other)();
	return NULL;
}

static bool
with_thread(const struct loop_engine *engine, void (*act)(void), size_t count, void (*other)(void))
{
	pthread_t thread;
	bool well;

	if (pthread_create(&thread, NULL, thread_act, &other) != 0)
		return false;
	well = coroutines(engine, act, count, NULL);
	pthread_join(thread, NULL);
	return well;
}

static bool
with_process(const struct loop_engine *engine, void (*act)(void), size_t count, void (*other)(void))
{
	pid_t child = fork();
	int status = -1;

	if (child == 0)
		_exit(coroutines(engine, other, 1, NULL) ? 0 : 1);
	return coroutines(engine, act, count, NULL) && waitpid(child, &status, 0) == child &&
	       status == 0;
}

static void (*trying)(const struct loop_engine *, const struct party *);

static void
on(const struct loop_engine *engine)
{
	static const struct party parties[] = {
		{"coroutine", coroutines},
		{"thread", with_thread},
		{"process", with_process},
	};

	for (size_t k = 0; k < sizeof parties / sizeof *parties; k++)
		trying(engine, &parties[k]);
}

void
party_each(void (*try)(const struct loop_engine *, const struct party *))
{
	trying = try;
	trial_loops(on);
}
