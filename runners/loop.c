#include "runners/loop.h"

const struct loop_engine *loop_choice;
const struct loop_engine *loop_used;

struct loop *
loop_open(void)
{
	struct loop *loop = loop_choice ? loop_choice->open() : loop_uring.open();

	if (!loop && !loop_choice)
		loop = loop_epoll.open();
	loop_used = loop ? loop->engine : NULL;
	return loop;
}
