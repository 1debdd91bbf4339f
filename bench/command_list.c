#include <stdio.h>

#include "bench/command.h"
#include "bench/options.h"
#include "bench/tutorial.h"
#include "runners/runner.h"
#include "workloads/workload.h"

static int
list_main(int argc, char **argv)
{
	struct option_row rows[] = {{.name = "tutorial"}, {.name = NULL}};
	int rest = options_read(argc, argv, rows);

	if (rest != 0)
		return rest < 0 ? EXIT_USAGE : usage("list takes no arguments");
	if (given(rows, "tutorial")) {
		tutorial_print();
		return EXIT_MEASURED;
	}
	printf("workloads:\n");
	for (const struct workload *const *w = workloads; *w; w++) {
		printf("  %-14s %-10s %s; %zu task%s\n",
		       (*w)->name,
		       bound_name((*w)->bound),
		       (*w)->summary,
		       (*w)->tasks,
		       (*w)->tasks == 1 ? "" : "s");
		for (const struct parameter *p = (*w)->parameters; p->name; p++)
			printf("  %14s   --%s%s%s: %s\n",
			       "",
			       p->name,
			       *p->preset ? " " : "",
			       p->preset,
			       p->summary);
	}
	printf("\nrunners:\n");
	for (const struct runner *const *r = runners; *r; r++)
		printf("  %-14s %s\n", (*r)->name, (*r)->summary);
	return EXIT_MEASURED;
}

const struct command command_list = {
	.name = "list",
	.summary = "show the workloads, with their class and parameters, and the runners",
	.help = "usage: convoy list [--tutorial]\n"
		"\n"
		"Shows every workload, its class (CPU-bound, IO-bound, mixed) and its parameters\n"
		"with their defaults; and every runner.\n"
		"\n"
		"options:\n"
		"  --tutorial        show instead the systems that tutorials on concurrency "
		"teach,\n"
		"                    each with the commands that run it here; and what they\n"
		"                    claim, each with the cells that judge it\n",
	.main = list_main,
};
