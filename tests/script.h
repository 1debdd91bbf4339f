#ifndef TESTS_SCRIPT_H
#define TESTS_SCRIPT_H

#include <stddef.h>
#include <sys/types.h>

/* Programs that a test writes, for the shell, in a folder of its own. */

enum { SCRIPT_PATH = 64 };

/* make the folder; the program ends if that cannot be done */
void scripts_begin(void);

/* a program that runs in the folder; its path is the caller's */
void script_write(char path[SCRIPT_PATH], const char *name, const char *text);

/* the processes whose programs have said `: >here.$$`, at most so many; how many there are */
size_t scripts_here(pid_t *, size_t most);

/* take away what programs have left there, or all of it */
void scripts_tidy(void);
void scripts_end(void);

#endif
