#include "bench/recording.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "bench/command.h"
#include "bench/limits.h"
#include "bench/machine.h"
#include "bench/plan.h"

char *
recording_folder(void)
{
	char date[16];
	char machine[MACHINE_NAME_SIZE];
	char *path = NULL;
	time_t now = time(NULL);
	struct tm local;
	struct stat is;

	strftime(date, sizeof date, "%Y-%m-%d", localtime_r(&now, &local));
	for (int k = 1; k < 1000; k++) {
		char number[8] = "";

		if (k > 1)
			snprintf(number, sizeof number, "-%d", k);
		free(path);
		if (asprintf(&path, "results/%s-%s%s", date, machine_name(machine), number) < 0)
			return NULL;
		if (stat(path, &is) != 0)
			return path;
	}
	free(path);
	errno = EEXIST;
	return NULL;
}

static int
dump(json_t *json, const char *folder, const char *name)
{
	char path[512];
	int status;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	status = json_dump_file(json, path, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	json_decref(json);
	if (status == 0)
		return 0;
	broken("cannot write %s:", path);
	return -1;
}

int
recording_begin(const char *folder, const struct plan *plan, const struct plan_request *request)
{
	if (strncmp(folder, "results/", 8) == 0)
		mkdir("results", 0777);
	if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
		broken("cannot make the folder %s:", folder);
		return -1;
	}
	if (dump(machine_describe(), folder, "machine.json") != 0)
		return -1;
	return dump(plan_to_json(plan, request), folder, "plan.json");
}

bool
recording_exists(const char *folder)
{
	char path[512];
	struct stat is;

	snprintf(path, sizeof path, "%s/plan.json", folder);
	return stat(path, &is) == 0;
}

char *
recording_newest(void)
{
	DIR *results = opendir("results");
	struct dirent *entry;
	char *newest = NULL;
	time_t when = 0;

	while (results && (entry = readdir(results))) {
		char path[512];
		struct stat is;

		snprintf(path, sizeof path, "results/%s/plan.json", entry->d_name);
		if (entry->d_name[0] == '.' || stat(path, &is) != 0 || is.st_mtime < when)
			continue;
		when = is.st_mtime;
		free(newest);
		if (asprintf(&newest, "results/%s", entry->d_name) < 0)
			newest = NULL;
	}
	if (results)
		closedir(results);
	return newest;
}

static bool
same_machine(const char *folder)
{
	char name[MACHINE_NAME_SIZE];
	char path[512];
	json_t *machine;
	const char *recorded;
	bool same;

	snprintf(path, sizeof path, "%s/machine.json", folder);
	machine = json_load_file(path, 0, NULL);
	recorded = json_string_value(json_object_get(machine, "name"));
	same = recorded && strcmp(recorded, machine_name(name)) == 0;
	json_decref(machine);
	return same;
}

int
recording_resume(const char *folder, struct plan *plan)
{
	struct plan_request request;
	struct plan recorded = {.cells = NULL};
	char path[512];
	json_t *json;
	int wrong = 0;

	snprintf(path, sizeof path, "%s/plan.json", folder);
	json = json_load_file(path, 0, NULL);
	if (!json || plan_request_from_json(&request, json) != 0 ||
	    plan_from_json(&recorded, json) != 0) {
		json_decref(json);
		return usage("%s: there is no campaign to resume", folder);
	}
	if (!same_machine(folder))
		wrong = usage("%s was begun on another machine: times of two do not mix", folder);
	else if (plan_make(plan, &request) != 0)
		wrong = EXIT_BROKEN;
	for (size_t k = 0; !wrong && k < plan->count; k++)
		if (plan->count != recorded.count ||
		    strcmp(plan->cells[k].command, recorded.cells[k].command) != 0)
			wrong = broken("%s was begun by another version, with other cells: begin "
			               "anew",
			               folder);
	plan_free(&recorded);
	json_decref(json);
	return wrong;
}

bool
recording_tries_limits(const struct plan *plan)
{
	return (strcmp(plan->preset, "standard") == 0 || strcmp(plan->preset, "full") == 0) &&
	       !strstr(plan->options, " --only ") && !strstr(plan->options, " --runners ");
}

int
recording_limits(const char *folder)
{
	const struct limits_request request = {.max = LIMITS_MAX,
	                                       .stack_bytes = LIMITS_STACK_BYTES};
	struct limits *limits;
	char path[512];
	struct stat is;
	int status = -1;

	snprintf(path, sizeof path, "%s/limits.json", folder);
	if (stat(path, &is) == 0)
		return 0;
	limits = calloc(1, sizeof *limits);
	if (!limits)
		return -broken("no memory for the limits:");
	status = limits_find(&request, limits);
	if (status == 0)
		status = dump(limits_to_json(limits), folder, "limits.json");
	else if (status > 0)
		status = -broken("the limits were not tried to the end; --resume tries them anew");
	free(limits);
	return status;
}
