#ifndef BENCH_SETTING_H
#define BENCH_SETTING_H

#include <stddef.h>

struct planned;

/* what a planned cell sets that option to, as people write it, by the command that runs it; "" if it does not. Lies in
 * `text`, cut to its size */
const char *setting_text(const struct planned *, const char *option, char *text, size_t size);

/* as a plain number; nan if it is none */
double setting_number(const struct planned *, const char *option);

#endif
