/*
 * Updates of a shared counter: none is lost where none can be, as many are where physics says so, and
 * no run counts what was there before it.
 */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/record.h"
#include "runners/runner.h"
#include "tests/setting.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/guard.h"

enum { TASKS = 6, MEMORY = 3, TRIES = 20 };

/* so many updates were made, and their number and loss are in the record */
static bool
made(const struct record *r, double updates)
{
	if (r->status == STATUS_OK && strcmp(r->outcomes[0].name, "updates") == 0 &&
	    r->outcomes[0].count == updates && strcmp(r->outcomes[1].name, "updates_lost") == 0 &&
	    r->outcomes[1].count >= 0 && r->outcomes[1].count < updates && !*r->outcomes[2].name)
		return true;
	printf("# %s: %s; %s %.0f, %s %.0f\n",
	       status_name(r->status),
	       r->reason,
	       r->outcomes[0].name,
	       r->outcomes[0].count,
	       r->outcomes[1].name,
	       r->outcomes[1].count);
	return false;
}

static double
lost(const struct record *r)
{
	return r->outcomes[1].count;
}

/* where nobody comes between, by whatever means, none is lost */
static void
safe(const struct workload *w, size_t k, const char *sync)
{
	struct record r;
	struct record pausing;

	run_set(&r, w, trial_runner(k), TASKS, SET("updates", "2000", "sync", sync));
	ok(made(&r, 12000) && lost(&r) == 0, "%s under %s loses no update", sync, trial_name(k));
	run_set(&pausing,
	        w,
	        trial_runner(k),
	        TASKS,
	        SET("updates", "3", "sync", sync, "pause", "2ms"));
	ok(made(&pausing, 18) && lost(&pausing) == 0 && pausing.service_s.max >= 0.006 &&
	           strcmp(pausing.checksum, r.checksum) == 0,
	   "... nor where it waits");
	record_free(&r);
	record_free(&pausing);
}

static void
safe_by_all_means(const struct workload *w, size_t k)
{
	for (size_t sync = SYNC_NONE + 1; sync < SYNCS; sync++)
		safe(w, k, sync_names[sync]);
}

/* whether one task runs until it waits, or ends: then nobody comes between two others' steps */
static bool
takes_turns(const struct runner *runner)
{
	return runner->lifecycle == ONE_WORKER || (runner->loop && !runner->grid);
}

static void
unprotected(const struct workload *w, size_t k)
{
	struct record r;
	struct record serial;

	run_set(&serial, w, runner_find("serial"), TASKS, SET("updates", "20000"));
	run_set(&r, w, trial_runner(k), TASKS, SET("updates", "20000"));
	ok(made(&r, 120000) && strcmp(r.checksum, serial.checksum) == 0,
	   "unprotected under %s, %.0f are lost, and the run is ok",
	   trial_name(k),
	   lost(&r));
	if (takes_turns(trial_runner(k)))
		ok(lost(&r) == 0, "... none: there, nobody comes between");
	record_free(&r);
	record_free(&serial);
}

static void
pausing_alone(const struct workload *w, const struct runner *runner)
{
	struct record r;

	run_set(&r, w, runner, TASKS, SET("updates", "2", "pause", "5ms"));
	ok(made(&r, 12) && lost(&r) == 0, "one task at a time loses none, however long it waits");
	record_free(&r);
}

/*
 * An update that was kept had read what the one kept before it wrote: so their pauses came one after
 * the other, and no more were kept than pauses fit into the run. A machine that stands still for longer
 * than a pause may keep all of them, but not time and again.
 */
static void
pausing(const struct workload *w, size_t k)
{
	bool holds = true;
	bool any = false;

	if (trial_runner(k)->lifecycle == ONE_WORKER) {
		pausing_alone(w, trial_runner(k));
		return;
	}
	for (int tries = 0; holds && !any && tries < TRIES; tries++) {
		struct record r;

		run_set(&r, w, trial_runner(k), TASKS, SET("updates", "2", "pause", "20ms"));
		holds = made(&r, 12) && (12 - lost(&r)) * 0.02 <= r.run_s;
		any = lost(&r) > 0;
		record_free(&r);
	}
	ok(holds, "%s keeps no more updates than pauses fit into the run", trial_name(k));
	ok(any, "... and loses the others");
}

/* a file whose first bytes are a counter; the path is the caller's to unlink */
static int
memory_make(char *path, uint64_t count, size_t bytes)
{
	int fd = mkstemp(path);

	if (fd < 0 || pwrite(fd, &count, sizeof count, 0) != sizeof count ||
	    ftruncate(fd, (off_t)bytes) != 0) {
		perror(path);
		exit(1);
	}
	return fd;
}

