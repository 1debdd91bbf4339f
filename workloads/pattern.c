#define PCRE2_CODE_UNIT_WIDTH 8
#include "workloads/pattern.h"

#include <pcre2.h>
#include <stdlib.h>

#include "workloads/library.h"
#include "workloads/workload.h"

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

struct pattern {
	pcre2_code *code;
	pcre2_match_context *limits;
};

struct search {
	const struct pattern *pattern;
	pcre2_match_data *match;
};

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

struct search *
search_new(const struct pattern *pattern)
{
	struct search *s = calloc(1, sizeof *s);

	if (!s)
		return NULL;
	*s = (struct search){pattern, pcre2.match_data_create(pattern->code, NULL)};
	if (s->match)
		return s;
	free(s);
	fail(PCRE2_ERROR_NOMEMORY);
	return NULL;
}

void
search_free(struct search *s)
{
	if (s)
		pcre2.match_data_free(s->match);
	free(s);
}

int
search_line(struct search *s, const char *line, size_t size, uint64_t at, uint64_t *digest)
{
	const PCRE2_SIZE *place = pcre2.get_ovector(s->match);

	for (size_t from = 0; from <= size;) {
		int found = pcre2.match(s->pattern->code,
		                        (PCRE2_SPTR)line,
		                        size,
		                        from,
		                        0,
		                        s->match,
		                        s->pattern->limits);

		if (found < 0)
			return found == PCRE2_ERROR_NOMATCH ? 0 : fail(found);
		*digest = scramble(*digest ^ (at + place[0]));
		*digest = scramble(*digest ^ (at + place[1]));
		/* past an empty one */
		from = place[1] + (place[1] <= place[0] || place[1] == from);
	}
	return 0;
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

void
pattern_free(struct pattern *p)
{
	if (!p)
		return;
	pcre2.match_context_free(p->limits);
	pcre2.code_free(p->code);
	free(p);
}

struct pattern *
pattern_new(const char *text)
{
	struct pattern *p = pcre2_load() == 0 ? calloc(1, sizeof *p) : NULL;
	PCRE2_UCHAR message[120];
	PCRE2_SIZE offset;
	int error;

	if (!p)
		return NULL;
	p->code = pcre2.compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, 0, &error, &offset, NULL);
	p->limits = pcre2.match_context_create(NULL);
	if (p->code && p->limits) {
		pcre2.set_match_limit(p->limits, STEPS_MAX);
		return p;
	}
	if (!p->code) {
		pcre2.get_error_message(error, message, sizeof message);
		workload_fail("--pattern: %s, at offset %zu of '%s'",
		              (const char *)message,
		              offset,
		              text);
	}
	pattern_free(p);
	return NULL;
}
