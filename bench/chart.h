#ifndef BENCH_CHART_H
#define BENCH_CHART_H

#include <stdbool.h>
#include <stdio.h>

struct figures;
struct summary;

/* What a chart is made from, while it is made. */
struct drawing {
	const struct summary *summary;
	struct figures *figures;
	const char *folder; /* the campaign's */
	const char *data;   /* the folder for the charts' data */
	const char *source; /* the line under every chart */
};

/* A chart: a script in plots/ draws it from the files that `write` makes. */
struct chart {
	const char *name;
	const char *script;  /* plots/<script>.gp; NULL: that of its own name */
	const char *heading; /* in the report */
	const char *alt;     /* for who cannot see it */
	const char *caveat;  /* one sentence: what it does not show */
	/* whether the campaign has what it takes */
	bool (*possible)(const struct summary *);
	/* one sentence, the title: what it shows here */
	void (*finding)(const struct drawing *, FILE *);
	/* its data and words; 0, or -1 with errno set */
	int (*write)(const struct drawing *);
};

/* all, in the report's order; ends with NULL */
extern const struct chart *const charts[];

/* draw every possible chart as PNG and SVG into `folder`; 0, or -1 after a complaint */
int charts_draw(const struct drawing *, const char *folder);

/* open <data>/<name> for writing; NULL with errno set */
FILE *chart_file(const struct drawing *, const char *name);

/* open <data>/<chart>.words and begin it with TITLE (the finding), SUBTITLE and SOURCE */
FILE *chart_words(const struct drawing *, const struct chart *, const char *subtitle);

/* close a data file; -1 if anything went wrong with it */
int chart_done(FILE *);

#endif
