#include "tests/fickle.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workloads/listener.h"

static const char *const answers[FICKLE_WAYS] = {
	[FICKLE_CLOSE] = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nten bytes.",
	[FICKLE_RESET] = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nten bytes.",
	[FICKLE_GARBAGE] = "Good morning!\r\n\r\n",
	[FICKLE_MISSING] =
		"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
	[FICKLE_MOVED] = "HTTP/1.1 301 Moved\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n",
};

static void
answer(int fd, const char *text, int reset)
{
	const struct linger at_once = {.l_onoff = 1};
	char request[4096];

	if (recv(fd, request, sizeof request, 0) > 0)
		send(fd, text, strlen(text), MSG_NOSIGNAL);
	if (reset)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	close(fd);
}

__attribute__((noreturn)) static void
serve(int listener, unsigned good, enum fickle_way way)
{
	static const char page[] = "HTTP/1.1 200 OK\r\nContent-Length: 24\r\nConnection: close\r\n"
				   "\r\n<a href=\"/7\">a link</a>\n";

	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			_exit(1);
		if (good == 0)
			answer(fd, answers[way], way == FICKLE_RESET);
		else {
			good--;
			answer(fd, page, 0);
		}
	}
}

struct fickle
fickle_start(unsigned good, enum fickle_way way)
{
	struct sockaddr_in address;
	struct fickle fickle = {.process = -1};
	int listener = listener_open(&address);

	if (listener >= 0)
		fickle.process = fork();
	if (fickle.process == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve(listener, good, way);
	}
	if (fickle.process < 0) {
		perror("no server");
		exit(1);
	}
	close(listener);
	snprintf(fickle.url,
	         sizeof fickle.url,
	         "http://127.0.0.1:%u/{}",
	         (unsigned)ntohs(address.sin_port));
	return fickle;
}

void
fickle_end(const struct fickle *fickle)
{
	kill(fickle->process, SIGKILL);
	while (waitpid(fickle->process, NULL, 0) < 0)
		;
}
