#ifndef BENCH_SOFTWARE_H
#define BENCH_SOFTWARE_H

#include <jansson.h>

/* What this program was made with and from, and what it works with: adds it to the object under
 * names of its own.  Runs a few programs to learn their versions. */
void software_describe(json_t *object);

#endif
