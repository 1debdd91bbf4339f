#ifndef TESTS_USER_FILE_H
#define TESTS_USER_FILE_H

#include <stddef.h>
#include <stdint.h>

/* What the tests of rows in SQLite share: a folder of the test's, in which runs make their files, and in it one
 * file that is the user's. */
extern char user_folder[], user_file[];

/* make the folder, and let runs use it; the file is not there yet. Load SQLite. 0, or -1, which it prints */
int user_folder_make(void);

/* how many files are in it but for the user's */
size_t user_folder_files(void);

/* make the user's file anew, with that in it */
void user_file_make(const char *content);

/* one statement in the user's database; its first number, or -1 */
int64_t user_file_ask(const char *sql);

#endif
