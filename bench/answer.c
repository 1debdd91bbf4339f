#include "bench/answer.h"

#include <math.h>
#include <string.h>

#include "bench/figures.h"
#include "bench/result.h"

/* more than so many that are not separated are no answer */
enum { LEADERS_MOST = 3 };

const char *
nature_name(enum nature nature)
{
	static const char *const names[] = {
		[COMPUTES] = "CPU-bound", [WAITS] = "IO-bound", [BOTH] = "Mixed", [UNKNOWN] = "-"};

	return names[nature];
}

static size_t
runner_place(struct answer *a, const char *runner)
{
	size_t k = 0;

	while (k < a->count && strcmp(a->runners[k], runner) != 0)
		k++;
	if (k == a->count) {
		a->runners[k] = runner;
		a->least[k] = (double)INFINITY;
		a->most[k] = 0;
		a->count++;
	}
	return k;
}

int
answer_find(const struct summary *s, enum nature nature, struct answer *a)
{
	*a = (struct answer){.rows = 0};
	for (size_t k = 0; k < s->row_count; k++) {
		const struct row *row = &s->rows[k];

		if (!row->judged || row->nature != nature)
			continue;
		a->rows++;
		for (size_t c = 0; c < row->count; c++) {
			const struct result *r = row->cells[c];
			size_t place = runner_place(a, result_runner(r));

			a->leads[place] += row->leads[c];
			a->least[place] = fmin(a->least[place], r->speedup.ratio);
			a->most[place] = fmax(a->most[place], r->speedup.ratio);
		}
	}
	for (size_t k = 0; k < a->count; k++)
		if (a->leads[k] > a->best)
			a->best = a->leads[k];
	return a->rows ? 0 : -1;
}

void
answer_leaders(const struct answer *a, FILE *out)
{
	size_t left = 0;
	size_t said = 0;

	for (size_t k = 0; k < a->count; k++)
		left += a->leads[k] == a->best;
	if (left > LEADERS_MOST) {
		fprintf(out, "undecided");
		if (left < a->count - 1 || strcmp(a->runners[0], "serial") != 0 ||
		    a->leads[0] != a->best)
			fprintf(out, ", but not ");
		else
			return;
		for (size_t k = 0; k < a->count; k++)
			if (a->leads[k] != a->best)
				fprintf(out, "%s%s", said++ ? " or " : "", a->runners[k]);
		return;
	}
	for (size_t k = 0; k < a->count; k++)
		if (a->leads[k] == a->best) {
			fprintf(out,
			        "%s%s",
			        said == 0          ? ""
			        : said + 1 == left ? " or "
			                           : ", ",
			        a->runners[k]);
			said++;
		}
}

void
answer_rows(const struct summary *s, enum nature nature, FILE *out)
{
	int said = 0;

	for (size_t k = 0; k < s->row_count; k++)
		if (s->rows[k].judged && s->rows[k].nature == nature)
			fprintf(out, "%s%s", said++ ? "; " : "", s->rows[k].name);
}

static void
write_range(const struct answer *a, struct figures *f, const char *subject, size_t k, FILE *out)
{
	char least[64];
	char most[64];

	snprintf(least, sizeof least, "%.30s least", a->runners[k]);
	snprintf(most, sizeof most, "%.30s most", a->runners[k]);
	if (a->rows == 1 || !isfinite(a->least[k]))
		fprintf(out, "%s", say(f, subject, most, FIGURE_RATIO, a->most[k]));
	else
		fprintf(out,
		        "%s to %s",
		        say(f, subject, least, FIGURE_RATIO, a->least[k]),
		        say(f, subject, most, FIGURE_RATIO, a->most[k]));
}

void
answer_write(const struct summary *s, struct figures *f, enum nature nature, FILE *out)
{
	const char *subject = nature_name(nature);
	struct answer a;
	int said = 0;

	if (answer_find(s, nature, &a) != 0)
		return;
	fprintf(out, "**%s: ", subject);
	answer_leaders(&a, out);
	fprintf(out,
	        ".** First, or not separated from the first, in %s of %s rows (",
	        say(f, subject, "rows led", FIGURE_COUNT, (double)a.best),
	        say(f, subject, "rows", FIGURE_COUNT, (double)a.rows));
	answer_rows(s, nature, out);
	fprintf(out, "). Speed-up over serial: ");
	for (size_t k = 0; k < a.count; k++)
		if (a.leads[k] == a.best) {
			fprintf(out, "%s%s ", said++ ? "; " : "", a.runners[k]);
			write_range(&a, f, subject, k, out);
		}
	fprintf(out, ".");
	said = 0;
	for (size_t k = 0; k < a.count; k++)
		if (a.leads[k] != a.best && strcmp(a.runners[k], "serial") != 0) {
			fprintf(out, "%s%s ", said++ ? "; " : " The others: ", a.runners[k]);
			write_range(&a, f, subject, k, out);
		}
	fprintf(out, "%s\n", said ? "." : "");
}
