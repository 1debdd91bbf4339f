#include "bench/quantity.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "tests/tap.h"

enum { UNTOUCHED = 7 };

typedef int reader(const char *, uint64_t *);

static void
reads(const char *name, reader *read, const char *text, uint64_t expected)
{
	uint64_t value = UNTOUCHED;
	int status = read(text, &value);

	ok(status == 0 && value == expected, "%s \"%s\" is %" PRIu64, name, text, expected);
}

static void
refuses(const char *name, reader *read, const char *text, int error)
{
	uint64_t value = UNTOUCHED;
	int status;

	errno = 0;
	status = read(text, &value);
	ok(status == -1 && errno == error && value == UNTOUCHED,
	   "%s \"%s\" is refused: %s",
	   name,
	   text,
	   strerror(error));
}

static void
durations(void)
{
	reads("duration", duration_read, "100ms", 100000000);
	reads("duration", duration_read, "20us", 20000);
	reads("duration", duration_read, "2s", 2000000000);
	reads("duration", duration_read, "1.5s", 1500000000);
	reads("duration", duration_read, "300ns", 300);
	reads("duration", duration_read, "1min", UINT64_C(60000000000));
	reads("duration", duration_read, "0.5h", UINT64_C(1800000000000));
	reads("duration", duration_read, "0", 0);
	reads("duration", duration_read, "0ms", 0);
	reads("duration", duration_read, "1_000ms", 1000000000);
	reads("duration", duration_read, "0.0000010ms", 1);
	reads("duration", duration_read, "18446744073709551615ns", UINT64_MAX);
	refuses("duration", duration_read, "100", EINVAL);
	refuses("duration", duration_read, "", EINVAL);
	refuses("duration", duration_read, "s", EINVAL);
	refuses("duration", duration_read, "ms100", EINVAL);
	refuses("duration", duration_read, "1.s", EINVAL);
	refuses("duration", duration_read, ".5s", EINVAL);
	refuses("duration", duration_read, "1.5.5s", EINVAL);
	refuses("duration", duration_read, "0.5ns", EINVAL);
	refuses("duration", duration_read, "1 s", EINVAL);
	refuses("duration", duration_read, "1sx", EINVAL);
	refuses("duration", duration_read, "1S", EINVAL);
	refuses("duration", duration_read, "+1s", EINVAL);
	refuses("duration", duration_read, "-s", EINVAL);
	refuses("duration", duration_read, "-1s", ERANGE);
	refuses("duration", duration_read, "18446744073709551616ns", ERANGE);
	refuses("duration", duration_read, "18446744073709551615s", ERANGE);
}

static void
sizes(void)
{
	reads("size", size_read, "4096", 4096);
	reads("size", size_read, "4096B", 4096);
	reads("size", size_read, "64KiB", 65536);
	reads("size", size_read, "1MiB", 1048576);
	reads("size", size_read, "1GiB", 1073741824);
	reads("size", size_read, "3KB", 3000);
	reads("size", size_read, "3MB", 3000000);
	reads("size", size_read, "3GB", 3000000000);
	reads("size", size_read, "1.5KiB", 1536);
	reads("size", size_read, "0.0009765625KiB", 1);
	reads("size", size_read, "0", 0);
	refuses("size", size_read, "64k", EINVAL);
	refuses("size", size_read, "64kib", EINVAL);
	refuses("size", size_read, "1.4MiB", EINVAL);
	refuses("size", size_read, "KiB", EINVAL);
	refuses("size", size_read, "-1", ERANGE);
	refuses("size", size_read, "99999999999GiB", ERANGE);
}

static void
counts(void)
{
	reads("count", count_read, "42", 42);
	reads("count", count_read, "1_000_000", 1000000);
	reads("count", count_read, "1e6", 1000000);
	reads("count", count_read, "1.25E3", 1250);
	reads("count", count_read, "0", 0);
	reads("count", count_read, "1e19", UINT64_C(10000000000000000000));
	refuses("count", count_read, "", EINVAL);
	refuses("count", count_read, "10k", EINVAL);
	refuses("count", count_read, "1e", EINVAL);
	refuses("count", count_read, "1e-3", EINVAL);
	refuses("count", count_read, "1.5", EINVAL);
	refuses("count", count_read, "1__0", EINVAL);
	refuses("count", count_read, "_1", EINVAL);
	refuses("count", count_read, "1_", EINVAL);
	refuses("count", count_read, "0x10", EINVAL);
	refuses("count", count_read, "-3", ERANGE);
	refuses("count", count_read, "1e20", ERANGE);
	refuses("count", count_read, "2e19", ERANGE);
	refuses("count", count_read, "1e18446744073709551617", ERANGE);
}

static void
formatted(double seconds, const char *expected)
{
	char text[QUANTITY_SIZE];

	duration_format(text, sizeof(text), seconds);
	ok(strcmp(text, expected) == 0,
	   "%g s for people: \"%s\", is \"%s\"",
	   seconds,
	   expected,
	   text);
}

static void
durations_for_people(void)
{
	formatted(1.28, "1.28 s");
	formatted(0.1314, "131 ms");
	formatted(9.6e-3, "9.6 ms");
	formatted(12e-6, "12 us");
	formatted(850e-9, "850 ns");
	formatted(0, "0 s");
	formatted(0.99949, "999 ms");
	formatted(0.9996, "1 s");
	formatted(999.6e-6, "1 ms");
	formatted(-0.5, "-500 ms");
	formatted(75, "75 s");
	formatted(1000, "16.7 min");
	formatted(7200, "2 h");
	formatted(3.6e9, "1000000 h");
	formatted(NAN, "-");
	formatted(INFINITY, "-");
}

static void
formatted_size(uint64_t bytes, const char *expected)
{
	char text[QUANTITY_SIZE];

	size_format(text, sizeof(text), bytes);
	ok(strcmp(text, expected) == 0,
	   "%" PRIu64 " bytes for people: \"%s\", is \"%s\"",
	   bytes,
	   expected,
	   text);
}

static void
sizes_for_people(void)
{
	formatted_size(0, "0 B");
	formatted_size(1023, "1023 B");
	formatted_size(4096, "4.0 KiB");
	formatted_size(94208, "92 KiB");
	formatted_size(1468006, "1.4 MiB");
	formatted_size(10200, "10 KiB");
	formatted_size(1048575, "1.0 MiB");
	formatted_size(UINT64_MAX, "16 EiB");
}

static void
written(uint64_t value, const char *expected, char *write(char *, size_t, uint64_t), reader *read)
{
	char text[QUANTITY_SIZE];
	uint64_t back = UNTOUCHED;

	write(text, sizeof(text), value);
	ok(strcmp(text, expected) == 0 && read(text, &back) == 0 && back == value,
	   "%" PRIu64 " is recorded as %s and reads back",
	   value,
	   expected);
}

static void
recorded(void)
{
	written(100000000, "100ms", duration_write, duration_read);
	written(20000, "20us", duration_write, duration_read);
	written(1500000, "1500us", duration_write, duration_read);
	written(UINT64_C(60000000000), "60s", duration_write, duration_read);
	written(1, "1ns", duration_write, duration_read);
	written(0, "0ns", duration_write, duration_read);
	written(UINT64_MAX, "18446744073709551615ns", duration_write, duration_read);
	written(65536, "64KiB", size_write, size_read);
	written(1 << 20, "1MiB", size_write, size_read);
	written(1000, "1000B", size_write, size_read);
	written(0, "0B", size_write, size_read);
}

int
main(void)
{
	durations();
	sizes();
	counts();
	durations_for_people();
	sizes_for_people();
	recorded();
	return done_testing();
}
