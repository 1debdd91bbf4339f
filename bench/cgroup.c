#include "bench/cgroup.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/kernel.h"

/* Where a group's files are: in this folder, and those of the groups above it in the folders above,
 * but not beyond the mount point. */
struct group {
	char folder[5200];
	size_t mount; /* the length of the mount point */
};

/* Is the word one of a list "cpu,cpuacct"? */
static bool
list_has(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *s = list; s; s = strchr(s, ',')) {
		s += *s == ',';
		if (strncmp(s, word, n) == 0 && strchr(",", s[n]))
			return true;
	}
	return false;
}

/* From the lines "4:cpu,cpuacct:/path" and, for version 2, "0::/path". */
static int
path_find(const char *process, int version, const char *controller, char *path, size_t size)
{
	char name[4096], *line = NULL;
	size_t capacity = 0;
	int status = -1;
	FILE *file;

	snprintf(name, sizeof(name), "%s/cgroup", process);
	file = fopen(name, "re");
	while (file && status != 0 && getline(&line, &capacity, file) > 0) {
		char *controllers = strchr(line, ':');
		char *where = controllers ? strchr(controllers + 1, ':') : NULL;

		if (!where)
			continue;
		*where++ = '\0';
		where[strcspn(where, "\n")] = '\0';
		if (version == 2 ? controllers[1] == '\0' : list_has(controllers + 1, controller)) {
			snprintf(path, size, "%s", where);
			status = 0;
		}
	}
	free(line);
	if (file)
		fclose(file);
	return status;
}

/* A container may see the mount of its own group only: then the root of that is not the path's. */
static void
group_place(struct group *group, const char *mount, const char *root, const char *path)
{
	size_t n = strcmp(root, "/") == 0 ? 0 : strlen(root);

	if (strncmp(path, root, n) == 0 && (path[n] == '/' || path[n] == '\0'))
		path += n;
	else
		path = "";
	snprintf(group->folder,
	         sizeof(group->folder),
	         "%s%s",
	         mount,
	         strcmp(path, "/") == 0 ? "" : path);
	group->mount = strlen(mount);
}

/* From the lines "33 31 0:30 <root> <mount point> rw - cgroup2 <source> rw,<controllers>". */
static int
group_find(const char *process, int version, const char *controller, struct group *group)
{
	char name[4096], path[4096], root[1024], mount[1024], type[64], options[1024], *line = NULL;
	size_t capacity = 0;
	int status = -1;
	FILE *file;

	if (path_find(process, version, controller, path, sizeof(path)) != 0)
		return -1;
	snprintf(name, sizeof(name), "%s/mountinfo", process);
	file = fopen(name, "re");
	while (file && status != 0 && getline(&line, &capacity, file) > 0) {
		const char *end = strstr(line, " - ");

		if (!end || sscanf(line, "%*s %*s %*s %1023s %1023s", root, mount) != 2 ||
		    sscanf(end, " - %63s %*s %1023s", type, options) != 2)
			continue;
		if (version == 2 ? strcmp(type, "cgroup2") == 0
		                 : strcmp(type, "cgroup") == 0 && list_has(options, controller)) {
			group_place(group, mount, root, path);
			status = 0;
		}
	}
	free(line);
	if (file)
		fclose(file);
	return status;
}

static double
number_in(const char *folder, const char *file)
{
	char path[5300], line[64];

	snprintf(path, sizeof(path), "%s/%s", folder, file);
	if (kernel_line(path, line, sizeof(line)) != 0)
		return NAN;
	return strcmp(line, "max") == 0 ? INFINITY : strtod(line, NULL);
}

/* Of this group alone, by whichever version's file is there: "150000 100000" or "max 100000". */
static double
folder_quota(const char *folder)
{
	char path[5300], line[64];
	double quota, period;

	snprintf(path, sizeof(path), "%s/cpu.max", folder);
	if (kernel_line(path, line, sizeof(line)) == 0) {
		if (sscanf(line, "%lf %lf", &quota, &period) != 2)
			return INFINITY;
	} else {
		quota = number_in(folder, "cpu.cfs_quota_us");
		period = number_in(folder, "cpu.cfs_period_us");
	}
	return quota > 0 && period > 0 ? quota / period : INFINITY;
}

double
cgroup_quota_cpus(const char *process)
{
	double least = INFINITY;

	for (int version = 1; version <= 2; version++) {
		struct group group;

		if (group_find(process, version, "cpu", &group) != 0)
			continue;
		for (char *end; strlen(group.folder) >= group.mount; *end = '\0') {
			least = fmin(least, folder_quota(group.folder));
			end = strrchr(group.folder, '/');
			if (!end)
				break;
		}
	}
	return least;
}

double
cgroup_throttled_s(const char *process)
{
	static const struct {
		const char *key;
		double scale;
	} keys[] = {{"throttled_time", 1e-9}, {"throttled_usec", 1e-6}};
	double throttled = NAN;

	for (int version = 1; version <= 2; version++) {
		char path[5300], value[64];
		struct group group;

		if (group_find(process, version, "cpu", &group) != 0)
			continue;
		snprintf(path, sizeof(path), "%s/cpu.stat", group.folder);
		if (kernel_field(path, keys[version - 1].key, value, sizeof(value)) == 0)
			throttled = fmax(throttled, strtod(value, NULL) * keys[version - 1].scale);
	}
	return throttled;
}

/* what a limit leaves, in this group and those above it */
static double
left(const char *process, int version, const char *controller, const char *most, const char *used)
{
	double least = INFINITY;
	struct group group;

	if (group_find(process, version, controller, &group) != 0)
		return INFINITY;
	for (char *end; strlen(group.folder) >= group.mount; *end = '\0') {
		double room = number_in(group.folder, most) - number_in(group.folder, used);

		if (room < least)
			least = room;
		end = strrchr(group.folder, '/');
		if (!end)
			break;
	}
	return fmax(0, least);
}

double
cgroup_tasks_left(const char *process)
{
	return fmin(left(process, 1, "pids", "pids.max", "pids.current"),
	            left(process, 2, "", "pids.max", "pids.current"));
}

double
cgroup_memory_left(const char *process)
{
	return fmin(left(process, 1, "memory", "memory.limit_in_bytes", "memory.usage_in_bytes"),
	            left(process, 2, "", "memory.max", "memory.current"));
}
