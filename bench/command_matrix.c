#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/campaign.h"
#include "bench/command.h"
#include "bench/machine.h"
#include "bench/options.h"
#include "bench/plan.h"
#include "bench/quantity.h"
#include "bench/recording.h"
#include "bench/report.h"
#include "bench/summary.h"
#include "bench/verdict.h"

enum { ROUNDS_MAX = 1000, FOLDER_MOST = 400 };

static int
choose_preset(const struct option_row *rows, const char **preset)
{
	static const char *const flags[] = {"quick", "standard", "full", NULL};
	int chosen = given(rows, "preset");

	*preset = chosen ? option(rows, "preset") : "quick";
	for (size_t k = 0; flags[k]; k++)
		if (given(rows, flags[k])) {
			*preset = flags[k];
			chosen++;
		}
	return chosen > 1 ? usage("say one of --quick, --standard, --full and --preset") : 0;
}

static int
read_request(const struct option_row *rows, struct plan_request *request)
{
	uint64_t rounds = 0;
	int wrong = choose_preset(rows, &request->preset);

	if (wrong)
		return wrong;
	if (given(rows, "rounds") &&
	    (count_read(option(rows, "rounds"), &rounds) != 0 || rounds < 1 || rounds > ROUNDS_MAX))
		return usage("--rounds '%s': say 1 to %d", option(rows, "rounds"), ROUNDS_MAX);
	if (given(rows, "seed") && count_read(option(rows, "seed"), &request->seed) != 0)
		return usage("--seed '%s': say a number", option(rows, "seed"));
	if (!given(rows, "seed"))
		request->seed = (uint64_t)time(NULL);
	request->rounds = (unsigned)rounds;
	request->only = option(rows, "only");
	request->runners = option(rows, "runners");
	request->python = option(rows, "python");
	request->cpus = machine_available_cpus();
	return 0;
}

/* whether the machine's limits are tried when the rounds are over */
static bool
with_limits(const struct option_row *rows, const struct plan *plan)
{
	return recording_tries_limits(plan) && !given(rows, "no-limits");
}

static int
print_plan(const struct option_row *rows, const struct plan *plan)
{
	char buffer[QUANTITY_SIZE];

	printf("%-30s %6s  %s\n", "cell, in the order of the first round", "rounds", "command");
	for (size_t k = 0; k < plan->count; k++) {
		const struct planned *p = &plan->cells[plan_order(plan, 0, k)];

		const char *refusal = cell_refusal(&p->cell);

		printf("%-37s %6u  convoy %s%s%s\n",
		       p->name,
		       p->rounds,
		       p->command,
		       refusal ? "  # skipped: " : "",
		       refusal ? refusal : "");
	}
	printf("\n%zu cells, %u rounds after an observed warm-up round, seed %llu: about %s\n",
	       plan->count,
	       plan->rounds,
	       (unsigned long long)plan->seed,
	       duration_format(buffer, sizeof buffer, plan_estimate_s(plan)));
	if (with_limits(rows, plan))
		printf("then the limits of each model, as convoy limits tries them: a minute or "
		       "two\n");
	return EXIT_MEASURED;
}

/* whether a program is where the shell would find it */
static int
installed(const char *program)
{
	const char *path = getenv("PATH");
	char candidate[4096];

	while (path && *path) {
		size_t length = strcspn(path, ":");

		snprintf(candidate, sizeof candidate, "%.*s/%s", (int)length, path, program);
		if (access(candidate, X_OK) == 0)
			return 1;
		path += length + (path[length] == ':');
	}
	return 0;
}

static int
check_programs(void)
{
	if (!installed("hyperfine"))
		return broken("hyperfine, which times the cells, is not installed: "
		              "apt-get install hyperfine");
	if (!installed("gnuplot"))
		return broken("gnuplot, which draws the charts, is not installed: "
		              "apt-get install gnuplot-nox");
	return 0;
}

/* judge what is there, show it, and draw it */
static int
conclude(const char *folder, const struct campaign_end *end)
{
	struct summary summary;
	char wall[QUANTITY_SIZE];
	int status;

	if (summary_load(&summary, folder) != 0)
		return EXIT_BROKEN;
	verdict_print(&summary);
	if (end->cells_wall_s > 0)
		printf("\nmeasured for %s, %.1f %% more than the cells themselves took\n",
		       duration_format(wall, sizeof wall, end->wall_s),
		       100 * (end->wall_s / end->cells_wall_s - 1));
	if (end->partial)
		printf("PARTIAL: interrupted after %zu of %zu runs; "
		       "`build/convoy matrix --resume --out %s` goes on\n",
		       summary.runs,
		       summary.runs_planned,
		       folder);
	status = report_write(&summary, folder, folder);
	if (status == 0)
		printf("\nreport  %s/REPORT.md\ncharts  %s/plots/*.png, and interactive *.svg\n"
		       "raw     %s/runs.jsonl, summary.csv\n",
		       folder,
		       folder,
		       folder);
	if (summary_troubled(&summary))
		status = -1;
	summary_free(&summary);
	return status == 0 && !end->partial ? EXIT_MEASURED : EXIT_BROKEN;
}

