/*
 * The cells of a preset's lines: each work under its runners, at its limits.
 */
#include "bench/matrix.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "bench/command.h"
#include "bench/plan.h"
#include "bench/preset.h"

/* whether a list of names, separated by commas, has this one; no list has all */
static bool
wanted(const char *list, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = list; at && *at; at += strcspn(at, ",") + (strchr(at, ',') != NULL))
		if (strcspn(at, ",") == length && strncmp(at, name, length) == 0)
			return true;
	return !list;
}

static unsigned
rounds_of(const struct preset *preset, const struct plan_request *request, enum repeat repeat)
{
	if (repeat == ONCE)
		return 0;
	if (request->rounds)
		return request->rounds;
	return repeat == MAIN ? preset->main_rounds : preset->sweep_rounds;
}

static int
set_cell(struct cell *cell, const struct work *work, size_t limit, const struct variant *variant)
{
	for (size_t k = 0; k < 3 && work->settings[k][0]; k++)
		if (cell_set(cell, work->settings[k][0], work->settings[k][1]) != 0)
			return -1;
	if (variant->name && cell_set_knob(cell, variant->option, variant->value) != 0)
		return -1;
	cell->tasks = work->tasks;
	cell->workers = cell->in_flight = limit;
	return cell_check(cell);
}

/* how many of the tasks get on at the same time */
static size_t
overlap(const struct cell *cell, size_t limit, unsigned cpus)
{
	if (cell->workload->bound != CPU_BOUND)
		return limit;
	if (cell->runner->loop && !cell->runner->grid)
		return 1;
	return limit < cpus ? limit : cpus;
}

/* cells that differ in their variants and interpreters only */
struct kin {
	const struct plan_request *request;
	const struct preset_line *line;
	const char *runner;
	size_t limit;
	unsigned rounds;
};

/* the interpreter's own name, unless it is the first */
static void
name_cell(struct planned *p, const struct kin *kin, const struct variant *variant,
          const char *interpreter)
{
	const char *suffix = kin->line->suffix;
	const char *slash = p->interpreter ? strrchr(interpreter, '/') : NULL;

	snprintf(p->work, sizeof p->work, "%s", kin->line->work->name);
	snprintf(p->variant, sizeof p->variant, "%s", variant->name ? variant->name : "");
	snprintf(p->name,
	         sizeof p->name,
	         "%s@%zu/%s%s%s%s",
	         p->work,
	         p->limit,
	         kin->runner,
	         *p->variant ? ":" : "",
	         p->variant,
	         suffix ? suffix : "");
	if (p->interpreter) {
		size_t length = strlen(p->name);

		snprintf(p->name + length,
		         sizeof p->name - length,
		         "+%u-%.16s",
		         p->interpreter + 1,
		         slash ? slash + 1 : interpreter);
	}
}

/* a byte more than a path may have: one that is too long stays so when it is cut, and is refused */
enum { ITEM_SIZE = PROGRAM_PATH_SIZE + 1 };

/* the place-th of a list of names that are separated by commas; whether there is one */
static bool
list_item(const char *list, unsigned place, char *name, size_t size)
{
	for (; list && place > 0; place--) {
		list = strchr(list, ',');
		list += list != NULL;
	}
	if (list)
		snprintf(name, size, "%.*s", (int)strcspn(list, ","), list);
	return list;
}

static int
add_cell(struct plan *plan, const struct kin *kin, const struct variant *variant,
         unsigned interpreter)
{
	const struct work *work = kin->line->work;
	char path[ITEM_SIZE];
	struct planned p = {.limit = kin->limit,
	                    .purposes = kin->line->purposes,
	                    .rounds = kin->rounds,
	                    .share = kin->line->share,
	                    .interpreter = interpreter};

	if (cell_init(
		    &p.cell, workload_find(work->workload), runner_find(kin->runner), plan->cpus) !=
	            0 ||
	    (p.cell.runner->program &&
	     list_item(kin->request->python, interpreter, path, sizeof path) &&
	     cell_set_knob(&p.cell, "python", path) != 0) ||
	    set_cell(&p.cell, work, kin->limit, variant) != 0) {
		broken("%s: %s", work->name, cell_error);
		return -1;
	}
	p.estimate_s = work->serial_s / (double)overlap(&p.cell, kin->limit, plan->cpus) + 0.015;
	name_cell(&p, kin, variant, path);
	p.command = cell_command(&p.cell, false);
	if (p.command)
		return plan_add(plan, &p);
	broken("no memory for the plan");
	return -1;
}

static int
add_interpreters(struct plan *plan, const struct kin *kin, const struct variant *variant)
{
	char path[ITEM_SIZE];

	for (unsigned k = 0; k == 0 || (runner_find(kin->runner)->program &&
	                                list_item(kin->request->python, k, path, sizeof path));
	     k++)
		if (add_cell(plan, kin, variant, k) != 0)
			return -1;
	return 0;
}

static int
add_variants(struct plan *plan, const struct kin *kin)
{
	static const struct variant none[] = {{.name = NULL}};
	const struct variant *variant = kin->line->variants ? kin->line->variants : none;

	do
		if (add_interpreters(plan, kin, variant) != 0)
			return -1;
	while (variant->name && (++variant)->name);
	return 0;
}

static int
add_line(struct plan *plan, const struct plan_request *request, const struct preset_line *line,
         unsigned rounds)
{
	for (const char *const *r = line->runners; *r; r++) {
		bool is_serial = runner_find(*r)->lifecycle == ONE_WORKER;

		if (!is_serial && !wanted(request->runners, *r))
			continue;
		for (size_t k = 0; line->limits[k]; k++) {
			size_t limit = line->limits[k] == CPUS ? plan->cpus : line->limits[k];

			const struct kin kin = {request, line, *r, is_serial ? 1 : limit, rounds};

			if (add_variants(plan, &kin) != 0)
				return -1;
		}
	}
	return 0;
}

static int
add_group(struct plan *plan, const struct plan_request *request, const struct preset *preset,
          const struct preset_line *line)
{
	for (; line->work; line++)
		if (line->purposes & FOR_FLOOR || wanted(request->only, line->work->workload))
			if (add_line(plan,
			             request,
			             line,
			             rounds_of(preset, request, line->repeat)) != 0)
				return -1;
	return 0;
}

int
matrix_fill(struct plan *plan, const struct plan_request *request)
{
	const struct preset *preset = presets;

	while (strcmp(preset->name, request->preset) != 0)
		preset++;
	plan->rounds = rounds_of(preset, request, MAIN);
	for (const struct preset_line *const *group = preset->groups; *group; group++)
		if (add_group(plan, request, preset, *group) != 0)
			return -1;
	return 0;
}
