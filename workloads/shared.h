#ifndef WORKLOADS_SHARED_H
#define WORKLOADS_SHARED_H

#include <stddef.h>

/* Memory that all tasks see, be they coroutines, threads or processes that are forked after it was made. */

/* so many bytes, and `each` more for each of `count`, all zero, at the beginning of a cache line; NULL with
 * errno set */
void *shared_new(size_t bytes, size_t count, size_t each);

/* give it back; NULL is nothing */
void shared_free(void *);

#endif
