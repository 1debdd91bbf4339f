/*
 * Options as a shell reads them, for commands that are shown, and that hyperfine
 * splits by the same rules.
 */
#include "bench/quote.h"

#include <stdbool.h>
#include <string.h>

/* what no shell makes anything of, wherever it stands */
static bool
is_plain(const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "%+,-./:=@_";

	return strspn(text, plain) == strlen(text);
}

void
quote_option(FILE *out, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	fprintf(out, " --%s ", name);
	if (is_plain(value)) {
		fputs(value, out);
		return;
	}
	fputc('\'', out);
	for (; *value; value++)
		if (*value == '\'')
			fputs("'\\''", out);
		else
			fputc(*value, out);
	fputc('\'', out);
}
