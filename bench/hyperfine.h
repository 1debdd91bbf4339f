#ifndef BENCH_HYPERFINE_H
#define BENCH_HYPERFINE_H

#include <signal.h>

/* What hyperfine saw of one run of a command. */
struct timing {
	double wall_s; /* from before the spawn to after the wait; nan if it did not end */
	int exit_code; /* of the command; 128 + signal if it was killed */
};

/* time a command line once, without a shell, by `hyperfine -N -r 1 -i --style none`; `scratch` is a
 * file of the caller's that it may write. Everything it started is killed when the limit has
 * passed, or *interrupted becomes true. 0, or -1 with errno set: ENOENT if there is no hyperfine,
 * ETIMEDOUT, EINTR, EPROTO if it wrote no result */
int hyperfine_time(const char *command, const char *scratch, double limit_s,
                   const volatile sig_atomic_t *interrupted, struct timing *);

#endif
