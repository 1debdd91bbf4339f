#ifndef BENCH_QUANTITY_H
#define BENCH_QUANTITY_H

#include <stddef.h>
#include <stdint.h>

/*
 * Numbers as people write them, read and printed.
 *
 * The readers take the whole text: digits, which may be grouped by underscores (1_000_000), a
 * fraction if the result is still whole (1.5s, but not 0.5ns), and the unit right after it. They
 * return 0, or -1 with errno set and the result untouched: EINVAL for a text that is not
 * understood, ERANGE for what is negative or does not fit.
 */

int duration_read(const char *text, uint64_t *ns); /* ns us ms s min h; only 0 needs no unit */
int size_read(const char *text,
              uint64_t *bytes); /* B KB MB GB (powers of 1000), KiB MiB GiB; or none */
int count_read(const char *text, uint64_t *count); /* no unit; 1e6 is a million */

/* Enough for whatever the functions below print. They return the buffer. */
enum { QUANTITY_SIZE = 32 };

/* For people: "1.28 s", "131 ms", "9.6 ms", "850 ns", "16.7 min"; "-" for nan and infinity. */
char *duration_format(char *buffer, size_t size, double seconds);

/* For people: "512 B", "4.0 KiB", "92 KiB", "1.4 MiB". */
char *size_format(char *buffer, size_t size, uint64_t bytes);

/* For records: "100ms", "1500us", "64KiB"; the readers return exactly the same number. */
char *duration_write(char *buffer, size_t size, uint64_t ns);
char *size_write(char *buffer, size_t size, uint64_t bytes);

#endif
