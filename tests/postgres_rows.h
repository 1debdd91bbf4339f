#ifndef TESTS_POSTGRES_ROWS_H
#define TESTS_POSTGRES_ROWS_H

/* Test the database workload with the server of tests/postgres.sh, by its local socket. */
void postgres_rows(const char *port, const char *folder);

#endif
