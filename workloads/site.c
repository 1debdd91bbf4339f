/*
 * A site without end. Every page has paragraphs of a few words and a link to
 * another page, until it is full.
 */
#include "workloads/site.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "workloads/workload.h"

/* what is left of a page */
struct rest {
	char *text;
	size_t bytes;
};

static void
add(struct rest *rest, const char *text, size_t bytes)
{
	if (bytes > rest->bytes)
		bytes = rest->bytes;
	memcpy(rest->text, text, bytes);
	rest->text += bytes;
	rest->bytes -= bytes;
}

static void
add_words(struct rest *rest, uint64_t seed)
{
	static const char words[8][8] = {"task   ",
	                                 "worker ",
	                                 "thread ",
	                                 "program",
	                                 "loop   ",
	                                 "queue  ",
	                                 "lock   ",
	                                 "signal "};

	for (int k = 0; k < 4; k++) {
		add(rest, words[seed >> (8 * k) & 7], 7);
		add(rest, " ", 1);
	}
}

/* /0123abcd, as one of sixteen digits would say where to */
static void
add_link(struct rest *rest, uint64_t seed)
{
	char target[8];

	for (int k = 0; k < 8; k++)
		target[k] = "0123456789abcdef"[seed >> (4 * k) & 15];
	add(rest, "<a href=\"/", 10);
	add(rest, target, sizeof target);
	add(rest, "\">next</a>", 10);
}

void
site_write(char *text, /* NOLINT: it is written to */ size_t bytes, uint64_t number)
{
	struct rest rest = {text, bytes};
	uint64_t seed = number;
	char head[80];

	add(&rest,
	    head,
	    (size_t)snprintf(head,
	                     sizeof head,
	                     "<!DOCTYPE html>\n<title>Page %" PRIu64 "</title>\n",
	                     number));
	while (rest.bytes > 0) {
		seed = scramble(seed);
		add(&rest, "<p>", 3);
		add_words(&rest, seed);
		add_link(&rest, seed >> 32);
		add(&rest, "</p>\n", 5);
	}
}
