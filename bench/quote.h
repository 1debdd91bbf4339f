#ifndef BENCH_QUOTE_H
#define BENCH_QUOTE_H

#include <stdio.h>

/* write an option with its value after a blank, as a shell and hyperfine read them; nothing if the value is NULL
 * or empty */
void quote_option(FILE *, const char *name, const char *value);

#endif
