/*
 * One function for many arguments.
 */
#include <errno.h>
#include <stdlib.h>

#include "runners/pool/future.h"

/* submit them all; how many could be */
static size_t
submit(struct pool *p, pool_function *function, const void *arguments, size_t size, size_t count,
       struct future **futures)
{
	const char *argument = arguments;
	size_t k = 0;

	while (k < count && (futures[k] = pool_submit(p, function, argument + k * size, size)))
		k++;
	return k;
}

int
pool_map(struct pool *p, pool_function *function, const void *arguments, size_t size, size_t count,
         uint64_t *results, uint64_t deadline_ns)
{
	struct future **futures = calloc(count > 0 ? count : 1, sizeof *futures);
	size_t submitted;
	size_t done = 0;
	int error;

	if (!futures)
		return -1;
	submitted = submit(p, function, arguments, size, count, futures);
	error = submitted < count ? errno : 0;
	while (!error && done < count) {
		if (future_result(futures[done], &results[done], deadline_ns) != 0)
			error = errno;
		else
			future_free(futures[done++]);
	}
	for (size_t k = submitted; k > done; k--)
		future_abandon(futures[k - 1]);
	free(futures);
	errno = error ? error : errno;
	return error ? -1 : 0;
}
