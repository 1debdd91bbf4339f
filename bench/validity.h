#ifndef BENCH_VALIDITY_H
#define BENCH_VALIDITY_H

struct cell;
struct record;
struct tally;

/* Checks what a run that ended did: every task once, no more at once than allowed, none faster than
 * its one wait. Notes checksum, peak concurrency and latencies; a run that cannot be right becomes
 * invalid, with the reason */
void validity_check(struct record *, const struct cell *, const struct tally *);

#endif
