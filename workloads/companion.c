#include "workloads/companion.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

__attribute__((noreturn)) static void
companion_main(pid_t parent, int leash, companion_work *work, void *argument)
{
	const char finished = 1;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	/* what is due is done then, and not 50 us later */
	prctl(PR_SET_TIMERSLACK, 1UL);
	work(leash, argument);
	send(leash, &finished, 1, MSG_NOSIGNAL);
	for (;;)
		pause();
}

int
companion_start(struct companion *c, companion_work *work, void *argument)
{
	pid_t parent = getpid();
	pid_t process;
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return -1;
	process = fork();
	if (process == 0) {
		close(ends[0]);
		companion_main(parent, ends[1], work, argument);
	}
	close(ends[1]);
	if (process < 0) {
		close(ends[0]);
		return -1;
	}
	/* both of us may see it, so it is the parent's alone to write */
	*c = (struct companion){process, ends[0]};
	return 0;
}

void
companion_tell(const struct companion *c)
{
	const char word = 1;

	send(c->leash, &word, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

bool
companion_is_over(const struct companion *c)
{
	char word;

	return recv(c->leash, &word, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || errno != EAGAIN;
}

int
companion_await(const struct companion *c)
{
	char finished;
	ssize_t got;

	shutdown(c->leash, SHUT_WR);
	do
		got = recv(c->leash, &finished, 1, 0);
	while (got < 0 && errno == EINTR);
	return got == 1 ? 0 : -1;
}

void
companion_end(const struct companion *c)
{
	/* if it died, a runner that waits for children of its own has seen to it */
	if (waitpid(c->process, NULL, WNOHANG) == 0) {
		kill(c->process, SIGKILL);
		waitpid(c->process, NULL, 0);
	}
	close(c->leash);
}
