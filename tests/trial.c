#include "tests/trial.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/loop.h"
#include "runners/runner.h"
#include "tests/tap.h"
#include "workloads/workload.h"

enum { STACK_BYTES = 256 << 10 };

void
trial_deadline(unsigned seconds)
{
	alarm(seconds);
}

const struct runner *
trial_runner(size_t k)
{
	size_t count = 0;

	/* external runners end the table: their programs know nothing of the workloads of a test */
	while (runners[count] && !runners[count]->program)
		count++;
	loop_choice = k == count ? &loop_epoll : NULL;
	return k == count ? runner_find("coroutine") : k < count ? runners[k] : NULL;
}

const char *
trial_name(size_t k)
{
	const struct runner *runner = trial_runner(k);

	return loop_choice ? "coroutine on epoll" : runner->name;
}

struct trial
trial_run(const struct runner *runner, const struct workload *workload, size_t tasks, size_t limit)
{
	static const struct value values[VALUES];
	struct trial trial = {.tally = tally_new(tasks)};
	struct job job = {.workload = workload,
	                  .values = values,
	                  .workers = limit,
	                  .in_flight = limit,
	                  .processes = 2,
	                  .threads = 1,
	                  .stack_bytes = STACK_BYTES,
	                  .tally = trial.tally};

	if (!trial.tally)
		return (struct trial){.status = -1, .error = errno};
	errno = 0;
	trial.status = runner_run(runner, &job);
	trial.error = errno;
	return trial;
}

int
trial_failed(const struct trial *trial, const char *words)
{
	const struct tally *t = trial->tally;

	if (trial->status == 0 || !t || !atomic_load(&t->reason_given))
		return 0;
	if (strstr(t->reason, words))
		return trial->error;
	printf("# reason: %s\n", t->reason);
	return 0;
}

void
trial_end(struct trial *trial)
{
	tally_free(trial->tally);
	trial->tally = NULL;
}

bool
trial_loop_opens(const struct loop_engine *engine)
{
	struct loop *loop = engine->open();

	if (!loop)
		return false;
	engine->close(loop);
	return true;
}

void
trial_loops(void (*on)(const struct loop_engine *))
{
	static const struct loop_engine *const engines[] = {&loop_uring, &loop_epoll};

	for (size_t k = 0; k < sizeof engines / sizeof *engines; k++) {
		if (trial_loop_opens(engines[k]))
			on(engines[k]);
		else
			skip("no %s here", engines[k]->name);
	}
}

static void (*const *acting)(void);

static int
act(const struct value *values, size_t i, uint64_t *result)
{
	(void)values;
	acting[i]();
	*result = i;
	return 0;
}

int
trial_coroutines(const struct loop_engine *engine, void (*const *acts)(void), size_t count)
{
	static const struct workload workload = {.name = "acts", .task = act};
	struct trial trial;

	acting = acts;
	loop_choice = engine;
	trial = trial_run(runner_find("coroutine"), &workload, count, count);
	loop_choice = NULL;
	trial_end(&trial);
	return trial.status;
}

static size_t
entries(const char *path)
{
	DIR *directory = opendir(path);
	size_t count = 0;

	while (directory && readdir(directory))
		count++;
	if (directory)
		closedir(directory);
	return count;
}

static void *
return_at_once(void *nothing)
{
	return nothing;
}

/* with a program's first thread a sanitizer may start one of its own, which stays */
static void
have_had_a_thread(void)
{
	static bool had;
	pthread_t thread;

	if (!had && pthread_create(&thread, NULL, return_at_once, NULL) == 0)
		pthread_join(thread, NULL);
	had = true;
}

struct belongings
belongings_now(void)
{
	siginfo_t child;

	have_had_a_thread();
	return (struct belongings){
		.threads = entries("/proc/self/task"),
		.descriptors = entries("/proc/self/fd"),
		.children = waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT) == 0,
	};
}

bool
belongings_are(const struct belongings *before)
{
	struct belongings now = belongings_now();

	for (int patience = 0; patience < 500 && now.threads > before->threads; patience++) {
		usleep(10000);
		now = belongings_now();
	}
	if (now.threads <= before->threads && now.descriptors == before->descriptors &&
	    now.children == before->children)
		return true;
	printf("# %zu threads (before: %zu), %zu descriptors (%zu)%s\n",
	       now.threads,
	       before->threads,
	       now.descriptors,
	       before->descriptors,
	       now.children ? ", children" : "");
	return false;
}

void *
shared_memory(size_t bytes)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED) {
		perror("shared memory");
		exit(1);
	}
	return memory;
}
