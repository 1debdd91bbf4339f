#include "bench/parameter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cell.h"
#include "bench/quantity.h"

const struct parameter *
parameter_find(const struct workload *workload, const char *name)
{
	for (const struct parameter *p = workload->parameters; p->name; p++)
		if (strcmp(p->name, name) == 0)
			return p;
	return NULL;
}

static int
choose(const struct parameter *p, const char *text, uint64_t *number)
{
	char all[128] = "";

	for (uint64_t k = 0; p->choices[k]; k++) {
		if (strcmp(p->choices[k], text) == 0) {
			*number = k;
			return 0;
		}
		snprintf(all + strlen(all),
		         sizeof all - strlen(all),
		         "%s%s",
		         k ? " or " : "",
		         p->choices[k]);
	}
	return cell_fail("--%s '%s': say %s", p->name, text, all);
}

static int
set_text(struct value *value, const char *text)
{
	char *copy = *text ? strdup(text) : NULL;

	if (*text && !copy)
		return cell_fail("no memory");
	free(value->text);
	*value = (struct value){.text = copy};
	return 0;
}

static int
say_range(const struct parameter *p, const char *text)
{
	char least[QUANTITY_SIZE];
	char most[QUANTITY_SIZE];

	return cell_fail(
		"--%s '%s': say %s to %s",
		p->name,
		text,
		parameter_write(p, &(struct value){.number = p->least}, least, sizeof least),
		parameter_write(p, &(struct value){.number = p->most}, most, sizeof most));
}

static int
check_range(const struct parameter *p, const char *text, uint64_t number)
{
	if (p->most == 0 || (number >= p->least && number <= p->most))
		return 0;
	return say_range(p, text);
}

static int
set_number(const struct parameter *p, const char *text, uint64_t *number)
{
	static const struct {
		int (*read)(const char *, uint64_t *);
		const char *example;
	} units[] = {
		[UNIT_COUNT] = {count_read, "a number such as 1000"},
		[UNIT_DURATION] = {duration_read, "a duration such as 100ms, 20us or 2s"},
		[UNIT_SIZE] = {size_read, "a size such as 64KiB or 1MiB"},
	};

	if (units[p->unit].read(text, number) == 0)
		return check_range(p, text, *number);
	if (errno == ERANGE && p->most != 0)
		return say_range(p, text);
	return cell_fail("--%s '%s': %s; say %s",
	                 p->name,
	                 text,
	                 errno == ERANGE ? "out of range" : "not understood",
	                 units[p->unit].example);
}

int
parameter_read(const struct parameter *p, const char *text, struct value *value)
{
	if (p->unit == UNIT_TEXT)
		return set_text(value, text);
	if (p->unit == UNIT_CHOICE)
		return choose(p, text, &value->number);
	return set_number(p, text, &value->number);
}

const char *
parameter_write(const struct parameter *p, const struct value *value, char *buffer, size_t size)
{
	switch (p->unit) {
	case UNIT_DURATION:
		return duration_write(buffer, size, value->number);
	case UNIT_SIZE:
		return size_write(buffer, size, value->number);
	case UNIT_CHOICE:
		return p->choices[value->number];
	case UNIT_TEXT:
		return value->text ? value->text : "";
	default:
		snprintf(buffer, size, "%llu", (unsigned long long)value->number);
		return buffer;
	}
}
