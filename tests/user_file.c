#include "tests/user_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/rows.h"
#include "workloads/database.h"
#include "workloads/workload.h"

char user_folder[] = "/tmp/convoy-database-test-XXXXXX";
char user_file[sizeof user_folder + 16];

int
user_folder_make(void)
{
	if (!mkdtemp(user_folder) || setenv("TMPDIR", user_folder, 1) != 0 ||
	    engine_sqlite.load() != 0) {
		printf("Bail out! %s: %s\n", user_folder, workload_reason);
		return -1;
	}
	snprintf(user_file, sizeof user_file, "%s/mine.db", user_folder);
	return 0;
}

size_t
user_folder_files(void)
{
	DIR *d = opendir(user_folder);
	struct dirent *entry;
	size_t count = 0;

	while (d && (entry = readdir(d)))
		count += *entry->d_name != '.' && strncmp(entry->d_name, "mine", 4) != 0;
	if (d)
		closedir(d);
	return count;
}

int64_t
user_file_ask(const char *sql)
{
	return rows_ask(&engine_sqlite, user_file, sql);
}

void
user_file_make(const char *content)
{
	int fd = open(user_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, content, strlen(content)) != (ssize_t)strlen(content)) {
		perror(user_file);
		exit(1);
	}
	close(fd);
}
