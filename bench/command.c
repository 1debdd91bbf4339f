#include "bench/command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void
complain(const char *format, va_list arguments)
{
	int error = errno;
	size_t length = strlen(format);

	fflush(stdout);
	fputs("convoy: ", stderr);
	vfprintf(stderr, format, arguments);
	if (length && format[length - 1] == ':')
		fprintf(stderr, " %s", strerror(error));
	fputc('\n', stderr);
}

int
usage(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain(format, arguments);
	va_end(arguments);
	return EXIT_USAGE;
}

int
broken(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain(format, arguments);
	va_end(arguments);
	return EXIT_BROKEN;
}
