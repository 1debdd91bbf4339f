#ifndef BENCH_OPTIONS_H
#define BENCH_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/* An option of a command. Whether it was given, and with what, is for the command to use. */
struct option_row {
	const char *name;
	bool takes_value;
	const char *value; /* as given last, or NULL; "" for a flag that was given */
};

/*
 * Sort out arguments (argv[0] is the command's name, and skipped) by getopt_long: options go into
 * the rows, which end with a NULL name; the others come to stand at the end of argv, and their
 * number is returned. -1 after a complaint: an unknown option (with the nearest known one), or one
 * without its value
 */
int options_read(int argc, char **argv, struct option_row *);

/* the value of that option, or NULL if it was not given */
const char *option(const struct option_row *, const char *name);

/* whether it was given */
bool given(const struct option_row *, const char *name);

/* complain about a name that is not known, with the nearest one that is, and what lists them all;
 * returns EXIT_USAGE */
int unknown(const char *what, const char *name, const char *const *names, const char *see);

#endif
