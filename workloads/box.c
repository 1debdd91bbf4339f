#include "workloads/box.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "workloads/duration.h"
#include "workloads/scratch.h"
#include "workloads/workload.h"

int
box_look(const struct box *box, uint64_t read_ns, uint64_t *left)
{
	ssize_t got;

	if (nap_if_any(read_ns) != 0)
		return -1;
	got = pread(box->fd, left, sizeof *left, 0);
	if (got == sizeof *left)
		return 0;
	return workload_fail("the count cannot be read: %s",
	                     got < 0 ? strerror(errno) : "its file is too short");
}

static int
write_back(const struct box *box, uint64_t write_ns, uint64_t left)
{
	if (nap_if_any(write_ns) != 0)
		return -1;
	if (pwrite(box->fd, &left, sizeof left, 0) == sizeof left && fsync(box->fd) == 0)
		return 0;
	return workload_fail("the count cannot be written: %s", strerror(errno));
}

int
box_open(struct box *box, enum sync sync, uint64_t tickets)
{
	guard_init(&box->guard, sync);
	box->fd = scratch_open();
	if (box->fd < 0)
		return scratch_fail();
	if (write_back(box, 0, tickets) == 0)
		return 0;
	close(box->fd);
	return -1;
}

void
box_close(const struct box *box)
{
	close(box->fd);
}

static int
sell(struct box *box, uint64_t read_ns, uint64_t write_ns)
{
	uint64_t left;

	if (box_look(box, read_ns, &left) != 0)
		return -1;
	if (left == 0)
		return 0;
	if (write_back(box, write_ns, left - 1) != 0)
		return -1;
	atomic_fetch_add_explicit(&box->sold, 1, memory_order_relaxed);
	return 0;
}

int
box_sell(struct box *box, uint64_t read_ns, uint64_t write_ns)
{
	return guard_enter(&box->guard) == 0
	               ? guard_leave(&box->guard, sell(box, read_ns, write_ns))
	               : -1;
}
