#include "bench/workload_text.h"

#include <stdio.h>
#include <string.h>

#include "bench/options.h"
#include "workloads/workload.h"

int
workload_choose(const char *name, const struct workload **found)
{
	const char *names[64] = {NULL};

	*found = workload_find(name);
	for (size_t k = 0; workloads[k]; k++)
		names[k] = workloads[k]->name;
	return *found ? 0 : unknown("workload", name, names, "convoy list shows them");
}

/* " none|mutex|atomic", or the default as it is written, if there is one */
static void
print_values(const struct parameter *p)
{
	if (p->unit != UNIT_CHOICE) {
		printf("%s%s", *p->preset ? " " : "", p->preset);
		return;
	}
	for (const char *const *choice = p->choices; *choice; choice++)
		printf("%c%s", choice == p->choices ? ' ' : '|', *choice);
}

void
workload_print(const struct workload *w)
{
	printf("  %-14s %-10s %s; %zu task%s\n",
	       w->name,
	       bound_name(w->bound),
	       w->summary,
	       w->tasks,
	       w->tasks == 1 ? "" : "s");
	for (const struct parameter *p = w->parameters; p->name; p++) {
		printf("  %14s   --%s", "", p->name);
		print_values(p);
		printf(": %s", p->summary);
		if (p->unit == UNIT_CHOICE && strcmp(p->preset, p->choices[0]) != 0)
			printf("; default: %s", p->preset);
		putchar('\n');
	}
}
