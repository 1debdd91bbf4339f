#ifndef TESTS_CARGO_H
#define TESTS_CARGO_H

#include <sys/types.h>

/* Far more bytes than a pipe or a socket holds, and room for them where they arrive. */
enum { CARGO_BYTES = 1 << 20 };
extern char cargo[CARGO_BYTES], cargo_arrived[CARGO_BYTES];

/* fill the cargo, and empty the room */
void cargo_load(void);

/* writev of the cargo in parts, with empty ones between; no part ends where a page does */
ssize_t cargo_gather(int fd);

/* write until there is no room for more; read until nothing is left */
void cargo_fill(int fd);
void cargo_drain(int fd);

/* what a peer does: linger, then read as much as the cargo is, or to the end */
void cargo_take(int fd);

/* and then say, by a word of four letters, if what arrived is the cargo */
void cargo_tell(int fd);

#endif
