#include "runners/loop.h"

const struct loop_engine *loop_choice;

struct loop *
loop_open(void)
{
	struct loop *loop;

	if (loop_choice)
		return loop_choice->open();
	loop = loop_uring.open();
	return loop ? loop : loop_epoll.open();
}
