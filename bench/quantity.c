#include "bench/quantity.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* A table of these ends with a zero scale.  Down to the scale 1 the greatest comes first: these are
 * for writing, too. */
struct unit {
	const char *name;
	uint64_t scale;
};

static const struct unit durations[] = {
	{"s", 1000000000},
	{"ms", 1000000},
	{"us", 1000},
	{"ns", 1},
	{"min", UINT64_C(60000000000)},
	{"h", UINT64_C(3600000000000)},
	{NULL, 0},
};

static const struct unit sizes[] = {
	{"GiB", 1 << 30},
	{"MiB", 1 << 20},
	{"KiB", 1 << 10},
	{"B", 1},
	{"KB", 1000},
	{"MB", 1000000},
	{"GB", 1000000000},
	{NULL, 0},
};

/* What was written before the unit: digits / 10^decimals. */
struct decimal {
	uint64_t digits;
	unsigned decimals;
};

static int
fail(int error)
{
	errno = error;
	return -1;
}

static int
decimal_append(struct decimal *d, char digit)
{
	if (__builtin_mul_overflow(d->digits, 10, &d->digits) ||
	    __builtin_add_overflow(d->digits, (uint64_t)(digit - '0'), &d->digits))
		return fail(ERANGE);
	return 0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits, where an underscore may stand between two of them; leaves *s behind the last one. */
static int
digits_read(const char **s, struct decimal *d, unsigned *n)
{
	const char *p = *s;

	for (*n = 0; is_digit(*p); (*n)++) {
		if (decimal_append(d, *p++) != 0)
			return -1;
		if (*p == '_' && is_digit(p[1]))
			p++;
	}
	*s = p;
	return *n > 0 ? 0 : fail(EINVAL);
}

static int
decimal_read(const char **s, struct decimal *d)
{
	unsigned n;

	*d = (struct decimal){0};
	if (**s == '-' && is_digit((*s)[1]))
		return fail(ERANGE);
	if (digits_read(s, d, &n) != 0)
		return -1;
	if (**s != '.')
		return 0;
	++*s;
	return digits_read(s, d, &d->decimals);
}

/* Divides the product by ten, if five is a factor of one and two of the other. */
static bool
factors_remove(uint64_t *fivefold, uint64_t *even)
{
	if (*fivefold % 5 != 0 || *even % 2 != 0)
		return false;
	*fivefold /= 5;
	*even /= 2;
	return true;
}

/* Whole results only: whoever writes 0.5ns means something that cannot be done. */
static int
decimal_scale(struct decimal d, uint64_t scale, uint64_t *result)
{
	uint64_t product;

	for (; d.decimals > 0; d.decimals--) {
		if (d.digits % 10 == 0)
			d.digits /= 10;
		else if (scale % 10 == 0)
			scale /= 10;
		else if (!factors_remove(&d.digits, &scale) && !factors_remove(&scale, &d.digits))
			return fail(EINVAL);
	}
	if (__builtin_mul_overflow(d.digits, scale, &product))
		return fail(ERANGE);
	*result = product;
	return 0;
}

static int
quantity_read(const char *text, const struct unit *unit, uint64_t *result)
{
	struct decimal d;

	if (decimal_read(&text, &d) != 0)
		return -1;
	while (unit->scale != 0 && strcmp(unit->name, text) != 0)
		unit++;
	if (unit->scale == 0)
		return fail(EINVAL);
	return decimal_scale(d, unit->scale, result);
}

int
duration_read(const char *text, uint64_t *ns)
{
	if (strcmp(text, "0") == 0) {
		*ns = 0;
		return 0;
	}
	return quantity_read(text, durations, ns);
}

int
size_read(const char *text, uint64_t *bytes)
{
	static const struct unit plain[] = {{"", 1}, {NULL, 0}};

	if (quantity_read(text, plain, bytes) == 0)
		return 0;
	return errno == EINVAL ? quantity_read(text, sizes, bytes) : -1;
}

/* What stands behind the e, as a power of ten. */
static int
exponent_read(const char *text, uint64_t *scale)
{
	struct decimal exponent = {0};
	unsigned n;

	if (digits_read(&text, &exponent, &n) != 0)
		return -1;
	if (*text != '\0')
		return fail(EINVAL);
	if (exponent.digits > 19)
		return fail(ERANGE);
	for (*scale = 1; exponent.digits > 0; exponent.digits--)
		*scale *= 10;
	return 0;
}

int
count_read(const char *text, uint64_t *count)
{
	struct decimal d;
	uint64_t scale = 1;

	if (decimal_read(&text, &d) != 0)
		return -1;
	if (*text == 'e' || *text == 'E') {
		if (exponent_read(text + 1, &scale) != 0)
			return -1;
	} else if (*text != '\0') {
		return fail(EINVAL);
	}
	return decimal_scale(d, scale, count);
}

char *
duration_format(char *buffer, size_t size, double seconds)
{
	/* Each unit serves up to where three digits would no longer do, or people count on. */
	static const struct {
		const char *name;
		double scale, below;
	} units[] = {
		{"ns", 1e-9, 999.5e-9},
		{"us", 1e-6, 999.5e-6},
		{"ms", 1e-3, 999.5e-3},
		{"s", 1, 119.5},
		{"min", 60, 119.5 * 60},
		{"h", 3600, INFINITY},
	};
	double length = fabs(seconds);
	size_t i = 0;

	if (!isfinite(seconds)) {
		snprintf(buffer, size, "-");
	} else if (length < 5e-12) {
		snprintf(buffer, size, "0 s");
	} else {
		while (length >= units[i].below)
			i++;
		length = seconds / units[i].scale;
		snprintf(buffer,
		         size,
		         fabs(length) < 999.5 ? "%.3g %s" : "%.0f %s",
		         length,
		         units[i].name);
	}
	return buffer;
}

char *
size_format(char *buffer, size_t size, uint64_t bytes)
{
	static const char *const units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
	double value = (double)bytes / 1024;
	size_t i = 0;

	if (bytes < 1024) {
		snprintf(buffer, size, "%" PRIu64 " B", bytes);
		return buffer;
	}
	for (; value >= 1023.5; i++)
		value /= 1024;
	snprintf(buffer, size, "%.*f %s", value < 9.95 ? 1 : 0, value, units[i]);
	return buffer;
}

static char *
quantity_write(char *buffer, size_t size, const struct unit *unit, uint64_t value)
{
	while (unit->scale > 1 && (value == 0 || value % unit->scale != 0))
		unit++;
	snprintf(buffer, size, "%" PRIu64 "%s", value / unit->scale, unit->name);
	return buffer;
}

char *
duration_write(char *buffer, size_t size, uint64_t ns)
{
	return quantity_write(buffer, size, durations, ns);
}

char *
size_write(char *buffer, size_t size, uint64_t bytes)
{
	return quantity_write(buffer, size, sizes, bytes);
}
