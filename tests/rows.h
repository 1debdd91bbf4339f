#ifndef TESTS_ROWS_H
#define TESTS_ROWS_H

#include <stdbool.h>

struct record;

/* What the tests of the database workload share, whatever the database. */

/* whether the run was right: so many rows were written, none of them and of those before is lost */
bool rows_counted(const struct record *, double written, double before);

/* whether the run failed, for a reason of one line that holds these words */
bool rows_failed(const struct record *, const char *words);

#endif
