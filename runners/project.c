#include "runners/project.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *
project_folder(const char *holding)
{
	static char path[4096];
	char file[4200];
	ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);

	path[length > 0 ? length : 0] = '\0';
	while (strrchr(path, '/')) {
		*strrchr(path, '/') = '\0';
		snprintf(file, sizeof file, "%s/%.90s", path, holding);
		if (access(file, R_OK) == 0)
			return path;
	}
	return ".";
}
