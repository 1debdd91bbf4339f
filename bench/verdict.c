#include "bench/verdict.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/answer.h"
#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/quantity.h"
#include "bench/result.h"
#include "bench/row.h"
#include "bench/statistics.h"
#include "bench/summary.h"
#include "runners/runner.h"

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define RED "\033[31m"
#define PLAIN "\033[0m"

static const char *
style(const char *code)
{
	const char *no_color = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(no_color && *no_color) ? code : "";
}

enum { WORK_WIDTH = 15, SERIAL_WIDTH = 9 };

/* a column for each runner but serial, as wide as its name */
static void
print_head(const struct summary *s)
{
	printf("%s%-*s%*s", style(BOLD), WORK_WIDTH, "work", SERIAL_WIDTH, "serial");
	for (const struct runner *const *r = runners + 1; *r; r++)
		if (summary_compares(s, *r))
			printf("  %s", (*r)->name);
	puts(style(PLAIN));
}

static void
print_speedup(const struct row *row, const struct runner *runner, struct figures *figures)
{
	int width = (int)strlen(runner->name) + 2;

	for (size_t c = 0; c < row->count; c++) {
		const struct result *r = row->cells[c];

		if (r->planned->cell.runner != runner || !isfinite(r->speedup.ratio))
			continue;
		/* the sign is two bytes and one column */
		printf("%s%*s%s",
		       row->judged && row->leads[c] ? style(BOLD) : "",
		       width + 1,
		       say_speedup(figures, r),
		       style(PLAIN));
		return;
	}
	printf("%*s", width, "-");
}

static void
print_row(const struct summary *s, const struct row *row, struct figures *figures)
{
	char serial[QUANTITY_SIZE];

	printf("%-*s%*s",
	       WORK_WIDTH,
	       row->name,
	       SERIAL_WIDTH,
	       row->serial
	               ? duration_format(serial, sizeof serial, row->serial->median.process_wall_s)
	               : "-");
	for (const struct runner *const *r = runners + 1; *r; r++)
		if (summary_compares(s, *r))
			print_speedup(row, *r, figures);
	printf("\n  %s%s: %s", style(DIM), nature_name(row->nature), style(PLAIN));
	row_verdict(row, figures, stdout);
	putchar('\n');
}

static void
print_trouble(const struct summary *s)
{
	for (size_t k = 0; k < s->count; k++)
		if (s->results[k].status != STATUS_OK)
			printf("%s%-8s%s %s: %s\n",
			       style(s->results[k].status == STATUS_SKIPPED ? DIM : RED),
			       status_name(s->results[k].status),
			       style(PLAIN),
			       s->results[k].planned->name,
			       s->results[k].reason);
}

static void
print_rows(const struct summary *s, struct figures *figures)
{
	print_head(s);
	for (size_t k = 0; k < s->row_count; k++)
		print_row(s, &s->rows[k], figures);
	printf("\nspeed-ups over serial%s\n",
	       *style(BOLD) ? "; bold: not separated from the first" : "");
}

/* a campaign without rows has charts at most */
static void
print_findings(const struct summary *s, struct figures *figures)
{
	struct drawing d = {.summary = s, .figures = figures};

	for (size_t k = 0; charts[k]; k++)
		if (charts[k]->possible(s)) {
			charts[k]->finding(&d, stdout);
			printf("\n");
		}
}

void
verdict_print(const struct summary *s)
{
	struct figures figures = {.list = NULL};

	if (s->row_count)
		print_rows(s, &figures);
	else
		print_findings(s, &figures);
	if (isfinite(s->noise.interval.low))
		printf("noise: the same cell twice differs by %+.1f %% to %+.1f %%\n",
		       100 * (s->noise.interval.low - 1),
		       100 * (s->noise.interval.high - 1));
	if (s->row_count && s->plan.rounds < rounds_needed(s->level))
		printf("%u rounds cannot decide here; %zu can: --rounds %zu\n",
		       s->plan.rounds,
		       rounds_needed(s->level),
		       rounds_needed(s->level));
	if (summary_core_share(s) < CORE_SHARE_LEAST)
		printf("%sbusy machine%s: other programs took a part of the CPUs, %.0f %% of a "
		       "core was "
		       "left to serial runs\n",
		       style(RED),
		       style(PLAIN),
		       summary_core_share(s));
	print_trouble(s);
	figures_free(&figures);
}
