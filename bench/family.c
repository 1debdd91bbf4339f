#include "bench/family.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Each thread lists the children that it made.  A process of more threads than this is looked for
 * in a table of all processes instead: to read one line of /proc takes 4 us either way.
 */
enum { THREADS_ASKED = 256 };

/* The head of a file as a string. ESRCH if there is nothing in it: the process has just ended. */
static int
head_read(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = read(fd, text, size - 1);
	if (n == 0)
		errno = ESRCH;
	text[n > 0 ? n : 0] = '\0';
	close(fd);
	return n > 0 ? 0 : -1;
}

int
process_pss(pid_t pid, uint64_t *bytes)
{
	char path[64], text[1024];
	const char *line;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	if (head_read(path, text, sizeof(text)) != 0)
		return -1;
	line = strstr(text, "\nPss:");
	if (!line) {
		errno = ENOENT;
		return -1;
	}
	*bytes = strtoull(line + strlen("\nPss:"), NULL, 10) * 1024;
	return 0;
}

static int
pids_add(struct pids *pids, pid_t pid)
{
	if (pids->n == pids->capacity) {
		size_t capacity = pids->capacity ? 2 * pids->capacity : 64;
		pid_t *items = realloc(pids->items, capacity * sizeof(*items));

		if (!items)
			return -1;
		pids->items = items;
		pids->capacity = capacity;
	}
	pids->items[pids->n++] = pid;
	return 0;
}

static bool
pids_has(const pid_t *pids, size_t n, pid_t pid)
{
	while (n > 0) {
		if (pids[--n] == pid)
			return true;
	}
	return false;
}

/* Only once: the children of a thread that ends are handed to another of its threads, and listed
 * there again. */
static int
member_add(struct family *f, pid_t pid)
{
	if (pids_has(f->members.items, f->members.n, pid))
		return 0;
	return pids_add(&f->members, pid);
}

/* From a list "12 345 6 ", which may be longer than any buffer. */
static int
thread_children(struct family *f, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), status = 0;
	char text[1024];
	pid_t pid = 0;
	ssize_t n;

	if (fd < 0)
		return 0;
	while (status == 0 && (n = read(fd, text, sizeof(text))) > 0) {
		for (const char *c = text; status == 0 && c < text + n; c++) {
			if (*c >= '0' && *c <= '9') {
				pid = pid * 10 + (*c - '0');
			} else if (pid > 0) {
				status = member_add(f, pid);
				pid = 0;
			}
		}
	}
	close(fd);
	return status;
}

static int
children_of_threads(struct family *f, const char *tasks)
{
	const struct dirent *entry;
	DIR *dir = opendir(tasks);
	int status = 0;

	if (!dir)
		return 0;
	while (status == 0 && (entry = readdir(dir))) {
		char path[400];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s/children", tasks, entry->d_name);
		status = thread_children(f, path);
	}
	closedir(dir);
	return status;
}

pid_t
process_parent(const char *pid)
{
	char path[320], text[512];
	const char *name_end;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	if (head_read(path, text, sizeof(text)) != 0)
		return 0;
	name_end = strrchr(text, ')'); /* the name may hold whatever, even ") R 1" */
	return name_end && strlen(name_end) > 4 ? (pid_t)strtol(name_end + 4, NULL, 10) : 0;
}

static int
everyone_read(struct pids *everyone)
{
	const struct dirent *entry;
	DIR *dir = opendir("/proc");
	int status = 0;

	if (!dir)
		return -1;
	while (status == 0 && (entry = readdir(dir))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (pid > 0 && (status = pids_add(everyone, pid)) == 0)
			status = pids_add(everyone, process_parent(entry->d_name));
	}
	closedir(dir);
	return status;
}

static int
children_in_table(struct family *f, pid_t parent)
{
	int status = 0;

	if (f->everyone.n == 0 && everyone_read(&f->everyone) != 0)
		return -1;
	for (size_t i = 0; status == 0 && i < f->everyone.n; i += 2) {
		if (f->everyone.items[i + 1] == parent)
			status = member_add(f, f->everyone.items[i]);
	}
	return status;
}

static int
children_add(struct family *f, pid_t pid)
{
	char tasks[64];
	struct stat st;

	snprintf(tasks, sizeof(tasks), "/proc/%d/task", (int)pid);
	if (stat(tasks, &st) != 0)
		return 0;
	/* each thread is a folder in it */
	if (st.st_nlink > 2 + THREADS_ASKED || access("/proc/thread-self/children", F_OK) != 0)
		return children_in_table(f, pid);
	return children_of_threads(f, tasks);
}

int
family_pss(struct family *f, pid_t root, const pid_t *ignored, size_t n, uint64_t *bytes)
{
	uint64_t sum = 0, pss;

	f->members.n = f->everyone.n = 0;
	if (pids_add(&f->members, root) != 0)
		return -1;
	for (size_t i = 0; i < f->members.n; i++) {
		pid_t pid = f->members.items[i];

		if (pids_has(ignored, n, pid))
			continue;
		if (process_pss(pid, &pss) == 0)
			sum += pss;
		else if (pid == root)
			return -1;
		if (children_add(f, pid) != 0)
			return -1;
	}
	*bytes = sum;
	return 0;
}

void
family_free(struct family *f)
{
	free(f->members.items);
	free(f->everyone.items);
	*f = (struct family){0};
}
