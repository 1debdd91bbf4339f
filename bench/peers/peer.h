#ifndef BENCH_PEERS_PEER_H
#define BENCH_PEERS_PEER_H

#include <stddef.h>
#include <stdint.h>

/*
 * A peer is a program that measures what a task costs under one way of running tasks:
 *
 *     PEER FIGURE ARGUMENT... [REPEATS]
 *
 * It prints a line of JSON a repeat. The first repeat is cold, those after it are warm: memory has
 * been touched by then. peer.c has main(), and each peer its figures:
 *
 *     switch N            ns for leaving one context for another, the mean of N
 *     yield N             ns for a turn, with N tasks that take turns
 *     spawn N             ns for making, running and ending a task that does nothing, mean of N
 *     spawn-few N         the same, never more than 1,000 at once
 *     spawn-turn N        the same as spawn, but each task lets the others go first once
 *     sleep N SECONDS     wall and CPU time of N tasks that all sleep so long, and memory for each
 *     http HOST PORT CONNECTIONS SECONDS
 *                         requests over connections that are kept, one at a time on each
 *     pread FILE direct|cached TASKS SECONDS
 *                         random reads of 4 KiB by so many tasks
 */

struct figure {
	const char *name;
	const char *arguments; /* what it takes, in words; REPEATS not among them */
	void (*measure)(char **arguments);
};

/* the peer's own; a figure without a name is the last */
extern const struct figure figures[];

/* What has been used since effort_begin. */
struct effort {
	uint64_t start_ns;
	double cpu_s;
	size_t resident_bytes;
};

struct effort effort_begin(void);
double effort_wall_s(const struct effort *);
double effort_cpu_s(const struct effort *);

/* how much more was resident at the peak than at the begin */
size_t effort_peak_bytes(const struct effort *);

/* the most that this process ever had resident */
size_t peak_resident_bytes(void);

/* a line for a figure that is a time for each of so many */
void print_ns(const char *figure, size_t n, uint64_t elapsed_ns, double times);

/* a line for n tasks that slept since the effort began */
void print_sleep(size_t n, const struct effort *);

/* a line for requests or reads done since then: a rate, and the CPU time for each */
void print_rate(const char *figure, const char *rate, const char *cpu, double count,
                const struct effort *);

/* the number that an argument says; no number, and it ends the program */
size_t number(const char *);

/* memory, zeroed; none, and it ends the program */
void *memory(size_t count, size_t bytes);

/* say what failed, with errno, and end the program */
_Noreturn void fail(const char *what);

#endif
