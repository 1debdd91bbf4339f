#include "bench/paragraph.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 79 };

void
paragraph_print(const char *text, int indent, int column)
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
