#ifndef TESTS_TAP_H
#define TESTS_TAP_H

/*
 * Reports tests on standard output in the Test Anything Protocol, for `prove --exec ''`.
 * A program that is not stopped early ends with `return done_testing();`.
 */

/* Announces how many tests follow, so that a program that ends early is noticed.  Optional. */
void plan(int tests);

/* Reports one test under a name that says what should hold; returns the condition. */
int ok(int condition, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Counts one test that cannot run here, and says why. */
void skip(const char *why, ...) __attribute__((format(printf, 1, 2)));

/*
 * Completes the report and returns the exit status: 0 if every test passed, and as many ran as were
 * planned, or at least one where there is no plan.
 */
int done_testing(void);

#endif
