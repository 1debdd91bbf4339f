/*
 * A parser in miniature: it goes over every byte, and stops at what it looks for.
 */
#include "workloads/links.h"

#include <stdbool.h>

#include "runners/blocking.h"
#include "workloads/digest.h"
#include "workloads/workload.h"

enum { STRIDE = 256 }; /* bytes from checkpoint to checkpoint */

static const char opening[] = "<a href=\"";

/* Where a parser stands: so much of a link's opening was seen, or it is inside of a target. */
struct parser {
	size_t seen;
	bool inside;
	uint64_t target; /* a digest, so far */
	uint64_t links;
};

static void
parse_byte(struct parser *p, char c)
{
	if (!p->inside) {
		p->seen = c == opening[p->seen] ? p->seen + 1 : c == '<';
		p->inside = p->seen == sizeof opening - 1;
		p->target = DIGEST_EMPTY;
	} else if (c != '"') {
		p->target = digest_add(p->target, &c, 1);
	} else {
		p->links += scramble(p->target);
		p->inside = false;
		p->seen = 0;
	}
}

static uint64_t
parse(const char *text, size_t bytes)
{
	struct parser parser = {.seen = 0};

	for (size_t k = 0; k < bytes;) {
		size_t end = bytes - k < STRIDE ? bytes : k + STRIDE;

		for (; k < end; k++)
			parse_byte(&parser, text[k]);
		checkpoint();
	}
	return parser.links;
}

uint64_t
links_find(const char *text, size_t bytes, uint64_t passes)
{
	uint64_t links = 0;

	for (uint64_t k = 0; k < passes; k++) {
		links = parse(text, bytes);
		/* or one pass would do, for the compiler */
		__asm__ volatile("" : "+r"(links) : "r"(text) : "memory");
	}
	return links;
}

uint64_t
links_of_page(uint64_t number, const char *text, size_t bytes, uint64_t passes)
{
	return scramble(number ^ links_find(text, bytes, passes));
}
