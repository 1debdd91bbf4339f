#ifndef BENCH_FIGURES_H
#define BENCH_FIGURES_H

#include <stddef.h>
#include <stdint.h>

/*
 * Every number that a report says, and how it says it. Text is made here and
 * nowhere else, and every text stands in summary.csv: so no sentence can hold
 * a number that the data do not.
 */

enum figure_unit {
	FIGURE_SECONDS,
	FIGURE_BYTES,
	FIGURE_RATIO,
	FIGURE_PERCENT,
	FIGURE_COUNT,
	FIGURE_RATE
};

struct figure {
	char subject[96]; /* a cell, a row, a chart */
	char name[40];
	double value, low, high; /* nan where there is no interval */
	enum figure_unit unit;
	char text[48];
};

struct figures {
	struct figure *list;
	size_t count, room;
};

/* the text of a number, which becomes a figure if it is none yet: "1.97×", "131 ms", "5.1 KiB", "3 %", "12.8k/s".
 * It lives as long as the figures */
const char *say(struct figures *, const char *subject, const char *name, enum figure_unit,
                double value);

/* likewise, with an interval in the figure */
const char *say_interval(struct figures *, const char *subject, const char *name, enum figure_unit,
                         double value, double low, double high);

/* write them as CSV; 0, or -1 with errno set */
int figures_write(const struct figures *, const char *path);

void figures_free(struct figures *);

#endif
