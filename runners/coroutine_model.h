#ifndef RUNNERS_COROUTINE_MODEL_H
#define RUNNERS_COROUTINE_MODEL_H

#include "runners/blocking.h"

/* How a task blocks that is a coroutine: its own coroutine is suspended, and the scheduler of its
 * thread goes on with the others. For use while scheduler_run runs. */
extern const struct blocking_model coroutine_model;

#endif
