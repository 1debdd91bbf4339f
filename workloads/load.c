#include "workloads/load.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "workloads/workload.h"

struct start {
	load_work *work;
	const void *plan;
	struct request_log *log;
};

static void
begin(int leash, void *argument)
{
	const struct start *start = argument;

	start->work(start->log, leash, start->plan);
}

struct load *
load_start(load_work *work, const void *plan)
{
	struct load *load =
		mmap(NULL, sizeof *load, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct start start = {work, plan, &load->log};

	if (load != MAP_FAILED && companion_start(&load->companion, begin, &start) == 0)
		return load;
	workload_fail("cannot start a load: %s", strerror(errno));
	if (load != MAP_FAILED)
		munmap(load, sizeof *load);
	return NULL;
}

const struct request_log *
load_await(struct load *load)
{
	if (companion_await(&load->companion) != 0)
		request_log_distrust(&load->log, "the load process died");
	return &load->log;
}

void
load_end(struct load *load)
{
	companion_end(&load->companion);
	munmap(load, sizeof *load);
}
