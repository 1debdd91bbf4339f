/*
 * Compression by zlib: task i compresses its stretch of a text, and what came out,
 * folded, is the result.
 */
#include "workloads/digest.h"
#include "workloads/press.h"
#include "workloads/text.h"

enum { BYTES, LEVEL, TEXT };

static int
add(void *digest, const void *piece, size_t size)
{
	*(uint64_t *)digest = digest_add(*(uint64_t *)digest, piece, size);
	return 0;
}

static int
gzip_task(const struct value *values, size_t i, uint64_t *result)
{
	*result = DIGEST_EMPTY;
	return press_stretch(
		&values[TEXT], i, values[BYTES].number, (int)values[LEVEL].number, add, result);
}

static int
gzip_setup(struct value *values, size_t tasks)
{
	(void)tasks;
	return press_load() == 0 ? text_make(&values[TEXT]) : -1;
}

static void
gzip_teardown(struct value *values)
{
	text_free(&values[TEXT]);
}

/* clang-format off */
static const struct parameter gzip_parameters[] = {
	[BYTES] = {.name = "bytes", .unit = UNIT_SIZE, .preset = "256KiB",
	           .summary = "how much text each task compresses"},
	[LEVEL] = {.name = "level", .unit = UNIT_COUNT, .preset = "6", .most = 9,
	           .summary = "from 0, stored as it is, to 9, the smallest"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_gzip = {
	.name = "gzip",
	.summary = "compression of text by zlib",
	.bound = CPU_BOUND,
	.tasks = 32,
	.stack_bytes = 16 << 10,
	.parameters = gzip_parameters,
	.setup = gzip_setup,
	.teardown = gzip_teardown,
	.task = gzip_task,
};
