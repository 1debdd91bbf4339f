#include "tests/tap.h"

#include <stdarg.h>
#include <stdio.h>

static int planned = -1, run, failed;

void
plan(int tests)
{
	planned = tests;
	printf("1..%d\n", planned);
	fflush(stdout);
}

int
ok(int condition, const char *format, ...)
{
	va_list arguments;

	failed += !condition;
	printf("%sok %d - ", condition ? "" : "not ", ++run);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	/* A child that the test forks must not inherit the line and print it again. */
	fflush(stdout);
	return condition;
}

void
skip(const char *why, ...)
{
	va_list arguments;

	printf("ok %d # SKIP ", ++run);
	va_start(arguments, why);
	vprintf(why, arguments);
	va_end(arguments);
	putchar('\n');
	fflush(stdout);
}

int
done_testing(void)
{
	if (planned < 0) {
		printf("1..%d\n", run);
		return failed || run == 0;
	}
	return failed || run != planned;
}
