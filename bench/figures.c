#include "bench/figures.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/quantity.h"

static const char *const units[] = {
	[FIGURE_SECONDS] = "s",
	[FIGURE_BYTES] = "B",
	[FIGURE_RATIO] = "ratio",
	[FIGURE_PERCENT] = "per cent",
	[FIGURE_COUNT] = "count",
	[FIGURE_RATE] = "1/s",
};

/* three digits at most, and none that say nothing: 26.8, 1.97, 0.99 */
static void
ratio_format(char *text, size_t size, double x, const char *unit)
{
	int decimals = x >= 99.95 ? 0 : x >= 9.995 ? 1 : 2;

	snprintf(text, size, "%.*f%s", decimals, x, unit);
}

static void
percent_format(char *text, size_t size, double x)
{
	snprintf(text, size, x >= 10 || x == floor(x) ? "%.0f %%" : "%.1f %%", x);
}

static void
rate_format(char *text, size_t size, double x)
{
	double shown = x >= 999.5 ? x / 1000 : x;
	int decimals = x == floor(x) && x < 999.5 ? 0 : shown >= 99.95 ? 0 : shown >= 9.995 ? 1 : 2;

	snprintf(text, size, "%.*f%s", decimals, shown, x >= 999.5 ? "k/s" : "/s");
}

static void
format(char *text, size_t size, enum figure_unit unit, double value)
{
	if (!isfinite(value))
		snprintf(text, size, "not known");
	else if (unit == FIGURE_SECONDS)
		duration_format(text, size, value);
	else if (unit == FIGURE_BYTES)
		size_format(text, size, value > 0 ? (uint64_t)value : 0);
	else if (unit == FIGURE_RATIO)
		ratio_format(text, size, value, "×");
	else if (unit == FIGURE_RATE)
		rate_format(text, size, value);
	else if (unit == FIGURE_PERCENT)
		percent_format(text, size, value);
	else
		snprintf(text, size, value == floor(value) ? "%.0f" : "%.2f", value);
}

static struct figure *
find(const struct figures *f, const char *subject, const char *name)
{
	for (size_t k = 0; k < f->count; k++)
		if (strcmp(f->list[k].subject, subject) == 0 && strcmp(f->list[k].name, name) == 0)
			return &f->list[k];
	return NULL;
}

/* The list is made once, with room for all: the texts that were given out must stay where they are. */
enum { FIGURES_MAX = 20000 };

static struct figure *
add(struct figures *f)
{
	if (!f->list) {
		f->list = calloc(FIGURES_MAX, sizeof *f->list);
		f->room = f->list ? FIGURES_MAX : 0;
	}
	return f->count < f->room ? &f->list[f->count++] : NULL;
}

const char *
say_interval(struct figures *f, const char *subject, const char *name, enum figure_unit unit,
             double value, double low, double high)
{
	struct figure *figure = find(f, subject, name);

	if (figure)
		return figure->text;
	figure = add(f);
	if (!figure)
		return "(too many figures)";
	*figure = (struct figure){.value = value, .low = low, .high = high, .unit = unit};
	snprintf(figure->subject, sizeof figure->subject, "%s", subject);
	snprintf(figure->name, sizeof figure->name, "%s", name);
	format(figure->text, sizeof figure->text, unit, value);
	return figure->text;
}

const char *
say(struct figures *f, const char *subject, const char *name, enum figure_unit unit, double value)
{
	return say_interval(f, subject, name, unit, value, (double)NAN, (double)NAN);
}

static void
write_number(FILE *out, double x)
{
	if (isfinite(x))
		fprintf(out, ",%.9g", x);
	else
		fputc(',', out);
}

int
figures_write(const struct figures *f, const char *path)
{
	FILE *out = fopen(path, "we");

	if (!out)
		return -1;
	fputs("subject,figure,value,low,high,unit,text\n", out);
	for (size_t k = 0; k < f->count; k++) {
		const struct figure *figure = &f->list[k];

		fprintf(out, "\"%s\",%s", figure->subject, figure->name);
		write_number(out, figure->value);
		write_number(out, figure->low);
		write_number(out, figure->high);
		fprintf(out, ",%s,%s\n", units[figure->unit], figure->text);
	}
	return ferror(out) | fclose(out) ? -1 : 0;
}

void
figures_free(struct figures *f)
{
	free(f->list);
	*f = (struct figures){.list = NULL};
}
