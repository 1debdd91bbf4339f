#include "tests/brood.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

char *
block_new(size_t size, int how)
{
	char *block = mmap(NULL, size, PROT_READ | PROT_WRITE, how | MAP_ANONYMOUS, -1, 0);

	if (block == MAP_FAILED)
		abort();
	return block;
}

void
brood_open(struct brood *brood)
{
	if (pipe(brood->ready) != 0)
		abort();
}

pid_t
brood_child(struct brood *brood, char *shared, size_t size, int depth)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* if the test is stopped */
	if (depth > 1)
		brood_child(brood, shared, size, depth - 1);
	memset(shared ? shared : block_new(size, MAP_PRIVATE), 1, size);
	if (write(brood->ready[1], "", 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

void
brood_await(struct brood *brood, int count)
{
	for (char c; count > 0; count--) {
		if (read(brood->ready[0], &c, 1) != 1)
			abort();
	}
}

void
brood_end(void)
{
	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	while (wait(NULL) > 0)
		;
	signal(SIGTERM, SIG_DFL);
}

void
brood_close(struct brood *brood)
{
	close(brood->ready[0]);
	close(brood->ready[1]);
}
