#include "bench/memory.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/family.h"
#include "runners/clock.h"
#include "runners/park.h"

/* What the watcher and those who ask it share. */
struct memory_tally {
	_Atomic uint32_t asked;  /* a futex: how many samples were asked for */
	_Atomic uint32_t served; /* a futex: what asked was before the last sample was begun */
	atomic_bool stopping, ended;
	_Atomic uint64_t peak_bytes, peak_ns, samples;
	_Atomic pid_t ignored[MEMORY_IGNORED_MAX];
};

enum {
	REST = 9,       /* how much longer the watcher rests than it works, at least */
	PATIENCE = 100, /* turns of waiting for a sample; a turn is a tenth of a second */
};

static const uint64_t turn_ns = 100000000;

static uint32_t
tally_ask(struct memory_tally *tally)
{
	uint32_t request = atomic_fetch_add(&tally->asked, 1) + 1;

	kernel_wake(&tally->asked, UINT32_MAX);
	return request;
}

/* Only the watcher calls this. */
static int
tally_sample(struct memory_tally *tally, struct family *family, pid_t root, pid_t keeper)
{
	pid_t ignored[1 + MEMORY_IGNORED_MAX] = {keeper};
	uint64_t bytes = 0;
	int status = -1;

	for (int i = 0; i < MEMORY_IGNORED_MAX; i++)
		ignored[i + 1] = tally->ignored[i];
	/* twice, for a root that was just replacing its memory by exec */
	for (int attempt = 0; status != 0 && attempt < 2; attempt++)
		status = family_pss(family, root, ignored, 1 + MEMORY_IGNORED_MAX, &bytes);
	if (status != 0)
		return -1;
	if (tally->samples == 0 || bytes > tally->peak_bytes) {
		tally->peak_bytes = bytes;
		tally->peak_ns = clock_ns();
	}
	tally->samples++;
	return 0;
}

/* until somebody asks for a sample, or the time has passed */
static void
rest(const struct memory_watch *w, uint32_t asked, uint64_t rest_ns, uint64_t period_ns)
{
	const uint64_t end = clock_ns() + rest_ns;
	uint64_t now;

	while (w->tally->asked == asked && (now = clock_ns()) < end) {
		kernel_park(&w->tally->asked, asked, now + period_ns < end ? now + period_ns : end);
		if (w->look)
			w->look(w->looked_at);
	}
}

static void
watch(const struct memory_watch *w, pid_t root, pid_t keeper, uint64_t period_ns)
{
	struct memory_tally *tally = w->tally;
	struct family family = {0};
	bool last = false;

	while (!last) {
		uint64_t start = clock_ns(), worked;
		uint32_t asked = tally->asked;

		last = tally->stopping;
		if (tally_sample(tally, &family, root, keeper) != 0)
			break;
		tally->served = asked;
		kernel_wake(&tally->served, UINT32_MAX);
		worked = (clock_ns() - start) * REST;
		if (!last)
			rest(w, asked, worked > period_ns ? worked : period_ns, period_ns);
	}
	family_free(&family);
}

static void
die_with(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
}

static _Noreturn void
keep(const struct memory_watch *w, pid_t root, pid_t caller, uint64_t period_ns)
{
	pid_t keeper = getpid(), watcher;
	sigset_t all;

	die_with(caller);
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL); /* Ctrl-C: the caller decides when this ends */
	signal(SIGCHLD, SIG_IGN);
	close_range(3, ~0U, 0); /* or whoever waits for the end of a pipe would wait for us */
	watcher = fork();
	if (watcher == 0) {
		die_with(keeper);
		watch(w, root, keeper, period_ns);
		_exit(0);
	}
	if (watcher > 0)
		waitpid(watcher, NULL, 0);
	w->tally->ended = true;
	kernel_wake(&w->tally->served, UINT32_MAX);
	_exit(0);
}

int
memory_watch_start(struct memory_watch *watch, pid_t root, uint64_t period_ns)
{
	pid_t caller = getpid();
	uint64_t bytes;
	void *page;

	if (process_pss(root, &bytes) != 0)
		return -1;
	page = mmap(NULL,
	            sizeof(*watch->tally),
	            PROT_READ | PROT_WRITE,
	            MAP_SHARED | MAP_ANONYMOUS,
	            -1,
	            0);
	if (page == MAP_FAILED)
		return -1;
	watch->tally = page;
	watch->samples = watch->peak_ns = 0;
	/* a fork, but for the signal at its end: none */
	watch->keeper = (pid_t)syscall(SYS_clone, 0, 0, 0, 0, 0);
	if (watch->keeper == 0)
		keep(watch, root, caller, period_ns);
	if (watch->keeper > 0)
		return 0;
	munmap(page, sizeof(*watch->tally));
	return -1;
}

int
memory_watch_ignore(struct memory_watch *watch, pid_t pid)
{
	for (int i = 0; i < MEMORY_IGNORED_MAX; i++) {
		pid_t none = 0;

		if (atomic_compare_exchange_strong(&watch->tally->ignored[i], &none, pid))
			return 0;
	}
	errno = ENOSPC;
	return -1;
}

int
memory_watch_sample_now(struct memory_watch *watch)
{
	struct memory_tally *tally = watch->tally;
	uint32_t request = tally_ask(tally);

	for (int turn = 0; turn < PATIENCE; turn++) {
		uint32_t served = tally->served;

		if ((int32_t)(served - request) >= 0)
			return 0;
		if (tally->ended) {
			errno = ESRCH;
			return -1;
		}
		kernel_park(&tally->served, served, clock_ns() + turn_ns);
	}
	errno = ETIMEDOUT;
	return -1;
}

int
memory_watch_stop(struct memory_watch *watch, uint64_t *peak_bytes)
{
	struct memory_tally *tally = watch->tally;

	tally->stopping = true;
	tally_ask(tally);
	while (waitpid(watch->keeper, NULL, __WCLONE) < 0 && errno == EINTR)
		;
	*peak_bytes = tally->peak_bytes;
	watch->samples = tally->samples;
	watch->peak_ns = tally->peak_ns;
	munmap(tally, sizeof(*tally));
	watch->tally = NULL;
	if (watch->samples > 0)
		return 0;
	errno = ENODATA;
	return -1;
}
