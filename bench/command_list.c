#include <stdio.h>

#include "bench/command.h"
#include "bench/options.h"
#include "bench/paragraph.h"
#include "bench/tutorial.h"
#include "bench/workload_text.h"
#include "runners/runner.h"
#include "workloads/workload.h"

/* those of a list of names that ends with NULL */
static int
list_workloads(char **names)
{
	for (; *names; names++) {
		const struct workload *w;
		int wrong = workload_choose(*names, &w);

		if (wrong)
			return wrong;
		workload_print(w);
	}
	return EXIT_MEASURED;
}

static int
list_main(int argc, char **argv)
{
	struct option_row rows[] = {{.name = "tutorial"}, {.name = NULL}};
	int rest = options_read(argc, argv, rows);

	if (rest < 0)
		return EXIT_USAGE;
	if (rest > 0)
		return list_workloads(argv + argc - rest);
	if (given(rows, "tutorial")) {
		tutorial_print();
		return EXIT_MEASURED;
	}
	printf("workloads:\n");
	for (const struct workload *const *w = workloads; *w; w++)
		workload_print(*w);
	printf("\nrunners:\n");
	for (const struct runner *const *r = runners; *r; r++)
		paragraph_print((*r)->summary, 22, printf("  %-19s", (*r)->name));
	return EXIT_MEASURED;
}

const struct command command_list = {
	.name = "list",
	.summary = "show the workloads, with their class and parameters, and the runners",
	.help = "usage: convoy list [WORKLOAD]...\n"
		"       convoy list --tutorial\n"
		"\n"
		"Shows every workload, or those that are named: its class (CPU-bound, IO-bound,\n"
		"mixed) and its parameters with their defaults; and every runner.\n"
		"\n"
		"options:\n"
		"  --tutorial        show instead the systems that tutorials on concurrency "
		"teach,\n"
		"                    each with the commands that run it here; and what they\n"
		"                    claim, each with the cells that judge it\n",
	.main = list_main,
};
