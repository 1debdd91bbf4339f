#ifndef BENCH_PEERS_CONVOY_H
#define BENCH_PEERS_CONVOY_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* Tasks 0 to n - 1, each a coroutine of one scheduler. */
struct crowd {
	size_t n, begun;
	void (*work)(struct crowd *, size_t task);
	void *items;   /* of what each task has */
	size_t rounds; /* how many turns each takes */
	uint64_t start_ns, elapsed_ns;
	struct timespec wait;
	size_t early; /* of those that slept: woken before their time */
};

/* Run them all, on the stacks of the last time if there was one: the program has one scheduler, and
 * every repeat asks for the same of it. It ends the program if it fails */
void crowd_run(struct crowd *, size_t stack_bytes);

/* figures under load, of convoy_load.c */
void measure_http(char **arguments);
void measure_pread(char **arguments);

#endif
