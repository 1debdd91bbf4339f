#include "bench/chart.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/command.h"
#include "runners/project.h"

extern const struct chart chart_winner;
extern const struct chart chart_overview;
extern const struct chart chart_scaling;
extern const struct chart chart_lanes;
extern const struct chart chart_crossover;
extern const struct chart chart_latency;
extern const struct chart chart_memory;
extern const struct chart chart_cost;
extern const struct chart chart_computing;
extern const struct chart chart_waiting;
extern const struct chart chart_servers;
extern const struct chart chart_pipelines;
extern const struct chart chart_shared;
extern const struct chart chart_gil_scaling;
extern const struct chart chart_gil_interval;
extern const struct chart chart_convoy;
extern const struct chart chart_gil_designs;
extern const struct chart chart_gil_share;

/* clang-format off */
const struct chart *const charts[] = {
	&chart_winner,
	&chart_overview,
	&chart_scaling,
	&chart_lanes,
	&chart_crossover,
	&chart_latency,
	&chart_memory,
	&chart_cost,
	&chart_computing,
	&chart_waiting,
	&chart_servers,
	&chart_pipelines,
	&chart_shared,
	&chart_gil_scaling,
	&chart_gil_interval,
	&chart_convoy,
	&chart_gil_designs,
	&chart_gil_share,
	NULL,
};
/* clang-format on */

enum { AT_ONCE = 2, FORMATS = 2 };

FILE *
chart_file(const struct drawing *d, const char *name)
{
	char path[600];

	snprintf(path, sizeof path, "%s/%s", d->data, name);
	return fopen(path, "we");
}

/* a gnuplot string: single quotes, doubled within */
static void
quote(FILE *out, const char *name, const char *text)
{
	fprintf(out, "%s = '", name);
	for (; *text; text++)
		fprintf(out, *text == '\'' ? "''" : "%c", *text);
	fprintf(out, "'\n");
}

FILE *
chart_words(const struct drawing *d, const struct chart *chart, const char *subtitle)
{
	char name[64];
	char title[400] = "";
	FILE *sentence = fmemopen(title, sizeof title, "w");
	FILE *out;

	if (!sentence)
		return NULL;
	chart->finding(d, sentence);
	fclose(sentence);
	snprintf(name, sizeof name, "%s.words", chart->name);
	out = chart_file(d, name);
	if (!out)
		return NULL;
	quote(out, "TITLE", title);
	quote(out, "SUBTITLE", subtitle);
	quote(out, "SOURCE", d->source);
	return out;
}

int
chart_done(FILE *file)
{
	return ferror(file) | fclose(file) ? -1 : 0;
}

static int
draw(const struct drawing *d, const struct chart *chart, const char *folder, int svg, pid_t *pid)
{
	char variables[2 * PATH_MAX + 200];
	char data[PATH_MAX];
	char out[PATH_MAX];
	char script[80];
	const char *arguments[] = {"gnuplot", "-e", variables, script, NULL};
	posix_spawn_file_actions_t actions;
	int error;

	if (!realpath(d->data, data) || !realpath(folder, out))
		return -broken("cannot draw into %s:", folder);
	snprintf(variables,
	         sizeof variables,
	         "DATA='%s'; CHART='%s'; OUT='%s/%s'; SVG=%d",
	         data,
	         chart->name,
	         out,
	         chart->name,
	         svg);
	snprintf(script, sizeof script, "plots/%s.gp", chart->script ? chart->script : chart->name);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addchdir_np(&actions, project_folder("plots/theme.gp"));
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	error = posix_spawnp(
		pid, "gnuplot", &actions, NULL, (char **)(uintptr_t)arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (error) {
		errno = error;
		broken("cannot run gnuplot, which draws the charts (apt-get install gnuplot-nox):");
	}
	return error ? -1 : 0;
}

static int
wait_for_one(void)
{
	int status;

	if (wait(&status) > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	broken("gnuplot could not draw a chart; gnuplot 5.4 or later is needed");
	return -1;
}

int
charts_draw(const struct drawing *d, const char *folder)
{
	int running = 0;
	int status = 0;

	for (const struct chart *const *c = charts; *c; c++) {
		if (!(*c)->possible(d->summary))
			continue;
		if ((*c)->write(d) != 0) {
			broken("cannot write the data of the chart %s:", (*c)->name);
			status = -1;
			break;
		}
		for (int svg = 0; svg < FORMATS && status == 0; svg++) {
			pid_t pid;

			if (running == AT_ONCE) {
				status |= wait_for_one();
				running--;
			}
			if (draw(d, *c, folder, svg, &pid) == 0)
				running++;
			else
				status = -1;
		}
	}
	while (running-- > 0)
		status |= wait_for_one();
	return status;
}
