#ifndef BENCH_GIL_CLAIM_H
#define BENCH_GIL_CLAIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct drawing;
struct result;
struct summary;

enum claim_word { CLAIM_OPEN, CLAIM_HOLDS, CLAIM_FAILS };

/* What is said of a GIL, and whether it is so here. */
struct gil_claim {
	const char *text;
	/* judge by the cells, with 95 % intervals, and write the evidence; nothing is written if there are none */
	enum claim_word (*judge)(const struct drawing *, FILE *);
};

/* what tutorials claim, and what the designs of the lock are known for; each ends with a NULL text */
extern const struct gil_claim gil_claims[];
extern const struct gil_claim gil_design_claims[];

/* What several cells say of a claim: it holds if it holds in all, and fails if it surely fails in one. */
struct opinion {
	size_t cells, holds, fails;
};
void opinion_consider(struct opinion *, bool holds, bool fails);
enum claim_word opinion_conclude(const struct opinion *);

/* the cell of that runner beside so many hogs, at CPython's interval, or NULL; and its requests a second */
const struct result *claim_beside(const struct summary *, const char *runner, double hogs);
const char *claim_say_rate(const struct drawing *, const struct result *);

#endif
