#ifndef BENCH_PLAN_H
#define BENCH_PLAN_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/cell.h"

/* What a cell is measured for; a cell may serve several charts. */
enum purpose {
	FOR_FLOOR = 1,      /* the price of a process that does nothing */
	FOR_NOISE = 2,      /* the same cell twice: how far apart equals seem */
	FOR_VERDICT = 4,    /* a row of the verdict table and the winner map */
	FOR_SCALING = 8,    /* speed-up over tasks in flight */
	FOR_CROSSOVER = 16, /* wall time over the share of computing */
	FOR_LANES = 32,     /* what each task did when */
	FOR_LATENCY = 64,   /* how long tasks took to be done */
	FOR_MEMORY = 128,   /* peak memory over tasks */
	FOR_COST = 256,     /* what a task itself costs: to make, to switch to */
	/* what a GIL costs, an emulated one and a real one: */
	FOR_GIL_SCALING = 512,  /* computing over threads, by switch interval */
	FOR_GIL_DESIGNS = 1024, /* the same, and the convoy effect, by the design of the lock */
	FOR_GIL_SHARE = 2048,   /* over the share of computing */
	FOR_GIL_IO = 4096,      /* waiting */
	FOR_GIL_ONE_CPU = 8192, /* computing and waiting where there is one CPU */
	FOR_CONVOY = 16384,     /* requests beside hogs */
	FOR_GIL_DATA = 32768,   /* lost updates */
	FOR_PYTHON = 131072,    /* how slow the interpreter is, without any lock */
	FOR_REQUESTS = 65536,   /* how what requests took is distributed */
	/* what tutorials show, a chart each: */
	FOR_COMPUTING = 1 << 18, /* in libraries */
	FOR_WAITING = 1 << 19,   /* for a database, a program, a page */
	FOR_CRAWL = 1 << 20,     /* pages a second, by how many are fetched at a time */
	FOR_SERVERS = 1 << 21,   /* what requests take under each model */
	FOR_PIPELINE = 1 << 22,  /* pages a second, by the stages' widths */
	FOR_PARSE = 1 << 23,     /* fetching and parsing, in three orders */
	FOR_SHARED = 1 << 24,    /* what goes wrong with shared state, and what safety costs */
};

/* A cell of a campaign. */
struct planned {
	struct cell cell;
	char name[96]; /* work@limit/runner, as in "sleep@64/coroutine" */
	char work[48]; /* what is done, as in "file-cold": cells that share it do the same */
	size_t limit;  /* how many tasks may be in flight */
	unsigned purposes;
	unsigned rounds;      /* timed; 0 if it is only observed */
	char *command;        /* after "convoy": what runs it; places are left out */
	double estimate_s;    /* one run, roughly */
	char variant[24];     /* which knob of the runner is not at its default; "" for none */
	unsigned interpreter; /* which of those that were asked for; 0 is the first */
	double share; /* of computing in a task, in per cent, where that is the axis; else 0 */
};

struct plan {
	char preset[16];
	char *options; /* of `convoy matrix`, that make this plan again; the plan's own */
	uint64_t seed;
	unsigned rounds;
	unsigned cpus; /* available */
	struct planned *cells;
	size_t count, room;
};

/* What the user asked for. */
struct plan_request {
	const char *preset;  /* quick, standard, full, tutorial */
	const char *only;    /* workloads, separated by commas; NULL: all */
	const char *runners; /* likewise; serial, the base of every speed-up, is always there */
	const char
		*python; /* the interpreters of python-*, separated by commas; NULL: the preset */
	unsigned rounds; /* 0: the preset's */
	uint64_t seed;
	unsigned cpus;
};

/* the cells of that request; 0, or -1 after a complaint on standard error */
int plan_make(struct plan *, const struct plan_request *);

/* note what the plan was made from, once: its preset and options; 0, or -1 with errno set */
int plan_name(struct plan *, const struct plan_request *);

void plan_free(struct plan *);

/* add a cell, which becomes the plan's own; if one of its name is there, that one serves its purposes
 * too. 0, or -1 after a complaint */
int plan_add(struct plan *, struct planned *);

/* the planned cell of that name, or NULL */
const struct planned *plan_find(const struct plan *, const char *name);

/* which cell is run at that position of that round: a row of a Latin square over a seeded
 * permutation, in which also the neighbours change from round to round (E. J. Williams:
 * Experimental designs balanced for the estimation of residual effects, 1949) */
size_t plan_order(const struct plan *, unsigned round, size_t position);

/* whether a cell takes part in that round; round 0 is the observed warm-up, and all do */
bool planned_in_round(const struct planned *, unsigned round);

/* seconds that all rounds take, roughly */
double plan_estimate_s(const struct plan *);

/* the plan, its order and its estimates as JSON, with the request to make it again; a new reference */
json_t *plan_to_json(const struct plan *, const struct plan_request *);

/* and back, as far as a report needs it: of the cells' parameters only the command is known. 0, or -1
 * with errno EPROTO */
int plan_from_json(struct plan *, const json_t *);

/* the request that a plan was made for; its strings are the JSON's. 0, or -1 with errno EPROTO */
int plan_request_from_json(struct plan_request *, const json_t *);

/* the presets' names, ending with NULL */
extern const char *const plan_presets[];

#endif