static int
campaign(const struct option_row *rows, struct plan *plan, const struct plan_request *request)
{
	struct campaign_end end;
	bool resuming = given(rows, "resume");
	const char *out = option(rows, "out");
	char *folder = out ? strdup(out) : resuming ? recording_newest() : recording_folder();
	int status = 0;

	if (folder && (strlen(folder) > FOLDER_MOST || strchr(folder, '\''))) {
		free(folder);
		return usage("--out: at most %d characters, and no quotes", FOLDER_MOST);
	}
	if (!folder)
		return resuming ? usage("--resume: there is no campaign in results/")
		                : broken("no folder for the results:");
	if (resuming)
		status = recording_resume(folder, plan);
	else if (recording_exists(folder))
		status = usage("%s holds a campaign: --resume goes on with it, another --out "
		               "begins one",
		               folder);
	else if (recording_begin(folder, plan, request) != 0)
		status = EXIT_BROKEN;
	if (status == 0 && campaign_run(folder, plan, &end) != 0)
		status = EXIT_BROKEN;
	else if (status == 0) {
		int tried = with_limits(rows, plan) && !end.partial ? recording_limits(folder) : 0;

		status = conclude(folder, &end);
		status = status ? status : tried ? EXIT_BROKEN : EXIT_MEASURED;
	}
	free(folder);
	return status;
}

static int
matrix_main(int argc, char **argv)
{
	struct option_row rows[] = {{.name = "quick"},
	                            {.name = "standard"},
	                            {.name = "full"},
	                            {.name = "preset", .takes_value = true},
	                            {.name = "only", .takes_value = true},
	                            {.name = "runners", .takes_value = true},
	                            {.name = "python", .takes_value = true},
	                            {.name = "rounds", .takes_value = true},
	                            {.name = "seed", .takes_value = true},
	                            {.name = "out", .takes_value = true},
	                            {.name = "plan"},
	                            {.name = "resume"},
	                            {.name = "no-limits"},
	                            {.name = NULL}};
	struct plan_request request = {.preset = NULL};
	struct plan plan = {.cells = NULL};
	int rest = options_read(argc, argv, rows);
	int wrong;

	if (rest != 0)
		return rest < 0 ? EXIT_USAGE
		                : usage("matrix takes options only, not '%s'", argv[argc - 1]);
	if ((wrong = read_request(rows, &request)))
		return wrong;
	for (struct option_row *row = rows; given(rows, "resume") && row->name; row++)
		if (row->value && strcmp(row->name, "resume") != 0 &&
		    strcmp(row->name, "out") != 0 && strcmp(row->name, "plan") != 0 &&
		    strcmp(row->name, "no-limits") != 0)
			return usage("--resume goes on with what was begun: leave out --%s",
			             row->name);
	if (given(rows, "resume") && given(rows, "plan"))
		return usage(
			"--plan shows a new campaign, --resume goes on with an old one: say one");
	if (!given(rows, "resume") && plan_make(&plan, &request) != 0)
		return EXIT_USAGE;
	if (given(rows, "plan"))
		wrong = print_plan(rows, &plan);
	else if ((wrong = check_programs()) == 0)
		wrong = campaign(rows, &plan, &request);
	plan_free(&plan);
	return wrong;
}

const struct command command_matrix = {
	.name = "matrix",
	.summary = "run a campaign: every cell in many rounds, verdicts, charts, report",
	.help = "usage: convoy matrix [OPTIONS]\n"
		"\n"
		"Runs workloads under runners in interleaved rounds through hyperfine, judges\n"
		"the results, draws the charts and writes REPORT.md. Every run is recorded as\n"
		"soon as it is over; Ctrl-C keeps what is finished.\n"
		"\n"
		"options:\n"
		"  --quick           about a minute: 11 rounds (the default)\n"
		"  --standard        more limits of tasks in flight, 21 rounds\n"
		"  --full            the same cells, 60 rounds\n"
		"  --preset tutorial the sizes that tutorials use\n"
		"  --preset gil      what a global interpreter lock costs: an emulated one, and\n"
		"                    CPython's; --standard and --full have it too\n"
		"  --only W,...      these workloads only\n"
		"  --python PATH,... the interpreters of the runners python-*; those after the\n"
		"                    first get rows of their own; default: python3\n"
		"  --runners R,...   these runners only; serial, the base, is always there\n"
		"  --rounds N        timed rounds of every cell\n"
		"  --seed S          of the order; by default the time\n"
		"  --no-limits       do not try how many tasks each model can hold, as whole\n"
		"                    campaigns of --standard and --full do at their end\n"
		"  --plan            show cells, order and duration; run nothing\n"
		"  --out DIR         record into DIR instead of results/<date>-<machine>\n"
		"  --resume          go on with the campaign in DIR, or the newest one\n"
		"\n"
		"examples:\n"
		"  convoy matrix\n"
		"  convoy matrix --standard --plan\n"
		"  convoy matrix --only sleep,http --runners thread,coroutine --rounds 15\n"
		"  convoy matrix --resume\n"
		"\n"
		"exit status: 0 measured, 1 a cell failed or is invalid or the campaign is\n"
		"partial, 2 wrong usage\n",
	.main = matrix_main,
};
