#include "bench/record_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/cell.h"
#include "bench/quantity.h"
#include "bench/record.h"

static const char *
seconds(char *buffer, double s)
{
	return isnan(s) ? "not known" : duration_format(buffer, QUANTITY_SIZE, s);
}

static void
print_latency(const char *name, const struct latency *l)
{
	char a[QUANTITY_SIZE];
	char b[QUANTITY_SIZE];
	char c[QUANTITY_SIZE];
	char d[QUANTITY_SIZE];

	if (isnan(l->p50))
		printf("%-14s max %s (no percentiles under 100 tasks)\n", name, seconds(a, l->max));
	else
		printf("%-14s p50 %s, p90 %s, p99 %s, max %s\n",
		       name,
		       seconds(a, l->p50),
		       seconds(b, l->p90),
		       seconds(c, l->p99),
		       seconds(d, l->max));
}

/* in two lines: how many, and what they took */
static void
print_requests(const struct record *r)
{
	const struct request_latency *l = &r->request_s;
	const struct {
		const char *name;
		double s;
	} figures[] = {{"mean", l->mean},
	               {"p50", l->p50},
	               {"p90", l->p90},
	               {"p99", l->p99},
	               {"max", l->max}};
	char text[QUANTITY_SIZE];
	bool first = true;

	if (isnan(r->requests))
		return;
	printf("%-14s %.0f answered, %.0f not", "requests", r->requests, r->requests_unanswered);
	if (!(r->requests > 0)) {
		putchar('\n');
		return;
	}
	printf(", %.1f/s\n%-14s ", r->requests_per_s, "");
	for (size_t k = 0; k < sizeof figures / sizeof *figures; k++)
		if (!isnan(figures[k].s)) {
			printf("%s%s %s",
			       first ? "" : ", ",
			       figures[k].name,
			       seconds(text, figures[k].s));
			first = false;
		}
	putchar('\n');
}

/* "updates lost 1234"; microseconds, which the name tells, as people write them: "mean parsed 34.2 ms" */
static void
print_outcome(const struct record_outcome *o)
{
	static const char unit[] = "_us";
	size_t length = strlen(o->name);
	bool is_time = length > strlen(unit) && strcmp(o->name + length - strlen(unit), unit) == 0;
	char text[QUANTITY_SIZE];

	if (is_time)
		length -= strlen(unit);
	for (size_t k = 0; k < length; k++)
		putchar(o->name[k] == '_' ? ' ' : o->name[k]);
	if (is_time)
		printf(" %s", seconds(text, o->count / 1e6));
	else
		printf(" %.0f", o->count);
}

/* "updates 800000, updates lost 1234", and below what there is to say of it */
static void
print_outcomes(const struct record *r)
{
	for (size_t k = 0; k < OUTCOMES_MAX && *r->outcomes[k].name; k++) {
		printf("%s", k ? ", " : "outcomes       ");
		print_outcome(&r->outcomes[k]);
	}
	if (*r->outcomes[0].name)
		putchar('\n');
	if (*r->outcome_note)
		printf("%-14s %s\n", "", r->outcome_note);
}

static void
print_limits(const struct record *r, const struct cell *cell)
{
	char stack[QUANTITY_SIZE];

	printf("%s under %s: %.0f %s, %.0f in flight at most",
	       r->workload,
	       r->runner,
	       r->tasks,
	       r->tasks == 1 ? "task" : "tasks",
	       r->in_flight);
	if (cell->runner->lifecycle == POOL)
		printf(", %.0f %s", r->workers, r->workers == 1 ? "worker" : "workers");
	if (cell->runner->grid)
		printf(", %.0f %s with %.0f %s each",
		       r->processes,
		       r->processes == 1 ? "process" : "processes",
		       r->threads,
		       r->threads == 1 ? "thread" : "threads");
	if (cell->runner->stacks)
		printf(", stacks of %s", size_format(stack, sizeof stack, cell->stack_bytes));
	if (!isnan(r->stack_used_bytes) && r->status == STATUS_OK)
		printf(" (%s used)",
		       size_format(stack, sizeof stack, (uint64_t)r->stack_used_bytes));
	if (cell->cpus)
		printf(", on %zu %s", cell->cpus, cell->cpus == 1 ? "CPU" : "CPUs");
	putchar('\n');
}

void
record_print(const struct record *r, const struct cell *cell)
{
	char a[QUANTITY_SIZE];
	char b[QUANTITY_SIZE];
	char c[QUANTITY_SIZE];

	print_limits(r, cell);
	if (r->status != STATUS_OK)
		printf("%-14s %s\n", status_name(r->status), r->reason);
	if (r->status == STATUS_FAILED || r->status == STATUS_SKIPPED)
		return;
	if (*r->interpreter)
		printf("%-14s %s%s%s\n",
		       "interpreter",
		       r->interpreter,
		       *r->interpreter_gil ? ", GIL " : "",
		       r->interpreter_gil);
	printf("%-14s %s\n", "wall", seconds(a, r->wall_s));
	printf("%-14s start-up %s, run %s, tear-down %s\n",
	       "",
	       seconds(a, r->startup_s),
	       seconds(b, r->run_s),
	       seconds(c, r->teardown_s));
	printf("%-14s %.*f tasks/s\n", "throughput", r->tasks_per_s < 10 ? 2 : 0, r->tasks_per_s);
	printf("%-14s user %s, system %s\n",
	       "CPU",
	       seconds(a, r->cpu_user_s),
	       seconds(b, r->cpu_system_s));
	printf("%-14s %.0f voluntary, %.0f involuntary\n",
	       "switches",
	       r->voluntary_switches,
	       r->involuntary_switches);
	if (r->stalled_s > 0)
		printf("%-14s %s at least: %s\n",
		       "loop held up",
		       seconds(a, r->stalled_s),
		       r->stalled_in);
	if (!isnan(r->gil_wait_s))
		printf("%-14s %s: waited for %s, %.0f forced switches, %.0f releases\n",
		       "lock",
		       r->gil,
		       seconds(a, r->gil_wait_s),
		       r->gil_forced_switches,
		       r->gil_releases);
	if (!isnan(r->peak_pss_bytes))
		printf("%-14s %s at the peak (PSS of the process tree)\n",
		       "memory",
		       size_format(a, sizeof a, (uint64_t)r->peak_pss_bytes));
	printf("%-14s %.0f at the peak\n", "concurrency", r->peak_concurrency);
	print_latency("latency", &r->latency_s);
	print_latency("task alone", &r->service_s);
	print_requests(r);
	print_outcomes(r);
	printf("%-14s %s\n", "checksum", r->checksum);
}
