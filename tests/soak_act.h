#ifndef TESTS_SOAK_ACT_H
#define TESTS_SOAK_ACT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The blocking calls of the soak. Each knows what it must come to, and says so by workload_fail if it
 * comes to something else. */

/* chance, which is the same again for the same task */
struct dice {
	uint64_t state;
};

/* 0 to sides - 1 */
uint64_t dice_throw(struct dice *, uint64_t sides);

struct soak_act {
	const char *name;
	int (*act)(struct dice *); /* 0, or -1 as a task */
	unsigned weight;           /* how often, compared with the others */
	bool opens;                /* it needs descriptors, at most SOAK_DESCRIPTORS */
	bool rare;                 /* it costs much */
};

enum { SOAK_DESCRIPTORS = 6 };

/* ends with a NULL name */
extern const struct soak_act soak_acts[];

/* Bytes that everybody knows, and a file that repeats them SOAK_FILE_PARTS times. */
enum { SOAK_NOISE = 1 << 16, SOAK_FILE_PARTS = 64 };
extern unsigned char soak_noise[SOAK_NOISE];
extern int soak_file;

/* two that meet talk over a pair of sockets, two pipes, or a connection */
int soak_talk(struct dice *);

#endif
