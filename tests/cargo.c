#include "tests/cargo.h"

#include <fcntl.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/semantics.h"

char cargo[CARGO_BYTES], cargo_arrived[CARGO_BYTES];

void
cargo_load(void)
{
	for (size_t k = 0; k < CARGO_BYTES; k++)
		cargo[k] = (char)(k % 251);
	memset(cargo_arrived, 0, CARGO_BYTES);
}

ssize_t
cargo_gather(int fd)
{
	enum { HALF = CARGO_BYTES / 2 - 1 };
	const struct iovec parts[] = {{cargo, 1000},
	                              {cargo, 0},
	                              {cargo + 1000, HALF},
	                              {NULL, 0},
	                              {cargo + 1000 + HALF, CARGO_BYTES - 1000 - HALF}};

	return writev(fd, parts, sizeof parts / sizeof *parts);
}

void
cargo_fill(int fd)
{
	fcntl(fd, F_SETFL, O_NONBLOCK);
	while (write(fd, cargo, CARGO_BYTES) > 0)
		;
	fcntl(fd, F_SETFL, 0);
}

void
cargo_drain(int fd)
{
	fcntl(fd, F_SETFL, O_NONBLOCK);
	while (read(fd, cargo_arrived, CARGO_BYTES) > 0)
		;
	fcntl(fd, F_SETFL, 0);
}

void
cargo_take(int fd)
{
	size_t got = 0;
	ssize_t some;

	semantics_linger();
	while (got < CARGO_BYTES && (some = read(fd, cargo_arrived + got, CARGO_BYTES - got)) > 0)
		got += (size_t)some;
}

void
cargo_tell(int fd)
{
	semantics_tell(fd, memcmp(cargo, cargo_arrived, CARGO_BYTES) == 0 ? "same" : "lost");
}
