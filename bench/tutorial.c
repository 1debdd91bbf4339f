/*
 * The tables of what tutorials show and claim, for people to read.
 */
#include "bench/tutorial.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bench/paragraph.h"

enum { NAME_WIDTH = 5, INDENT = 7 };

void
tutorial_print(void)
{
	printf("What tutorials show, and what runs it here. Each command takes other runners and "
	       "sizes.\n");
	if (strchr(program_invocation_name, '/'))
		printf("In them `convoy` stands for %s.\n", program_invocation_name);
	for (const struct tutorial_system *s = tutorial_systems; s->name; s++) {
		paragraph_print(s->summary, NAME_WIDTH, printf("\n%s", s->name) - 1);
		for (const char *const *command = s->commands; *command; command++)
			printf("%*s%s\n", INDENT, "", *command);
	}
	printf("\nWhat they claim, and the cells that judge it.\n");
	for (const struct tutorial_claim *c = tutorial_claims; c->name; c++) {
		paragraph_print(c->text, NAME_WIDTH, printf("\n%s", c->name) - 1);
		printf("%*sconvoy matrix --preset %s\n", INDENT, "", c->preset);
		paragraph_print(c->cells, INDENT, 0);
	}
}
