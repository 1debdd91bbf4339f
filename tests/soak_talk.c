/*
 * Two coroutines of one process that meet, and talk over what one of them has
 * made: the host sends any number of bytes, in pieces, and the guest answers with
 * what they add up to. It reads in other pieces, and now and then dawdles, so that
 * the host must wait for room.
 */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runners/clock.h"
#include "runners/park.h"
#include "tests/soak_act.h"
#include "workloads/workload.h"

enum { PATIENCE_NS = 50000000, PIECE = 1024 };

/* one side's descriptors, which are the same but for pipes; -1: none */
struct ends {
	int in, out;
};

struct meeting {
	_Atomic uint32_t met; /* the guest has come, and taken what is its */
	struct ends guest;    /* none: it shall connect */
	struct sockaddr_in address;
};

/* where a host waits */
static _Atomic(struct meeting *) table;

static void
ends_close(struct ends e)
{
	if (e.in >= 0)
		close(e.in);
	if (e.out >= 0 && e.out != e.in)
		close(e.out);
}

static uint64_t
fold(uint64_t sum, const unsigned char *bytes, size_t size)
{
	for (size_t k = 0; k < size; k++)
		sum = sum * 31 + bytes[k];
	return sum;
}

static int
put(struct dice *d, int fd, const void *data, size_t size)
{
	while (size > 0) {
		size_t piece = 1 + dice_throw(d, size);
		ssize_t done = write(fd, data, piece);

		if (done <= 0)
			return workload_fail("write: %s", strerror(errno));
		data = (const char *)data + done;
		size -= (size_t)done;
	}
	return 0;
}

/* some of what comes, at most so much; first it may be asked for */
static ssize_t
get_some(struct dice *d, int fd, void *into, size_t size)
{
	struct pollfd one = {.fd = fd, .events = POLLIN};

	if (dice_throw(d, 4) == 0)
		poll(&one, 1, -1);
	if (dice_throw(d, 16) == 0)
		usleep((useconds_t)dice_throw(d, 2000));
	return read(fd, into, 1 + dice_throw(d, size));
}

static int
get(struct dice *d, int fd, void *into, size_t size)
{
	while (size > 0) {
		ssize_t done = get_some(d, fd, into, size);

		if (done <= 0)
			return workload_fail("read: %s", done ? strerror(errno) : "the end");
		into = (char *)into + done;
		size -= (size_t)done;
	}
	return 0;
}

static int
ask(struct dice *d, struct ends e)
{
	const uint64_t most = dice_throw(d, 8) ? 4096 : SOAK_NOISE;
	const uint64_t size = dice_throw(d, most);
	const unsigned char *data = soak_noise + dice_throw(d, SOAK_NOISE - size);
	uint64_t answer = 0;

	if (put(d, e.out, &size, sizeof size) != 0 || put(d, e.out, data, size) != 0 ||
	    get(d, e.in, &answer, sizeof answer) != 0)
		return -1;
	if (answer == fold(size, data, size))
		return 0;
	return workload_fail("talk: a wrong answer");
}

static int
answer(struct dice *d, struct ends e)
{
	unsigned char piece[PIECE];
	uint64_t size;
	uint64_t sum;

	if (get(d, e.in, &size, sizeof size) != 0)
		return -1;
	sum = size;
	while (size > 0) {
		ssize_t got = get_some(d, e.in, piece, size < PIECE ? size : PIECE);

		if (got <= 0)
			return workload_fail("read: %s", got ? strerror(errno) : "the end");
		sum = fold(sum, piece, (size_t)got);
		size -= (size_t)got;
	}
	return put(d, e.out, &sum, sizeof sum);
}

/* a listening socket at an address that few use at a time */
static int
listen_somewhere(struct dice *d, struct sockaddr_in *address)
{
	socklen_t length = sizeof *address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	*address = (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)dice_throw(d, 60000))};
	if (fd >= 0 && bind(fd, (struct sockaddr *)address, length) == 0 && listen(fd, 1) == 0 &&
	    getsockname(fd, (struct sockaddr *)address, &length) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* what the host has itself; of a connection, what listens */
static int
prepare(struct dice *d, struct meeting *m, struct ends *mine)
{
	int up[2];
	int down[2];

	m->guest = (struct ends){-1, -1};
	switch (dice_throw(d, 3)) {
	case 0:
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, up) != 0)
			return -1;
		*mine = (struct ends){up[0], up[0]};
		m->guest = (struct ends){up[1], up[1]};
		return 0;
	case 1:
		if (pipe(up) != 0)
			return -1;
		if (pipe(down) != 0) {
			ends_close((struct ends){up[0], up[1]});
			return -1;
		}
		*mine = (struct ends){down[0], up[1]};
		m->guest = (struct ends){up[0], down[1]};
		return 0;
	default:
		mine->in = mine->out = listen_somewhere(d, &m->address);
		return mine->in < 0 ? -1 : 0;
	}
}

/* true if a guest has come; who has not come in time shall not find the host any more */
static bool
guest_comes(struct meeting *m)
{
	struct meeting *nobody = NULL;
	struct meeting *me = m;
	const uint64_t deadline = clock_ns() + PATIENCE_NS;

	if (!atomic_compare_exchange_strong(&table, &nobody, m))
		return false;
	while (!atomic_load(&m->met) && clock_ns() < deadline)
		park(&m->met, 0, deadline);
	if (!atomic_load(&m->met) && atomic_compare_exchange_strong(&table, &me, NULL))
		return false;
	while (!atomic_load(&m->met))
		park(&m->met, 0, UINT64_MAX);
	return true;
}

/* of the listening socket a connection; it ends without waiting for strays, or the ports would run
 * out */
static int
accept_guest(struct ends *mine)
{
	const struct linger none = {.l_onoff = 1};
	int fd = accept(mine->in, NULL, NULL);

	close(mine->in);
	mine->in = mine->out = fd;
	if (fd < 0)
		return workload_fail("accept: %s", strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
	return 0;
}

static int
be_host(struct dice *d)
{
	struct meeting m = {.met = 0};
	struct ends mine;
	bool connects;
	int status = 0;

	if (prepare(d, &m, &mine) != 0)
		return -1;
	connects = m.guest.in < 0;
	if (guest_comes(&m))
		status = connects && accept_guest(&mine) != 0 ? -1 : ask(d, mine);
	else
		ends_close(m.guest);
	ends_close(mine);
	return status;
}

static int
connect_to(const struct sockaddr_in *address)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof *address) == 0)
		return fd;
	workload_fail("connect: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

static int
be_guest(struct dice *d, struct meeting *m)
{
	const struct sockaddr_in address = m->address;
	struct ends mine = m->guest;
	int status = -1;

	atomic_store(&m->met, 1);
	wake(&m->met, 1); /* the host may be gone from there: it has seen the store */
	if (mine.in < 0)
		mine.in = mine.out = connect_to(&address);
	if (mine.in >= 0)
		status = answer(d, mine);
	ends_close(mine);
	return status;
}

int
soak_talk(struct dice *d)
{
	struct meeting *m = atomic_exchange(&table, NULL);

	return m ? be_guest(d, m) : be_host(d);
}
