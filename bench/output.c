#include "bench/output.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int
output_check(const char *path)
{
	struct stat status;
	int fd;

	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
		return 0;
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0)
		return -1;
	close(fd);
	return 0;
}

static bool
is_same(const char *path, FILE *stream)
{
	struct stat one, other;

	return stat(path, &one) == 0 && fstat(fileno(stream), &other) == 0 &&
	       one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

static FILE *
open_output(const char *path)
{
	if (is_same(path, stdout))
		return stdout;
	return is_same(path, stderr) ? stderr : fopen(path, "we");
}

int
output_json(const json_t *value, const char *path)
{
	FILE *out = open_output(path);
	bool written = out && json_dumpf(value, out, JSON_COMPACT) == 0 &&
	               fputc('\n', out) != EOF && fflush(out) == 0;

	if (out && out != stdout && out != stderr)
		written &= fclose(out) == 0;
	return written ? 0 : -1;
}
