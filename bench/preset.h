#ifndef BENCH_PRESET_H
#define BENCH_PRESET_H

#include <stddef.h>
#include <stdint.h>

/* What is done in a row of the matrix: a workload with its parameters. */
struct work {
	const char *name; /* in the names of cells, and in charts */
	const char *workload;
	const char *settings[3][2]; /* parameters that are not the default's: name, value */
	size_t tasks;
	double serial_s; /* roughly, on a machine of today: for the estimate */
};

/* in how many rounds: observed only; the preset's for sweeps; all */
enum repeat { ONCE, SWEEP, MAIN };

#define CPUS SIZE_MAX /* stands for the available ones */

/* A knob of the runner that is not at its default, as people write it. */
struct variant {
	const char *name; /* in the names of cells */
	const char *option, *value;
};

/* this work under these runners, at these limits of tasks in flight */
struct preset_line {
	const struct work *work;
	const char *const *runners;
	size_t limits[8]; /* 0 ends */
	enum repeat repeat;
	unsigned purposes;
	double share;       /* in per cent, where computing is the axis; 0 elsewhere */
	const char *suffix; /* of the cells' names; NULL: none */
	const struct variant
		*variants; /* each of them; ends with a NULL name; NULL: the defaults */
};

/* What is measured together. */
struct preset {
	const char *name;
	const struct preset_line *groups[6]; /* each ends with a NULL work; the groups with NULL */
	unsigned main_rounds, sweep_rounds;
};

/* what a GIL costs */
extern const struct preset_line gil_lines[];

/* what tutorials do, at their sizes; the families of works that they show, each with a chart; and more of these */
extern const struct preset_line tutorial_lines[], family_lines[], tutorial_family_lines[];

/* all; ends with a NULL name */
extern const struct preset presets[];

#endif
