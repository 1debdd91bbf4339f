#ifndef BENCH_KERNEL_H
#define BENCH_KERNEL_H

#include <jansson.h>
#include <stddef.h>

/*
 * What the kernel tells in its small files, of /proc and /sys.  Which of them exist depends on the
 * kernel, the hardware and the container: what is missing is null.
 */

/* The first line without its end, cut to fit. 0, or -1 with errno set. */
int kernel_line(const char *path, char *line, size_t size);

/* The rest of the first line that starts with the key, behind the white space, ':' or '=' that
 * follows it. 0, or -1 with errno set: ENOENT if there is no such line. */
int kernel_field(const char *path, const char *key, char *value, size_t size);

/* The same as JSON: a new reference, null if there is no such thing (or no memory). */
json_t *kernel_text(const char *path);
json_t *kernel_number(const char *path); /* the number that the first line starts with */
json_t *kernel_chosen(const char *path); /* b of a line "a [b] c" */
json_t *kernel_kib(const char *path, const char *key); /* a field in kB, as bytes */

/* What bears on the cost of processes, threads, timers and I/O: adds it to the object under names
 * of its own. */
void kernel_describe(json_t *object);

#endif
