#ifndef BENCH_RESULT_H
#define BENCH_RESULT_H

struct figures;
struct result;

/* the name of its runner */
const char *result_runner(const struct result *);

/* its median wall time and its speed-up over serial, with their intervals, as figures */
const char *say_wall(struct figures *, const struct result *);
const char *say_speedup(struct figures *, const struct result *);

/* its median time from the start gate to the last task's end, likewise */
const char *say_run(struct figures *, const struct result *);

#endif
