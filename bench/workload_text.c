#include "bench/workload_text.h"

#include <stdio.h>
#include <string.h>

#include "bench/options.h"
#include "bench/paragraph.h"
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

enum { TEXT_COLUMN = 28, OPTION_COLUMN = 19 };

/* "none|mutex|atomic", or the default as it is written, if there is one */
static void
print_values(FILE *f, const struct parameter *p)
{
	if (p->unit != UNIT_CHOICE) {
		fprintf(f, "%s%s", *p->preset ? " " : "", p->preset);
		return;
	}
	for (const char *const *choice = p->choices; *choice; choice++)
		fprintf(f, "%c%s", choice == p->choices ? ' ' : '|', *choice);
}

static void
print_parameter(const struct parameter *p)
{
	char text[512] = "";
	FILE *f = fmemopen(text, sizeof text, "w");
	int name;

	if (!f)
		return;
	fprintf(f, "--%s", p->name);
	print_values(f, p);
	fprintf(f, ": %s", p->summary);
	if (p->unit == UNIT_CHOICE)
		fprintf(f, "; default: %s", p->preset);
	fclose(f);
	name = (int)strcspn(text, " ");
	paragraph_print(text + name + 1,
	                OPTION_COLUMN + 4,
	                printf("%*s%.*s", OPTION_COLUMN, "", name, text));
}

void
workload_print(const struct workload *w)
{
	char text[256];

	snprintf(text,
	         sizeof text,
	         "%s; %zu task%s",
	         w->summary,
	         w->tasks,
	         w->tasks == 1 ? "" : "s");
	paragraph_print(text, TEXT_COLUMN, printf("  %-14s %-10s", w->name, bound_name(w->bound)));
	for (const struct parameter *p = w->parameters; p->name; p++)
		print_parameter(p);
}
