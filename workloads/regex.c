/*
 * Search by PCRE2: all matches of a pattern in each line of task i's stretch of a
 * text, with a checkpoint after it. Where they lie, folded, is the result.
 */
#include <string.h>

#include "runners/blocking.h"
#include "workloads/digest.h"
#include "workloads/pattern.h"
#include "workloads/text.h"

enum { BYTES, PATTERN, TEXT, COMPILED };

static const struct pattern *
pattern_of(const struct value *values)
{
	return (const struct pattern *)(uintptr_t)values[COMPILED].number;
}

static int
search_all(struct search *search, const struct value *values, size_t i, uint64_t *digest)
{
	const uint64_t bytes = values[BYTES].number;

	for (uint64_t at = 0; at < bytes;) {
		const char *line = text_at(&values[TEXT], i, at);
		size_t most = bytes - at < TEXT_PIECE_MAX ? bytes - at : TEXT_PIECE_MAX;
		const char *end = memchr(line, '\n', most);
		size_t size = end ? (size_t)(end - line) : most;

		if (search_line(search, line, size, at, digest) != 0)
			return -1;
		at += size + 1;
		checkpoint();
	}
	return 0;
}

static int
regex_task(const struct value *values, size_t i, uint64_t *result)
{
	struct search *search = search_new(pattern_of(values));
	int status;

	if (!search)
		return -1;
	*result = DIGEST_EMPTY;
	status = search_all(search, values, i, result);
	search_free(search);
	return status;
}

static int
regex_setup(struct value *values, size_t tasks)
{
	struct pattern *pattern = pattern_new(values[PATTERN].text ? values[PATTERN].text : "");

	(void)tasks;
	values[COMPILED].number = (uintptr_t)pattern;
	if (pattern && text_make(&values[TEXT]) == 0)
		return 0;
	pattern_free(pattern);
	return -1;
}

static void
regex_teardown(struct value *values)
{
	pattern_free((struct pattern *)(uintptr_t)values[COMPILED].number);
	text_free(&values[TEXT]);
}

/* clang-format off */
static const struct parameter regex_parameters[] = {
	[BYTES] = {.name = "bytes", .unit = UNIT_SIZE, .preset = "256KiB",
	           .summary = "how much text each task searches"},
	[PATTERN] = {.name = "pattern", .unit = UNIT_TEXT,
	             .preset = "[a-z0-9.]+@[a-z0-9]+\\.(org|com)",
	             .summary = "what each task looks for, line by line"},
	{.name = NULL},
};
/* clang-format on */

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
