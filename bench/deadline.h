#ifndef BENCH_DEADLINE_H
#define BENCH_DEADLINE_H

struct tally;

/*
 * The longest that a run may take. When it has passed, the run's own process
 * ends, and can still say what it was doing: whoever kills it from outside
 * cannot know.
 */

/* Set the limit, in seconds; 0: none. What is to be done then: told is given the reason, on a stack of
 * at least 60 KiB, must not return, and should end the process soon: it is ended two seconds later */
void deadline_set(double seconds, void (*told)(const char *reason));

/* the run begins now, in the calling thread; 0, or -1 with errno set */
int deadline_begin(const struct tally *);

/* it has ended in time */
void deadline_end(void);

#endif
