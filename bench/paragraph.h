#ifndef BENCH_PARAGRAPH_H
#define BENCH_PARAGRAPH_H

/* Print words in lines of 79 columns at most, and end the last. Each line begins with so many blanks; the first goes
 * on at that column. A word that is longer stays whole. */
void paragraph_print(const char *text, int indent, int column);

#endif
