#ifndef BENCH_USAGE_H
#define BENCH_USAGE_H

struct record;

/* What rusage counts, for this process and the children that it has reaped: times in seconds. */
struct usage {
	double user_s, system_s, voluntary, involuntary, minor, major, blocks;
};

struct usage usage_now(void);

/* write what was used since then into the record */
void usage_note(struct record *, const struct usage *before);

#endif
