/*
 * What all peers that are written in C share: the command line, the clock, the
 * lines that they print.
 */
#include "bench/peers/peer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "runners/clock.h"

void
fail(const char *what)
{
	perror(what);
	exit(1);
}

void *
memory(size_t count, size_t bytes)
{
	void *block = calloc(count, bytes);

	if (!block)
		fail("calloc");
	return block;
}

size_t
number(const char *text)
{
	char *end;
	unsigned long long value;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno == 0 && (end == text || *end != '\0' || *text == '-'))
		errno = EINVAL;
	if (errno != 0)
		fail(text);
	return (size_t)value;
}

/* a line of /proc/self/status that is in kB */
static size_t
status_bytes(const char *name)
{
	char line[128];
	size_t kilobytes = 0;
	FILE *status = fopen("/proc/self/status", "r");

	if (!status)
		fail("/proc/self/status");
	while (fgets(line, sizeof line, status))
		if (strncmp(line, name, strlen(name)) == 0)
			kilobytes = strtoull(line + strlen(name), NULL, 10);
	fclose(status);
	return kilobytes << 10;
}

size_t
peak_resident_bytes(void)
{
	return status_bytes("VmHWM:");
}

static double
cpu_s(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

struct effort
effort_begin(void)
{
	size_t resident = status_bytes("VmRSS:");

	return (struct effort){clock_ns(), cpu_s(), resident};
}

double
effort_wall_s(const struct effort *effort)
{
	return (double)(clock_ns() - effort->start_ns) / 1e9;
}

double
effort_cpu_s(const struct effort *effort)
{
	return cpu_s() - effort->cpu_s;
}

size_t
effort_peak_bytes(const struct effort *effort)
{
	size_t peak = peak_resident_bytes();

	return peak > effort->resident_bytes ? peak - effort->resident_bytes : 0;
}

void
print_ns(const char *figure, size_t n, uint64_t elapsed_ns, double times)
{
	printf("{\"figure\":\"%s\",\"n\":%zu,\"ns\":%.2f}\n",
	       figure,
	       n,
	       (double)elapsed_ns / times);
}

void
print_sleep(size_t n, const struct effort *effort)
{
	double wall = effort_wall_s(effort);

	printf("{\"figure\":\"sleep\",\"n\":%zu,\"wall_s\":%.4f,\"cpu_s\":%.4f,"
	       "\"rss_bytes_per_task\":%.1f,\"peak_rss_bytes\":%zu}\n",
	       n,
	       wall,
	       effort_cpu_s(effort),
	       (double)effort_peak_bytes(effort) / (double)n,
	       peak_resident_bytes());
}

void
print_rate(const char *figure, const char *rate, const char *cpu, double count,
           const struct effort *effort)
{
	double wall = effort_wall_s(effort);

	printf("{\"figure\":\"%s\",\"%s\":%.0f,\"%s\":%.3f}\n",
	       figure,
	       rate,
	       count / wall,
	       cpu,
	       effort_cpu_s(effort) * 1e6 / count);
}

static int
words(const char *text)
{
	int count = 1;

	while ((text = strchr(text, ' ')) != NULL) {
		text++;
		count++;
	}
	return count;
}

static int
usage(void)
{
	for (const struct figure *f = figures; f->name; f++)
		fprintf(stderr, "usage: %s %s [REPEATS]\n", f->name, f->arguments);
	return 2;
}

int
main(int argc, char **argv)
{
	const struct figure *figure = figures;
	size_t repeats = 1;
	int needed;

	setvbuf(stdout, NULL, _IOLBF, 0);
	while (argc > 1 && figure->name && strcmp(figure->name, argv[1]) != 0)
		figure++;
	if (argc < 2 || !figure->name)
		return usage();
	needed = 2 + words(figure->arguments);
	if (argc != needed && argc != needed + 1)
		return usage();
	if (argc == needed + 1)
		repeats = number(argv[needed]);
	for (size_t i = 0; i < repeats; i++)
		figure->measure(argv + 2);
	return 0;
}
