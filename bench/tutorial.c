/*
 * The tables of what tutorials show and claim, for people to read.
 */
#include "bench/tutorial.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 79, NAME_WIDTH = 5, INDENT = 7 };

/* words in lines, each begun by that many blanks, the first of them from that column on */
static void
print_wrapped(const char *text, int indent, int column)
{
	while (*text) {
		int word = (int)strcspn(text, " ");

		if (column > indent && column + 1 + word > WIDTH) {
			putchar('\n');
			column = 0;
		}
		column += printf("%*s%.*s", column < indent ? indent - column : 1, "", word, text);
		text += word + (text[word] == ' ');
	}
	putchar('\n');
}

void
tutorial_print(void)
{
	printf("What tutorials show, and what runs it here. Each command takes other runners and "
	       "sizes.\n");
	for (const struct tutorial_system *s = tutorial_systems; s->name; s++) {
		print_wrapped(s->summary, NAME_WIDTH, printf("\n%s", s->name) - 1);
		for (const char *const *command = s->commands; *command; command++)
			printf("%*s%s\n", INDENT, "", *command);
	}
	printf("\nWhat they claim, and the cells that judge it.\n");
	for (const struct tutorial_claim *c = tutorial_claims; c->name; c++) {
		print_wrapped(c->text, NAME_WIDTH, printf("\n%s", c->name) - 1);
		printf("%*sconvoy matrix --preset %s\n", INDENT, "", c->preset);
		print_wrapped(c->cells, INDENT, 0);
	}
}
