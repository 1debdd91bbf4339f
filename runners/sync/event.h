#ifndef RUNNERS_SYNC_EVENT_H
#define RUNNERS_SYNC_EVENT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Something that has happened, or has not yet: who waits for it waits until it is set, and all go on
 * together. */
struct event {
	_Atomic uint32_t word; /* all zero: not set */
};

void event_set(struct event *);
void event_clear(struct event *);
bool event_is_set(const struct event *);

/* 0 when it is set, or was while the caller waited; -1 with errno ETIMEDOUT after the deadline, as of
 * mutex_lock */
int event_wait(struct event *, uint64_t deadline_ns);

#endif
