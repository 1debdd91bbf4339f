#include "bench/limits_section.h"

#include <math.h>
#include <string.h>

#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/limits.h"
#include "bench/summary.h"

static void
write_size(const struct drawing *d, const char *subject, const char *name, double bytes, FILE *out)
{
	if (isfinite(bytes))
		fprintf(out, "%s | ", say(d->figures, subject, name, FIGURE_BYTES, bytes));
	else
		fprintf(out, "- | ");
}

static void
write_stop(const struct drawing *d, const char *subject, const struct model_limits *m, FILE *out)
{
	if (strcmp(m->limit, "--max") == 0)
		fprintf(out,
		        "not stopped: more than `--max`, %s, were not tried | ",
		        say(d->figures, subject, "limit", FIGURE_COUNT, m->limit_value));
	else if (*m->limit)
		fprintf(out,
		        "`%s` is %s: %s | ",
		        m->limit,
		        say(d->figures, subject, "limit", FIGURE_COUNT, m->limit_value),
		        m->stopped);
	else
		fprintf(out, "`%s` | ", *m->stopped ? m->stopped : "interrupted");
}

static void
write_model(const struct drawing *d, const struct model_limits *m, FILE *out)
{
	struct task_cost cost = task_cost(m);
	const char *aside = m->descriptor ? ", a descriptor each" : "";
	char subject[80];

	snprintf(subject, sizeof subject, "limits/%s%s", m->runner, aside);
	fprintf(out,
	        "| %s%s | %s | ",
	        m->runner,
	        aside,
	        say(d->figures, subject, "most tasks", FIGURE_COUNT, (double)m->most));
	write_stop(d, subject, m, out);
	write_size(d, subject, "touched", cost.touched_bytes, out);
	write_size(d, subject, "kernel", cost.kernel_bytes, out);
	write_size(d, subject, "reserved", cost.reserved_bytes, out);
	fputc('\n', out);
}

void
limits_section_write(const struct drawing *d, FILE *out)
{
	const struct limits *limits = d->summary->limits;

	fprintf(out, "## How many tasks at once\n\n");
	if (!limits) {
		fprintf(out,
		        "Not tried in this campaign: `build/convoy limits` finds out in a minute "
		        "or two, and whole campaigns of `--standard` and `--full` record it.\n\n");
		return;
	}
	fprintf(out,
	        "| model | most held | what stopped it | touched per task | in the kernel | "
	        "reserved |\n| --- | --- | --- | --- | --- | --- |\n");
	for (size_t k = 0; k < limits->count; k++)
		write_model(d, &limits->models[k], out);
	fprintf(out,
	        "\nSo many tasks were really in flight at once, each asleep, with stacks of %s for "
	        "threads and coroutines. The machine stays usable: no try takes more than half of "
	        "the available memory (%s), and %s tasks that the kernel would still make were "
	        "left alone. Memory per task is a slope over several sizes: touched is PSS of the "
	        "process tree; in the kernel is what kernel stacks, page tables and unreclaimable "
	        "slab grew by, which other programs make noisy; reserved is virtual memory.\n\n",
	        say(d->figures, "limits", "stack", FIGURE_BYTES, (double)limits->stack_bytes),
	        say(d->figures, "limits", "memory", FIGURE_BYTES, (double)limits->memory_bytes),
	        say(d->figures, "limits", "reserve", FIGURE_COUNT, (double)limits->reserve));
}
