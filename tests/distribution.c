#include "bench/distribution.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

static void
test_weights(void)
{
	struct distribution d = {.count = 0};
	const double many[] = {4, 1, 3, 2};
	const double few[] = {10, 20};

	ok(isnan(distribution_quantile(&d, 0.5)), "an empty distribution has no quantile");
	ok(distribution_add(&d, many, 0) == 0 && d.count == 0,
	   "a round without values is no round");
	ok(distribution_add(&d, many, 4) == 0 && distribution_add(&d, few, 2) == 0,
	   "rounds of unlike length are added");
	distribution_sort(&d);
	ok(distribution_quantile(&d, 0.5) == 4,
	   "each has half the weight, though one has two values");
	ok(distribution_quantile(&d, 0.75) == 10, "... so that a quarter lies between its values");
	ok(distribution_quantile(&d, 0.76) == 20 && distribution_quantile(&d, 1) == 20,
	   "the greatest is the last quantile");
	ok(distribution_quantile(&d, 0.125) == 1, "the least value reaches its own weight");
	distribution_free(&d);
	ok(d.count == 0 && !d.values, "a freed one is empty");
}

/* every step that is written, by value: whether they ascend up to 1, and how many they are */
static size_t
read_steps(const struct distribution *d, int *ascending)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	size_t steps = 0;
	double value;
	double share;
	double before = 0;
	double below = 0;

	distribution_write(d, "x", out);
	fclose(out);
	*ascending = 1;
	for (const char *at = text; sscanf(at, "x\t%lf\t%lf", &value, &share) == 2;
	     at = strchr(at, '\n') + 1) {
		*ascending = *ascending && value >= before && share > below;
		before = value;
		below = share;
		steps++;
	}
	*ascending = *ascending && below == 1;
	free(text);
	return steps;
}

enum { MANY = 100000 };

static void
test_steps(void)
{
	struct distribution d = {.count = 0};
	double *values = calloc(MANY, sizeof *values);
	int ascending;
	size_t steps;

	for (size_t k = 0; k < MANY; k++)
		values[k] = 5 + (double)k / MANY / 100;
	values[0] = 1;
	values[1] = 1e6;
	distribution_add(&d, values, MANY);
	distribution_sort(&d);
	steps = read_steps(&d, &ascending);
	ok(ascending, "the steps ascend, and end at all of them");
	ok(steps >= 900 && steps <= 2000, "there are as many as an eye can see: %zu", steps);
	distribution_free(&d);
	distribution_add(&d, (const double[]){1, 2, 3}, 3);
	ok(read_steps(&d, &ascending) == 3 && ascending, "steps that lie apart are all written");
	distribution_free(&d);
	free(values);
}

int
main(void)
{
	test_weights();
	test_steps();
	return done_testing();
}
