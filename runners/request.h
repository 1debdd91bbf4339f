#ifndef RUNNERS_REQUEST_H
#define RUNNERS_REQUEST_H

#include <jansson.h>

struct job;

/* what the program of an external runner is asked to do, as runners/README.md has it; a new reference, or
 * NULL if there is no memory, or a parameter is no UTF-8, and then the tally knows which */
json_t *request_make(const struct job *);

#endif
