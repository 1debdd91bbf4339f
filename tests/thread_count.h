#ifndef TESTS_THREAD_COUNT_H
#define TESTS_THREAD_COUNT_H

#include <stddef.h>

/* How many threads this process has, without those that the kernel has in it for io_uring: they run
 * none of its code. */
size_t thread_count(void);

#endif
