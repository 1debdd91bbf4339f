/*
 * Search by PCRE2: all matches of a pattern in each line, with a checkpoint after
 * it. A line takes some half a microsecond, or several hundred with a pattern that
 * goes back and forth as often as is allowed. PCRE2's compiler to machine code is
 * left out: it would take half of such a stack, and not every processor has it.
 * What it takes now is a few KiB, but 20 KiB more before PCRE2 10.41.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "runners/blocking.h"
#include "workloads/digest.h"
#include "workloads/library.h"
#include "workloads/text.h"

enum { BYTES, PATTERN, TEXT, SEARCH };

enum { STEPS_MAX = 20000 };

static struct {
	pcre2_code *(*compile)(PCRE2_SPTR, PCRE2_SIZE, uint32_t options, int *error,
	                       PCRE2_SIZE *offset, pcre2_compile_context *);
	void (*code_free)(pcre2_code *);
	int (*get_error_message)(int error, PCRE2_UCHAR *, PCRE2_SIZE);
	pcre2_match_context *(*match_context_create)(pcre2_general_context *);
	int (*set_match_limit)(pcre2_match_context *, uint32_t);
	void (*match_context_free)(pcre2_match_context *);
	pcre2_match_data *(*match_data_create)(const pcre2_code *, pcre2_general_context *);
	int (*match)(const pcre2_code *, PCRE2_SPTR, PCRE2_SIZE size, PCRE2_SIZE from,
	             uint32_t options, pcre2_match_data *, pcre2_match_context *);
	PCRE2_SIZE *(*get_ovector)(pcre2_match_data *);
	void (*match_data_free)(pcre2_match_data *);
} pcre2;

/* what all tasks look for; none changes it */
struct search {
	pcre2_code *code;
	pcre2_match_context *limits;
};

/* what one has found, and where */
struct find {
	const struct search *search;
	pcre2_match_data *match;
	uint64_t digest;
};

static struct search *
search_of(const struct value *values)
{
	return (struct search *)(uintptr_t)values[SEARCH].number;
}

static int
fail(int error)
{
	PCRE2_UCHAR message[80];

	if (error == PCRE2_ERROR_MATCHLIMIT)
		return workload_fail("the pattern goes back and forth more than %d times in one "
		                     "line: say one that decides sooner",
		                     STEPS_MAX);
	pcre2.get_error_message(error, message, sizeof message);
	return workload_fail("PCRE2 cannot search: %s", (const char *)message);
}

/* all matches in a line that lies so many bytes into the stretch */
static int
find_in(struct find *f, const char *line, size_t size, uint64_t at)
{
	const PCRE2_SIZE *place = pcre2.get_ovector(f->match);

	for (size_t from = 0; from <= size;) {
		int found = pcre2.match(f->search->code,
		                        (PCRE2_SPTR)line,
		                        size,
		                        from,
		                        0,
		                        f->match,
		                        f->search->limits);

		if (found < 0)
			return found == PCRE2_ERROR_NOMATCH ? 0 : fail(found);
		f->digest = scramble(f->digest ^ (at + place[0]));
		f->digest = scramble(f->digest ^ (at + place[1]));
		/* past an empty one */
		from = place[1] + (place[1] <= place[0] || place[1] == from);
	}
	return 0;
}

static int
find_all(struct find *f, const struct value *values, size_t i)
{
	uint64_t bytes = values[BYTES].number;

	for (uint64_t at = 0; at < bytes;) {
		const char *line = text_at(&values[TEXT], i, at);
		size_t most = bytes - at < TEXT_PIECE_MAX ? bytes - at : TEXT_PIECE_MAX;
		const char *end = memchr(line, '\n', most);
		size_t size = end ? (size_t)(end - line) : most;

		if (find_in(f, line, size, at) != 0)
			return -1;
		at += size + 1;
		checkpoint();
	}
	return 0;
}

static int
regex_task(const struct value *values, size_t i, uint64_t *result)
{
	const struct search *search = search_of(values);
	struct find f = {search, pcre2.match_data_create(search->code, NULL), DIGEST_EMPTY};
	int status = f.match ? find_all(&f, values, i) : fail(PCRE2_ERROR_NOMEMORY);

	pcre2.match_data_free(f.match);
	*result = f.digest;
	return status;
}

static int
pcre2_load(void)
{
	static const struct library_call calls[] = {
		{"pcre2_compile_8", &pcre2.compile},
		{"pcre2_code_free_8", &pcre2.code_free},
		{"pcre2_get_error_message_8", &pcre2.get_error_message},
		{"pcre2_match_context_create_8", &pcre2.match_context_create},
		{"pcre2_set_match_limit_8", &pcre2.set_match_limit},
		{"pcre2_match_context_free_8", &pcre2.match_context_free},
		{"pcre2_match_data_create_from_pattern_8", &pcre2.match_data_create},
		{"pcre2_match_8", &pcre2.match},
		{"pcre2_get_ovector_pointer_8", &pcre2.get_ovector},
		{"pcre2_match_data_free_8", &pcre2.match_data_free},
		{.name = NULL},
	};

	return library_load("libpcre2-8.so.0", calls);
}

static void
search_free(struct search *s)
{
	if (!s)
		return;
	pcre2.match_context_free(s->limits);
	pcre2.code_free(s->code);
	free(s);
}

static struct search *
search_new(const char *pattern)
{
	struct search *s = calloc(1, sizeof *s);
	PCRE2_UCHAR message[120];
	PCRE2_SIZE offset;
	int error;

	if (!s)
		return NULL;
	s->code =
		pcre2.compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, 0, &error, &offset, NULL);
	s->limits = pcre2.match_context_create(NULL);
	if (s->code && s->limits) {
		pcre2.set_match_limit(s->limits, STEPS_MAX);
		return s;
	}
	if (!s->code) {
		pcre2.get_error_message(error, message, sizeof message);
		workload_fail("--pattern: %s, at offset %zu of '%s'",
		              (const char *)message,
		              offset,
		              pattern);
	}
	search_free(s);
	return NULL;
}

static int
regex_setup(struct value *values, size_t tasks)
{
	struct search *search;

	(void)tasks;
	if (pcre2_load() != 0)
		return -1;
	search = search_new(values[PATTERN].text ? values[PATTERN].text : "");
	values[SEARCH].number = (uintptr_t)search;
	if (search && text_make(&values[TEXT]) == 0)
		return 0;
	search_free(search);
	return -1;
}

static void
regex_teardown(struct value *values)
{
	search_free(search_of(values));
	text_free(&values[TEXT]);
}

static const struct parameter regex_parameters[] = {
	[BYTES] = {.name = "bytes",
                   .unit = UNIT_SIZE,
                   .preset = "256KiB",
                   .summary = "how much text each task searches"},
	[PATTERN] = {.name = "pattern",
                     .unit = UNIT_TEXT,
                     .preset = "[a-z0-9.]+@[a-z0-9]+\\.(org|com)",
                     .summary = "what each task looks for, line by line"},
	{.name = NULL},
};

const struct workload workload_regex = {
	.name = "regex",
	.summary = "search for a pattern in text by PCRE2",
	.bound = CPU_BOUND,
	.tasks = 64,
	.stack_bytes = 32 << 10,
	.parameters = regex_parameters,
	.setup = regex_setup,
	.teardown = regex_teardown,
	.task = regex_task,
};
