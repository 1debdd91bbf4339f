#ifndef BENCH_COMMAND_H
#define BENCH_COMMAND_H

/* What the user types after `convoy`. A command prints, and returns the exit status. */
struct command {
	const char *name;
	const char *summary; /* one line */
	const char *help;    /* how to use it, with examples */
	int (*main)(int argc, char **argv);
	void (*more_help)(int argc, char **argv); /* printed after the help; optional */
};

enum exit_status {
	EXIT_MEASURED = 0,
	EXIT_BROKEN = 1,  /* a run failed, or the machine refused */
	EXIT_USAGE = 2,   /* what was asked makes no sense */
	EXIT_SKIPPED = 3, /* it cannot run here: neither measured nor failed */
};

/* print one line on standard error, "convoy: ..."; a format that ends with a colon gets errno's
 * words. usage returns EXIT_USAGE, broken returns EXIT_BROKEN */
int usage(const char *format, ...) __attribute__((format(printf, 1, 2)));
int broken(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
