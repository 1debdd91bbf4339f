#include "bench/suggestion.h"

#include <string.h>

enum { LONGEST = 64 };

static size_t
least(size_t a, size_t b, size_t c)
{
	a = b < a ? b : a;
	return c < a ? c : a;
}

static size_t
distance(const char *a, const char *b)
{
	size_t row[LONGEST + 1];
	size_t length = strlen(b);

	if (length > LONGEST)
		return length;
	for (size_t j = 0; j <= length; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < length; j++) {
			size_t above = row[j + 1];

			row[j + 1] = least(above + 1, row[j] + 1, diagonal + (a[i] != b[j]));
			diagonal = above;
		}
	}
	return row[length];
}

const char *
suggestion(const char *typed, const char *const *names)
{
	const char *best = NULL;
	size_t nearest = strlen(typed) / 3 + 2;

	for (; *names; names++) {
		size_t d = distance(typed, *names);

		/* "proc" is far from "process-pool", and yet meant */
		if (strlen(typed) >= 3 && strncmp(typed, *names, strlen(typed)) == 0)
			d = 1;
		if (d < nearest) {
			nearest = d;
			best = *names;
		}
	}
	return best;
}
