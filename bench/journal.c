#include "bench/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* the end of the last whole line */
static off_t
whole(int fd)
{
	off_t end = lseek(fd, 0, SEEK_END);
	char c = '\n';

	while (end > 0 && pread(fd, &c, 1, end - 1) == 1 && c != '\n')
		end--;
	return end;
}

int
journal_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	if (fd < 0)
		return -1;
	if (ftruncate(fd, whole(fd)) == 0 && lseek(fd, 0, SEEK_END) >= 0)
		return fd;
	close(fd);
	return -1;
}

static int
write_all(int fd, const char *data, size_t size)
{
	while (size > 0) {
		ssize_t put = write(fd, data, size);

		if (put < 0 && errno != EINTR)
			return -1;
		if (put > 0) {
			data += put;
			size -= (size_t)put;
		}
	}
	return 0;
}

int
journal_append(int fd, json_t *line)
{
	off_t before = lseek(fd, 0, SEEK_END);
	char *text = json_dumps(line, JSON_COMPACT | JSON_PRESERVE_ORDER);
	size_t length = text ? strlen(text) : 0;
	int status = -1;

	json_decref(line);
	if (text) {
		text[length] = '\n'; /* in place of the terminator */
		status = write_all(fd, text, length + 1);
		free(text);
	}
	if (status == 0)
		return 0;
	if (ftruncate(fd, before) != 0) /* the half line of a full disk */
		return -1;
	return -1;
}

int
journal_read(const char *path, void (*each)(void *, json_t *), void *argument)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	ssize_t length;

	if (!file)
		return -1;
	while ((length = getline(&line, &room, file)) > 0) {
		json_t *json = line[length - 1] == '\n' ? json_loads(line, 0, NULL) : NULL;

		if (json)
			each(argument, json);
		json_decref(json);
	}
	free(line);
	fclose(file);
	return 0;
}
