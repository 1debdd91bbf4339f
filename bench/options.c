#include "bench/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "bench/command.h"
#include "bench/suggestion.h"

enum { OPTIONS_MAX = 40 };

int
unknown(const char *what, const char *name, const char *const *names, const char *see)
{
	const char *near = suggestion(name, names);

	const char *dashes = strcmp(what, "option") == 0 ? "--" : "";

	if (near)
		return usage("unknown %s '%s%s': did you mean '%s%s'? (%s)",
		             what,
		             dashes,
		             name,
		             dashes,
		             near,
		             see);
	return usage("unknown %s '%s%s': %s", what, dashes, name, see);
}

/* long options are told apart by numbers above those of characters */
enum { LONG = 256 };

/* what getopt_long stumbled over */
static int
misunderstood(const char *argument, const struct option *longs)
{
	const char *names[OPTIONS_MAX + 1];
	char name[64];
	size_t count = 0;

	if (optopt >= LONG)
		return usage("--%s takes no value", longs[optopt - LONG].name);
	if (optopt)
		return usage("unknown option '-%c': --help lists the options", optopt);
	for (; longs[count].name; count++)
		names[count] = longs[count].name;
	names[count] = NULL;
	argument += strspn(argument, "-");
	strncpy(name, argument, sizeof name - 1);
	name[sizeof name - 1] = '\0';
	name[strcspn(name, "=")] = '\0';
	return unknown("option", name, names, "--help lists the options");
}

int
options_read(int argc, char **argv, struct option_row *rows)
{
	struct option longs[OPTIONS_MAX + 1] = {{0}};
	int k;

	for (size_t n = 0; n < OPTIONS_MAX && rows[n].name; n++)
		longs[n] = (struct option){rows[n].name, rows[n].takes_value, NULL, LONG + (int)n};
	opterr = 0;
	optind = 0;
	while ((k = getopt_long(argc, argv, ":", longs, NULL)) != -1) {
		if (k == ':') {
			usage("%s needs a value", argv[optind - 1]);
			return -1;
		}
		if (k == '?') {
			misunderstood(argv[optind - 1], longs);
			return -1;
		}
		rows[k - LONG].value = rows[k - LONG].takes_value ? optarg : "";
	}
	return argc - optind;
}

const char *
option(const struct option_row *rows, const char *name)
{
	for (; rows->name; rows++)
		if (strcmp(rows->name, name) == 0)
			return rows->value;
	abort();
}

bool
given(const struct option_row *rows, const char *name)
{
	return option(rows, name) != NULL;
}
