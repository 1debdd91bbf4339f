#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/command.h"
#include "bench/options.h"
#include "bench/report.h"
#include "bench/summary.h"
#include "bench/verdict.h"

static int
report_main(int argc, char **argv)
{
	struct option_row rows[] = {{.name = "to", .takes_value = true}, {.name = NULL}};
	int rest = options_read(argc, argv, rows);
	struct summary summary;
	const char *folder;
	const char *target;
	int status;

	if (rest != 1)
		return rest < 0 ? EXIT_USAGE
		                : usage("say one campaign's folder, as in: convoy report "
		                        "results/2026-01-31-xeon-2cpu");
	folder = argv[argc - 1];
	target = option(rows, "to") ? option(rows, "to") : folder;
	if (strlen(folder) > 400 || strlen(target) > 400)
		return usage("a folder's name may have at most 400 characters");
	if (summary_load(&summary, folder) != 0)
		return EXIT_BROKEN;
	mkdir(target, 0777);
	verdict_print(&summary);
	status = report_write(&summary, folder, target);
	summary_free(&summary);
	if (status != 0)
		return EXIT_BROKEN;
	printf("\nreport  %s/REPORT.md\ncharts  %s/plots/*.png, and interactive *.svg\n",
	       target,
	       target);
	return EXIT_MEASURED;
}

const struct command command_report = {
	.name = "report",
	.summary = "draw charts and report anew from a campaign's raw records",
	.help = "usage: convoy report DIR [--to TARGET]\n"
		"\n"
		"Judges the campaign in DIR anew from its raw records, and writes summary.csv,\n"
		"REPORT.md and the charts: the same records make the same bytes. Measures\n"
		"nothing.\n"
		"\n"
		"options:\n"
		"  --to TARGET   write REPORT.md and plots/ there instead of into DIR\n"
		"\n"
		"examples:\n"
		"  convoy report results/2026-01-31-xeon-2cpu\n"
		"  convoy report results/2026-01-31-xeon-2cpu --to .\n"
		"\n"
		"exit status: 0 written, 1 DIR is no campaign or something cannot be written\n",
	.main = report_main,
};