static void
memory_of_the_user(const struct workload *w)
{
	char path[] = "/tmp/convoy-counter-XXXXXX";
	int fd = memory_make(path, 41, 8);
	uint64_t count = 0;
	struct record first;
	struct record second;

	run_set(&first,
	        w,
	        runner_find("thread"),
	        TASKS,
	        SET("updates", "100", "sync", "atomic", "memory", path));
	run_set(&second,
	        w,
	        runner_find("process"),
	        TASKS,
	        SET("updates", "100", "sync", "atomic", "memory", path));
	ok(made(&first, 600) && made(&second, 600) && lost(&first) == 0 && lost(&second) == 0,
	   "a run counts from what was there before it");
	if (pread(fd, &count, sizeof count, 0) != sizeof count)
		perror(path);
	ok(count == 41 + 1200,
	   "... and the user's memory has both: %llu",
	   (unsigned long long)count);
	record_free(&first);
	record_free(&second);
	close(fd);
	ok(unlink(path) == 0, "... and stays");
}

/* another program adds one, by the path alone */
static int
add_one(const char *path)
{
	pid_t pid = fork();
	uint64_t count;
	int status;

	if (pid == 0) {
		int fd = open(path, O_RDWR);

		if (fd < 0 || pread(fd, &count, sizeof count, 0) != sizeof count)
			_exit(1);
		count++;
		_exit(pwrite(fd, &count, sizeof count, 0) != sizeof count);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0 ? 0 : -1;
}

static void
memory_of_ours(const struct workload *w)
{
	struct value values[VALUES] = {{.number = 2}};
	struct outcome outcomes[OUTCOMES_MAX] = {{.name = NULL}};
	uint64_t result;

	for (int again = 0; again < 2; again++) {
		bool set_up = workload_set_up(w, values, 1) == 0 && values[MEMORY].text;

		ok(set_up && add_one(values[MEMORY].text) == 0 && add_one(values[MEMORY].text) == 0,
		   "others find the counter at %s",
		   set_up ? values[MEMORY].text : "?");
		ok(w->outcomes(values, outcomes, 1) == 0 && outcomes[0].count == 2 &&
		           outcomes[1].count == 0,
		   "... what they do is counted, and of this run alone");
		outcomes[1].name = NULL;
		ok(w->task(values, 0, &result) == 0 && w->outcomes(values, outcomes, 1) == -1 &&
		           strstr(workload_reason, "others write to it") && !outcomes[1].name,
		   "... and too much of it is seen: %s",
		   workload_reason);
		workload_tear_down(w, values);
		ok(!values[MEMORY].text, "... and it goes with its run");
	}
}

/* tasks that leave out what they should add */
static int
leave_out(const struct value *values, size_t i, uint64_t *result)
{
	*result = scramble(i);
	return i == 0 ? 0 : workload_find("counter")->task(values, i, result);
}

static void
failures(const struct workload *w)
{
	char path[] = "/tmp/convoy-counter-XXXXXX";
	struct workload lazy = *w;
	struct record r;

	lazy.task = leave_out;
	run_set(&r, &lazy, runner_find("thread"), TASKS, SET("updates", "10", "sync", "atomic"));
	ok(r.status == STATUS_FAILED && strstr(r.reason, "50 of 60 updates were kept") &&
	           lost(&r) == 10,
	   "an atomic update that is lost fails the run, which keeps its counts: %s",
	   r.reason);
	record_free(&r);
	run_set(&r, w, runner_find("thread"), TASKS, SET("memory", "/nowhere/at/all"));
	ok(r.status == STATUS_FAILED && strstr(r.reason, "/nowhere/at/all: No such file") &&
	           !*r.outcomes[0].name,
	   "memory that is not there: %s",
	   r.reason);
	record_free(&r);
	close(memory_make(path, 0, 7));
	run_set(&r, w, runner_find("thread"), TASKS, SET("memory", path));
	ok(r.status == STATUS_FAILED && strstr(r.reason, "has 8 bytes, and this has 7"),
	   "memory that is too small: %s",
	   r.reason);
	record_free(&r);
	unlink(path);
}

int
main(void)
{
	const struct workload *w = workload_find("counter");
	struct belongings before;

	if (!w)
		return 1;
	trial_deadline(120);
	before = belongings_now();
	for (size_t k = 0; trial_runner(k); k++) {
		safe_by_all_means(w, k);
		unprotected(w, k);
		pausing(w, k);
	}
	memory_of_the_user(w);
	memory_of_ours(w);
	failures(w);
	ok(belongings_are(&before), "nothing is left");
	return done_testing();
}
