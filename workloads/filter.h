#ifndef WORKLOADS_FILTER_H
#define WORKLOADS_FILTER_H

#include <sys/types.h>

/*
 * A program that is given something to read and is read from, by two pipes that
 * nobody else has open: so whichever side closes one, the other is told. It is
 * killed if the thread that started it ends.
 */
struct filter {
	pid_t process;
	int to;   /* its standard input; -1: closed */
	int from; /* its standard output */
};

/* Start it: a path, or a name to be found in PATH, and its arguments, of which the last is NULL. What it
 * complains of goes where ours goes. The thread waits until the program has taken the place of this
 * one, and so do all coroutines of it: the kernel has no other way to make a process without copying memory. 0, or
 * -1 with errno set */
int filter_start(struct filter *, char *const arguments[]);

/* it shall read no more: its input ends. Twice is once */
void filter_close(struct filter *);

/* wait for its end: what waitpid(2) says of it, or -1 with errno set. Nothing is left of it */
int filter_await(struct filter *);

/* kill it, and wait for its end */
void filter_kill(struct filter *);

#endif
