#ifndef BENCH_SUGGESTION_H
#define BENCH_SUGGESTION_H

#include <stddef.h>

/* the name, of those in an array that ends with NULL, that is nearest to what was typed, if it is
 * near enough to be meant; NULL otherwise. Distance: Levenshtein 1966 */
const char *suggestion(const char *typed, const char *const *names);

#endif
