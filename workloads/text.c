/*
 * Text of made-up words. There are about a thousand, of one to four syllables;
 * the product of two numbers chooses which, so that some are common, as in any
 * language, and a compressor finds what it would find there. Writing it takes
 * each run about a millisecond, in setup.
 */
#include "workloads/text.h"

#include <string.h>
#include <sys/mman.h>

#include "runners/blocking.h"

enum {
	SYLLABLES = 32,
	LINE_BYTES = 64, /* a line ends with the word that reaches this */
	MAPPED_BYTES = TEXT_BYTES + TEXT_PIECE_MAX,
};

static const char syllables[SYLLABLES][2] = {
	"an", "ar", "ba", "be", "co", "da", "de", "el", "en", "er", "fi",
	"ga", "he", "in", "is", "ka", "la", "le", "ma", "mi", "no", "on",
	"or", "pa", "re", "ri", "se", "ta", "te", "to", "ul", "vo",
};

/* write a word, and return where it ends */
static char *
word_write(char *to, uint64_t choice)
{
	uint64_t rank = ((choice & 1023) * (choice >> 10 & 1023)) >> 10;
	uint64_t word = scramble(rank);

	for (uint64_t k = 0; k <= word % 4; k++, to += 2)
		memcpy(to, syllables[word >> (8 + 8 * k) & (SYLLABLES - 1)], 2);
	return to;
}

static char *
number_write(char *to, uint64_t choice)
{
	for (int k = 0; k < 4; k++, choice /= 10)
		*to++ = (char)('0' + choice % 10);
	return to;
}

/* a word, or now and then something else, and a blank */
static char *
item_write(char *to, uint64_t choice)
{
	uint64_t kind = choice >> 56;

	if (kind < 4) {
		to = word_write(to, choice);
		*to++ = '@';
		to = word_write(to, choice >> 20);
		to = mempcpy(to, kind < 2 ? ".org" : ".net", 4);
	} else if (kind < 12) {
		to = number_write(to, choice & UINT32_MAX);
	} else {
		to = word_write(to, choice);
		if (kind < 40)
			*to++ = kind < 16 ? '.' : ',';
	}
	*to++ = ' ';
	return to;
}

/* the last item may reach past the end, by less than a piece */
static void
text_write(char *text)
{
	const char *line = text;
	char *to = text;

	for (uint64_t seed = 0; to < text + TEXT_BYTES; seed++) {
		to = item_write(to, scramble(seed));
		if (to - line >= LINE_BYTES) {
			to[-1] = '\n';
			line = to;
		}
	}
	text[TEXT_BYTES - 1] = '\n';
	memcpy(text + TEXT_BYTES, text, TEXT_PIECE_MAX);
}

int
text_make(struct value *value)
{
	char *text = mmap(NULL,
	                  MAPPED_BYTES,
	                  PROT_READ | PROT_WRITE,
	                  MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE,
	                  -1,
	                  0);

	if (text == MAP_FAILED)
		return -1;
	text_write(text);
	value->number = (uintptr_t)text;
	return 0;
}

void
text_free(struct value *value)
{
	munmap((void *)(uintptr_t)value->number, MAPPED_BYTES);
}

int
text_walk(const struct value *text, size_t i, uint64_t bytes, size_t size, text_taker *take,
          void *context)
{
	for (uint64_t at = 0; at < bytes; at += size) {
		if (take(context, text_at(text, i, at), bytes - at < size ? bytes - at : size) != 0)
			return -1;
		checkpoint();
	}
	return 0;
}
