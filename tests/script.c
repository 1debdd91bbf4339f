/*
 * Programs that a test writes.
 */
#include "tests/script.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static char folder[] = "/tmp/convoy-exec-XXXXXX";

void
scripts_begin(void)
{
	if (!mkdtemp(folder)) {
		perror(folder);
		exit(1);
	}
}

void
script_write(char path[SCRIPT_PATH], const char *name, const char *text)
{
	FILE *file;

	snprintf(path, SCRIPT_PATH, "%s/%s", folder, name);
	file = fopen(path, "we");
	if (!file || fprintf(file, "#!/bin/sh\ncd %s || exit 9\n%s\n", folder, text) < 0 ||
	    fclose(file) != 0 || chmod(path, 0700) != 0) {
		perror(path);
		exit(1);
	}
}

size_t
scripts_here(pid_t *process, size_t most)
{
	DIR *all = opendir(folder);
	struct dirent *entry;
	size_t count = 0;

	while (all && count < most && (entry = readdir(all)))
		if (sscanf(entry->d_name, "here.%d", &process[count]) == 1)
			count++;
	if (all)
		closedir(all);
	return count;
}

static void
take_away(const char *what)
{
	char command[SCRIPT_PATH * 2];

	snprintf(command, sizeof command, "rm -rf %s%s", folder, what);
	if (system(command) != 0)
		printf("# failed: %s\n", command);
}

void
scripts_tidy(void)
{
	take_away("/here.*");
	take_away("/first");
}

void
scripts_end(void)
{
	take_away("");
}
