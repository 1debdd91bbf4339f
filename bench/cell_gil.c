#include "bench/cell_gil.h"

#include <math.h>
#include <string.h>

#include "bench/cell.h"
#include "bench/quantity.h"
#include "bench/record.h"
#include "runners/trace.h"

/* of a lock of ours, its design says; what another makes of it is its own business */
bool
cell_has_switch_interval(const struct cell *cell)
{
	return cell->runner->switch_interval && (!cell->runner->gil || cell->gil.design->asks);
}

bool
cell_has_checkpoint_every(const struct cell *cell)
{
	return cell->runner->gil && (cell->gil.design->asks || cell->gil.design->counts);
}

bool
cell_has_release_on_io(const struct cell *cell)
{
	return cell->runner->gil && cell->gil.design->drop;
}

int
cell_gil_set(struct cell *cell, const char *name, const char *text)
{
	struct gil_knobs *gil = &cell->gil;

	if (strcmp(name, "gil") == 0) {
		gil->design = gil_design_find(text);
		return gil->design ? 0 : cell_fail("there is no lock of the design '%s'", text);
	}
	if (strcmp(name, "switch-interval") == 0)
		return duration_read(text, &gil->switch_interval_ns) == 0
		               ? 0
		               : cell_fail("--%s '%s': say a duration such as 5ms", name, text);
	if (strcmp(name, "checkpoint-every") == 0)
		return count_read(text, &gil->checkpoint_every) == 0
		               ? 0
		               : cell_fail("--%s '%s': say a number such as 10", name, text);
	if (strcmp(name, "release-on-io") != 0)
		return cell_fail("there is no knob '%s'", name);
	gil->release_on_io = strcmp(text, "on") == 0;
	return gil->release_on_io || strcmp(text, "off") == 0
	               ? 0
	               : cell_fail("--%s '%s': say on or off", name, text);
}

int
cell_gil_check(const struct cell *cell)
{
	const struct gil_knobs *gil = &cell->gil;
	char text[QUANTITY_SIZE];

	if (gil->switch_interval_ns < SWITCH_INTERVAL_NS_MIN ||
	    gil->switch_interval_ns > SWITCH_INTERVAL_NS_MAX)
		return cell_fail("--switch-interval %s: say 1us to 10s",
		                 duration_write(text, sizeof text, gil->switch_interval_ns));
	if (gil->checkpoint_every < 1 || gil->checkpoint_every > CHECKPOINT_EVERY_MAX)
		return cell_fail("--checkpoint-every %llu: say 1 to %d",
		                 (unsigned long long)gil->checkpoint_every,
		                 CHECKPOINT_EVERY_MAX);
	return 0;
}

const char *
cell_gil_refusal(const struct cell *cell)
{
	if (!cell->workload->meets_in_kernel || cell->tasks == 1 || !cell_has_release_on_io(cell) ||
	    cell->gil.release_on_io)
		return NULL;
	return "its tasks wait for each other in calls of the kernel; --release-on-io off lets "
	       "none of them come";
}

void
cell_gil_write(FILE *out, const struct cell *cell)
{
	const struct gil_knobs *gil = &cell->gil;
	char interval[QUANTITY_SIZE];

	if (cell->runner->gil && gil->design != gil_preset.design)
		fprintf(out, " --gil %s", gil->design->name);
	if (cell_has_switch_interval(cell) &&
	    gil->switch_interval_ns != gil_preset.switch_interval_ns)
		fprintf(out,
		        " --switch-interval %s",
		        duration_write(interval, sizeof interval, gil->switch_interval_ns));
	if (cell_has_checkpoint_every(cell) && gil->checkpoint_every != gil_preset.checkpoint_every)
		fprintf(out, " --checkpoint-every %llu", (unsigned long long)gil->checkpoint_every);
	if (cell_has_release_on_io(cell) && !gil->release_on_io)
		fprintf(out, " --release-on-io off");
}

void
cell_gil_note(struct record *r, const struct cell *cell)
{
	const struct gil_knobs *gil = &cell->gil;

	if (cell->runner->gil)
		snprintf(r->gil, sizeof r->gil, "%s", gil->design->name);
	if (cell_has_switch_interval(cell))
		r->switch_interval_s = (double)gil->switch_interval_ns / 1e9;
	if (cell_has_checkpoint_every(cell))
		r->checkpoint_every = (double)gil->checkpoint_every;
	if (cell_has_release_on_io(cell))
		snprintf(r->release_on_io,
		         sizeof r->release_on_io,
		         "%s",
		         gil->release_on_io ? "on" : "off");
}

/* what there is to count where there is a lock; without one, only who would have given it up */
void
cell_gil_count(struct record *r, const struct cell *cell, const struct gil_count *c)
{
	if (!cell->runner->gil)
		return;
	r->gil_releases = (double)c->releases;
	if (!cell->gil.design->take)
		return;
	r->gil_requests = (double)c->requests;
	r->gil_drops = (double)c->drops;
	r->gil_forced_switches = (double)c->forced_switches;
	r->gil_wait_s = (double)c->wait_ns / 1e9;
	r->gil_held_s = trace ? (double)c->held_ns / 1e9 : (double)NAN;
}
