#include "bench/verdict.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/answer.h"
#include "bench/figures.h"
#include "bench/quantity.h"
#include "bench/result.h"
#include "bench/row.h"
#include "bench/summary.h"

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

static void
print_speedups(const struct row *row)
{
	for (size_t k = 1; k < row->count; k++)
		printf("  %s %s%.3gx%s",
		       result_runner(row->cells[k]),
		       style(BOLD),
		       row->cells[k]->speedup.ratio,
		       style(PLAIN));
}

static void
print_row(const struct row *row, struct figures *figures)
{
	char serial[QUANTITY_SIZE];
	bool claimed = row->judged && row->winner.claimed;

	printf("%-22s %-10s %s",
	       row->name,
	       row->count ? nature_name(row->nature) : "",
	       style(claimed ? BOLD : DIM));
	row_verdict(row, figures, stdout);
	puts(style(PLAIN));
	if (row->count < 2)
		return;
	printf("%33s serial takes %s;",
	       "",
	       duration_format(serial, sizeof serial, row->cells[0]->median.process_wall_s));
	print_speedups(row);
	putchar('\n');
}

static void
print_trouble(const struct summary *s)
{
	for (size_t k = 0; k < s->count; k++)
		if (s->results[k].status != STATUS_OK)
			printf("%s%-8s%s %s: %s\n",
			       style(RED),
			       status_name(s->results[k].status),
			       style(PLAIN),
			       s->results[k].planned->name,
			       s->results[k].reason);
}

void
verdict_print(const struct summary *s)
{
	struct figures figures = {.list = NULL};

	printf("%s%-22s %-10s %s%s\n", style(BOLD), "work", "class", "fastest", style(PLAIN));
	for (size_t k = 0; k < s->row_count; k++)
		print_row(&s->rows[k], &figures);
	if (isfinite(s->noise.ratio))
		printf("\nthe same cell twice differs by %.1f %%, which is the noise here\n",
		       100 * fabs(s->noise.ratio - 1));
	print_trouble(s);
	figures_free(&figures);
}
