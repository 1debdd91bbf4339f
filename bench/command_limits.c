#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cell.h"
#include "bench/command.h"
#include "bench/limits.h"
#include "bench/options.h"
#include "bench/quantity.h"
#include "runners/runner.h"

enum { MAX_LEAST = 100, MAX_MOST = 10000000 };

static int
read_runners(const char *list)
{
	const char *names[64] = {NULL};
	size_t count = 0;
	char name[32];

	for (size_t k = 0; runners[k]; k++)
		if (limits_triable(runners[k]->name))
			names[count++] = runners[k]->name;
	if (list && !*list)
		return usage("--runners: say at least one");
	for (const char *at = list; at && *at; at += strcspn(at, ",") + (strchr(at, ',') != NULL)) {
		snprintf(name, sizeof name, "%.*s", (int)strcspn(at, ","), at);
		if (!limits_triable(name))
			return unknown("runner",
			               name,
			               names,
			               "one that makes a worker for each task: thread, process, "
			               "coroutine");
	}
	return 0;
}

/* whether any of those that are tried has threads for workers, which need more than coroutines */
static bool
any_thread(const char *list)
{
	size_t length;

	for (const char *at = list; at && *at; at += length + (at[length] == ',')) {
		length = strcspn(at, ",");
		if (length == strlen("thread") && strncmp(at, "thread", length) == 0)
			return true;
	}
	return !list;
}

static int
check_stack(const struct limits_request *request)
{
	bool thread = any_thread(request->runners);

	if (request->stack_bytes >=
	            (uint64_t)(thread ? STACK_BYTES_MIN : COROUTINE_STACK_BYTES_MIN) &&
	    request->stack_bytes <= (uint64_t)1 << 30)
		return 0;
	return usage("--stack %llu: say %s to 1GiB",
	             (unsigned long long)request->stack_bytes,
	             thread ? "16KiB, which threads need," : "512");
}

static int
read_request(const struct option_row *rows, struct limits_request *request)
{
	uint64_t max = LIMITS_MAX;
	uint64_t stack = LIMITS_STACK_BYTES;
	int status;

	if (given(rows, "max") &&
	    (count_read(option(rows, "max"), &max) != 0 || max < MAX_LEAST || max > MAX_MOST))
		return usage("--max '%s': say %d to %d", option(rows, "max"), MAX_LEAST, MAX_MOST);
	if (given(rows, "stack") && size_read(option(rows, "stack"), &stack) != 0)
		return usage("--stack '%s': say a size such as 64KiB", option(rows, "stack"));
	*request = (struct limits_request){
		.runners = option(rows, "runners"), .max = max, .stack_bytes = stack};
	status = read_runners(request->runners);
	return status ? status : check_stack(request);
}

static const char *
size_or_dash(char *buffer, double bytes)
{
	return isfinite(bytes) ? size_format(buffer, QUANTITY_SIZE, bytes > 0 ? (uint64_t)bytes : 0)
	                       : "-";
}

static void
print_model(const struct model_limits *m)
{
	struct task_cost cost = task_cost(m);
	char touched[QUANTITY_SIZE];
	char reserved[QUANTITY_SIZE];
	char kernel[QUANTITY_SIZE];

	printf("%-14s %9zu %10s %10s %10s  %s\n",
	       m->runner,
	       m->most,
	       size_or_dash(touched, cost.touched_bytes),
	       size_or_dash(kernel, cost.kernel_bytes),
	       size_or_dash(reserved, cost.reserved_bytes),
	       m->descriptor ? "each with a descriptor" : "");
	if (*m->limit)
		printf("    stopped by %s, %.0f: %s\n", m->limit, m->limit_value, m->stopped);
	else
		printf("    stopped by %s\n", *m->stopped ? m->stopped : "an interrupt");
}

static void
print(const struct limits *limits)
{
	printf("%-14s %9s %10s %10s %10s\n", "model", "most", "touched", "kernel", "reserved");
	for (size_t k = 0; k < limits->count; k++)
		print_model(&limits->models[k]);
	printf("\nmost: tasks that were really held at once, each asleep; the rest: memory for "
	       "each "
	       "of\nthem, as slopes; tried with at most half of the memory, and %zu tasks left "
	       "alone\n",
	       limits->reserve);
}

static int
limits_main(int argc, char **argv)
{
	struct option_row rows[] = {{.name = "json"},
	                            {.name = "runners", .takes_value = true},
	                            {.name = "max", .takes_value = true},
	                            {.name = "stack", .takes_value = true},
	                            {.name = NULL}};
	int rest = options_read(argc, argv, rows);
	struct limits_request request;
	struct limits *limits;
	json_t *json;
	int status;

	if (rest != 0)
		return rest < 0 ? EXIT_USAGE
		                : usage("limits takes options only, not '%s'", argv[argc - 1]);
	if ((status = read_request(rows, &request)))
		return status;
	limits = calloc(1, sizeof *limits);
	if (!limits)
		return broken("no memory:");
	status = limits_find(&request, limits);
	if (status >= 0 && given(rows, "json")) {
		json = limits_to_json(limits);
		json_dumpf(json, stdout, JSON_INDENT(2)), putchar('\n');
		json_decref(json);
	} else if (status >= 0)
		print(limits);
	free(limits);
	return status == 0 ? EXIT_MEASURED : EXIT_BROKEN;
}

const struct command command_limits = {
	.name = "limits",
	.summary = "try how many tasks each model can hold at once, and what stops it",
	.help = "usage: convoy limits [OPTIONS]\n"
		"\n"
		"Starts more and more tasks that sleep, until all that were asked for are\n"
		"there or the system refuses one. Says how many each model held, what stopped\n"
		"it, and what each task took of memory: touched (PSS of the process tree), in\n"
		"the kernel (stacks, page tables and slab, by /proc/meminfo), and reserved\n"
		"(virtual). A '-' stands where no slope fits: the tries were too few, or too\n"
		"alike.\n"
		"\n"
		"Safe on a machine in use: each try is a process of its own, the first to go\n"
		"if memory runs out; no try takes more than half of the available memory, and\n"
		"1000 of the threads and processes that the kernel would still make (or half\n"
		"of them) are left alone. Ctrl-C ends it, and all that it started. It takes a\n"
		"minute or two.\n"
		"\n"
		"options:\n"
		"  --runners R,...   of those that make a worker for each task; by default\n"
		"                    thread,process,coroutine; hybrid can be tried too\n"
		"  --max N           try no more than so many, 100 to 10000000; by default\n"
		"                    1000000\n"
		"  --stack SIZE      of threads and coroutines; by default 16KiB; at least\n"
		"                    512, or 16KiB if threads are tried\n"
		"  --json            print all tries as JSON, as in a campaign's limits.json\n"
		"\n"
		"examples:\n"
		"  convoy limits\n"
		"  convoy limits --runners coroutine --max 5000000\n"
		"\n"
		"exit status: 0 tried, 1 interrupted or impossible, 2 wrong usage\n",
	.main = limits_main,
};
