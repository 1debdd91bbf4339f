#include "bench/setting.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan.h"

const char *
setting_text(const struct planned *p, const char *option, char *text, size_t size)
{
	char wanted[48];
	const char *at;

	snprintf(wanted, sizeof wanted, " --%s ", option);
	at = strstr(p->command, wanted);
	at = at ? at + strlen(wanted) : "";
	snprintf(text, size, "%.*s", (int)strcspn(at, " "), at);
	return text;
}

double
setting_number(const struct planned *p, const char *option)
{
	char text[48];
	char *end;
	double number = strtod(setting_text(p, option, text, sizeof text), &end);

	return *text && !*end ? number : (double)NAN;
}
