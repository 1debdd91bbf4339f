#ifndef TESTS_COMPANY_H
#define TESTS_COMPANY_H

#include <stdbool.h>
#include <stddef.h>

/* Some who do an act at once, under every model that can do several. */
struct company {
	const char *name;
	size_t way; /* of trial_runner */
};

/* try this with every model, and with the coroutines on every event loop */
void company_each(void (*try)(const struct company *));

/* Do the act so many times, all at once, each with a number from 0; whether all returned true. */
bool company_meet(const struct company *, bool (*act)(size_t k), size_t count);

#endif
