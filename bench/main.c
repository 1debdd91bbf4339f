/*
 * convoy: one workload, every concurrency model.
 */
#include <stdio.h>
#include <string.h>

#include "bench/command.h"
#include "bench/options.h"

extern const struct command command_list;
extern const struct command command_run;
extern const struct command command_matrix;
extern const struct command command_report;
extern const struct command command_limits;

static const struct command *const commands[] = {
	&command_list,
	&command_run,
	&command_matrix,
	&command_report,
	&command_limits,
	NULL,
};

static int
help(void)
{
	printf("convoy - one workload, every concurrency model\n"
	       "\n"
	       "usage: convoy COMMAND [ARGUMENTS]\n"
	       "\n"
	       "Runs identical CPU-bound and IO-bound work under serial, thread, process and\n"
	       "coroutine runners, and shows from evidence on this machine when to choose what.\n"
	       "\n"
	       "commands:\n");
	for (const struct command *const *c = commands; *c; c++)
		printf("  %-8s %s\n", (*c)->name, (*c)->summary);
	printf("\n"
	       "`convoy COMMAND --help` says more, with all options.\n"
	       "\n"
	       "examples:\n"
	       "  convoy list\n"
	       "        the workloads with their classes and parameters, and the runners\n"
	       "  convoy run prime thread-pool --tasks 10 --workers 4 --n 112272535095293\n"
	       "        one cell, once: times, CPU, switches, memory, checksum\n"
	       "  convoy run sleep coroutine --tasks 1000 --wait 100ms\n"
	       "        a thousand waits on one thread\n"
	       "  convoy matrix --quick\n"
	       "        every cell, many rounds, a minute: verdicts, charts and a report\n"
	       "  convoy matrix --plan --standard\n"
	       "        what the standard matrix would run, in which order, and how long it takes\n"
	       "  convoy report results/2026-01-31-xeon-2cpu\n"
	       "        draw charts and report anew from a campaign's raw records\n"
	       "  convoy limits\n"
	       "        how many tasks each model can hold here, and what stops it\n"
	       "\n"
	       "exit status: 0 measured, 1 a run failed or is invalid, 2 wrong usage,\n"
	       "3 skipped: it cannot run here\n"
	       "environment: NO_COLOR=1 for plain text, TMPDIR for the file workload's file\n");
	return 0;
}

static int
wants_help(int argc, char **argv)
{
	for (int k = 1; k < argc; k++)
		if (strcmp(argv[k], "--help") == 0 || strcmp(argv[k], "-h") == 0)
			return 1;
	return 0;
}

int
main(int argc, char **argv)
{
	const char *names[sizeof commands / sizeof *commands] = {NULL};

	if (argc < 2) {
		help();
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--version") == 0)
		return puts("convoy 0.1.0") < 0;
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0)
		return help();
	for (size_t k = 0; commands[k]; k++) {
		names[k] = commands[k]->name;
		if (strcmp(argv[1], commands[k]->name) != 0)
			continue;
		if (wants_help(argc - 1, argv + 1)) {
			fputs(commands[k]->help, stdout);
			if (commands[k]->more_help)
				commands[k]->more_help(argc - 1, argv + 1);
			return 0;
		}
		return commands[k]->main(argc - 1, argv + 1);
	}
	return unknown("command", argv[1], names, "convoy --help lists the commands");
}
