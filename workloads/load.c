#include "workloads/load.h"

#include <errno.h>
#include <string.h>

#include "workloads/shared.h"
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
	struct load *load = shared_new(sizeof *load, 0, 0);
	struct start start = {work, plan, &load->log};

	if (load && companion_start(&load->companion, begin, &start) == 0)
		return load;
	workload_fail("cannot start a load: %s", strerror(errno));
	shared_free(load);
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
	shared_free(load);
}
