#ifndef WORKLOADS_SITE_H
#define WORKLOADS_SITE_H

#include <stddef.h>
#include <stdint.h>

/* Page `number` of our server's site: so many bytes of HTML, always the same. */
void site_write(char *text, size_t bytes, uint64_t number);

#endif
