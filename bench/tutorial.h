#ifndef BENCH_TUTORIAL_H
#define BENCH_TUTORIAL_H

enum { TUTORIAL_COMMANDS_MAX = 6 };

/* A system that tutorials on concurrency show, and what runs it here. */
struct tutorial_system {
	const char *name;    /* as in "R9" */
	const char *summary; /* what it does; where it is scaled, from what */
	const char *commands[TUTORIAL_COMMANDS_MAX + 1]; /* whole, from "convoy" on; NULL ends */
};

/* What they claim, and the cells that judge it. */
struct tutorial_claim {
	const char *name; /* as in "C15" */
	const char *text;
	const char
		*preset;   /* of the campaign that has the cells; NULL: none needs to be measured */
	const char *cells; /* work/runner[:variant], separated by blanks; or else a command */
};

/* each ends with a NULL name */
extern const struct tutorial_system tutorial_systems[];
extern const struct tutorial_claim tutorial_claims[];

/* print both tables */
void tutorial_print(void);

#endif
