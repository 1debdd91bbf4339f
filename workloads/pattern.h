#ifndef WORKLOADS_PATTERN_H
#define WORKLOADS_PATTERN_H

#include <stddef.h>
#include <stdint.h>

/*
 * Search by PCRE2. Its compiler to machine code is left out: it would take half of
 * a small stack, and not every processor has it. What it takes now of that is a few
 * KiB, but 20 KiB more before PCRE2 10.41.
 */

/* what is looked for; nobody changes it, and tasks share it */
struct pattern;

/* load PCRE2, and compile: NULL as a workload's setup; it says where in the text the mistake is */
struct pattern *pattern_new(const char *text);
void pattern_free(struct pattern *);

/* one who looks for it; NULL as a workload's task */
struct search *search_new(const struct pattern *);
void search_free(struct search *);

/* Find all matches in a line, which takes some half a microsecond, or several hundred if the pattern goes
 * back and forth as often as is allowed: where each lies, `at` bytes further, goes into the digest. 0, or
 * -1 as a task, also if it would go back and forth more often */
int search_line(struct search *, const char *line, size_t size, uint64_t at, uint64_t *digest);

#endif
