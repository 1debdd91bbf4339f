/* How figures of the suite itself are printed. */
#include <stdio.h>

#include "bench/statistics.h"
#include "bench/suite.h"

void
suite_heading(size_t rounds)
{
	printf("%-46s %8s %-6s (least to greatest of %zu)\n", "figure", "median", "", rounds);
}

void
suite_print(const char *what, double *values, size_t count, const char *unit, const char *goal)
{
	values_sort(values, count);
	printf("%-46s %8.3f %-6s (%.3f to %.3f)  %s\n",
	       what,
	       median(values, count),
	       unit,
	       values[0],
	       values[count - 1],
	       goal);
	fflush(stdout);
}
