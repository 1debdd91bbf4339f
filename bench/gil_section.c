#include "bench/gil_section.h"

#include <math.h>
#include <string.h>

#include "bench/chart.h"
#include "bench/figures.h"
#include "bench/gil_claim.h"
#include "bench/gil_line.h"
#include "bench/result.h"
#include "bench/setting.h"
#include "bench/shape_section.h"
#include "bench/summary.h"

static const char *const words[] = {
	[CLAIM_OPEN] = "not separated", [CLAIM_HOLDS] = "holds", [CLAIM_FAILS] = "does not hold"};

/* the first of those that were asked for: the claims are about no other */
static const char *
interpreter(const struct summary *s)
{
	for (size_t k = 0; k < s->count; k++) {
		const struct result *r = &s->results[k];

		if (r->status == STATUS_OK && r->planned->interpreter == 0 &&
		    *r->observed.interpreter)
			return r->observed.interpreter;
	}
	return NULL;
}

static void
write_claims(const struct drawing *d, const struct gil_claim *claim, const char *heading, FILE *out)
{
	fprintf(out, "| %s | here | because |\n| --- | --- | --- |\n", heading);
	for (; claim->text; claim++) {
		char evidence[1000] = "";
		FILE *because = fmemopen(evidence, sizeof evidence - 1, "w");
		enum claim_word word;

		if (!because)
			return;
		word = claim->judge(d, because);
		fclose(because);
		if (*evidence)
			fprintf(out, "| %s | **%s** | %s |\n", claim->text, words[word], evidence);
	}
	fputc('\n', out);
}

/* seconds that a turn of the loop takes in a run of count */
static double
turn_s(const struct result *r)
{
	return r->median.run_s /
	       (setting_number(r->planned, "iterations") * (double)r->planned->cell.tasks);
}

/* what has nothing to do with any lock */
static void
write_slowness(const struct drawing *d, FILE *out)
{
	const struct summary *s = d->summary;
	const struct result *c = summary_find(s, "gil-count", 1, "serial");
	const struct result *python = summary_find(s, "gil-count-python", 1, "python-serial");
	const struct result *nothing = summary_find(s, "noop", 1, "python-serial");

	if (!c || !python || !nothing || c->status != STATUS_OK || python->status != STATUS_OK ||
	    nothing->status != STATUS_OK)
		return;
	fprintf(out,
	        "Apart from any lock: a turn of a counting loop takes %s as long in `%s` as in C, "
	        "and the interpreter takes %s to start. Neither is in any ratio of this chapter, "
	        "which compare each language with itself, from the start gate to the last task's "
	        "end.\n\n",
	        say(d->figures,
	            "python-serial",
	            "a loop's turn over C's",
	            FIGURE_RATIO,
	            turn_s(python) / turn_s(c)),
	        interpreter(s),
	        say(d->figures,
	            nothing->planned->name,
	            "start-up",
	            FIGURE_SECONDS,
	            nothing->median.startup_s));
}

void
gil_section_write(const struct drawing *d, FILE *out)
{
	const char *python = interpreter(d->summary);

	if (!gil_cell(d->summary, FOR_GIL_SCALING, "gil-thread-pool", "5ms", ALONG_LIMIT, 2))
		return;
	fprintf(out,
	        "## What a GIL costs\n\nA global interpreter lock lets one thread compute at a "
	        "time. `gil-thread` and `gil-thread-pool` emulate CPython's in C; ");
	if (python)
		fprintf(out, "`%s` itself ran the same tasks in the same rounds.\n\n", python);
	else
		fprintf(out, "no Python could be run here, so they stand alone.\n\n");
	fprintf(out,
	        "A claim holds if it surely does in each of its cells, and does not if it surely "
	        "does not in one, by single intervals.\n\n");
	write_claims(d, gil_claims, "what tutorials say", out);
	write_slowness(d, out);
	write_claims(d, gil_design_claims, "what the designs are known for", out);
	shape_section_write(d, out);
}
