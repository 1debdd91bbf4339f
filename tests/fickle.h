#ifndef TESTS_FICKLE_H
#define TESTS_FICKLE_H

#include <sys/types.h>

/* what it does once it has had enough */
enum fickle_way {
	FICKLE_CLOSE,   /* closes within its answer */
	FICKLE_RESET,   /* resets the connection within its answer */
	FICKLE_GARBAGE, /* answers what is no HTTP */
	FICKLE_MISSING, /* has no such page */
	FICKLE_MOVED,   /* has it elsewhere */
	FICKLE_WAYS
};

/* A web server, a process of its own, that answers so many requests well, with a small page, and then
 * only in its way. */
struct fickle {
	pid_t process;
	char url[64]; /* with {} for the number of a page */
};

/* start one; the program ends if there is none */
struct fickle fickle_start(unsigned good, enum fickle_way way);

void fickle_end(const struct fickle *);

#endif
