#ifndef TESTS_ROWS_H
#define TESTS_ROWS_H

#include <stdbool.h>
#include <stdint.h>

struct database_engine;
struct record;

/* What the tests of the database workload share, whatever the database. */

/* whether the run was right: so many rows were written, none of them and of those before is lost */
bool rows_counted(const struct record *, double written, double before);

/* one statement of somebody else's, in the database that is there, without an argument; its first number, or -1 */
int64_t rows_ask(const struct database_engine *, const char *place, const char *sql);

/* whether the run failed, for a reason of one line that holds these words */
bool rows_failed(const struct record *, const char *words);

#endif
