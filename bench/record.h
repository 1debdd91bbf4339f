#ifndef BENCH_RECORD_H
#define BENCH_RECORD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "workloads/workload.h"

/* The format of a record; results/README.md describes it. */
enum { RECORD_SCHEMA = 1 };

enum status {
	STATUS_OK,
	STATUS_FAILED,  /* a task, a worker or the process failed */
	STATUS_INVALID, /* it ended, but what it did cannot be right */
	STATUS_SKIPPED, /* it cannot run here */
};

/* Seconds until so many per cent of the tasks were done; nan: fewer than 100 samples, or unknown. */
struct latency {
	double p50, p90, p99, max;
};

/* Seconds until so many per cent of a run's requests were answered, from when each was due; nan: too few of
 * them, or unknown. */
struct request_latency {
	double mean, p50, p90, p99, max;
};

/* A count that a workload makes of a run; no name: there is none, and nan. */
struct record_outcome {
	char name[24];
	double count;
};

/* What one run of one cell showed. The names are those of the JSON keys, units included; a number
 * that is not known is nan there and null in JSON. */
struct record {
	char cell[96]; /* what the campaign calls it; "" for a run of its own */
	double round;  /* 0: the observed warm-up round */
	double position;
	char workload[32], runner[32];
	double tasks, workers, in_flight;
	double processes, threads; /* of a grid: threads in each process */
	double stack_bytes;
	double available_cpus; /* that the run could keep busy: all, or those that it was confined to */
	char program[256];     /* of an external runner: the one that did the tasks; else "" */
	char interpreter[64];    /* what it says that it is, such as "CPython 3.11.2" */
	char interpreter_gil[4]; /* on or off; "" if it does not say */
	json_t *parameters;
	enum status status;
	char reason[256];        /* why not ok */
	char loop[8];            /* the event loop's engine: uring or epoll; "" if there is none */
	char stack_guard[12];    /* of coroutines: madvise, mprotect or canary */
	double stack_used_bytes; /* the most used of the coroutine stacks that were looked at */
	double stalled_s;     /* the longest that a coroutine kept its loop; observed runs only */
	char stalled_in[160]; /* which task, and in what call */
	char gil[12];         /* design of the lock that lets one thread compute; "" if none */
	double switch_interval_s; /* of it, or of another such lock */
	double checkpoint_every;
	char release_on_io[4]; /* on, off, or "" if there is no such lock */
	double gil_requests, gil_drops, gil_forced_switches, gil_releases;
	double gil_wait_s; /* of all threads together, for the lock */
	double gil_held_s; /* by somebody; observed runs only */
	char checksum[20];
	double process_wall_s; /* hyperfine's: from before spawn to after wait */
	double wall_s, startup_s, run_s, teardown_s;
	double cpu_user_s, cpu_system_s;
	double voluntary_switches, involuntary_switches;
	double minor_faults, major_faults, block_reads;
	double peak_pss_bytes;
	double peak_concurrency;
	double tasks_per_s;
	struct latency latency_s; /* from the opening of the start gate, when every task is due */
	struct latency service_s; /* from a task's own start */
	double requests, requests_unanswered, requests_per_s;
	struct request_latency request_s;
	struct record_outcome outcomes[OUTCOMES_MAX]; /* in the workload's order */
	char outcome_note[256];                       /* ... and what there is to say of them */
	double waiting_s;     /* of all tasks together; observed runs only */
	double steal_s, load; /* of the machine while it ran */
};

/* a record in which nothing is known */
void record_init(struct record *);

/* give back its parameters */
void record_free(struct record *);

/* as JSON, with schema and units; a new reference */
json_t *record_to_json(const struct record *);

/* and back; 0, or -1 with errno EPROTO if it is no such record */
int record_from_json(struct record *, const json_t *);

/* "ok", "failed", "invalid", "skipped" */
const char *status_name(enum status);

#endif
