/*
 * Compression by zlib, into the format of gzip. The text goes in by pieces of
 * 512 bytes, of some 30 us each, with a checkpoint between; every so often zlib also
 * writes a block, which takes it some hundred. It allocates 256 KiB for each task.
 */
#define ZLIB_CONST
#include "workloads/gzip.h"

#include <zlib.h>

#include "workloads/digest.h"
#include "workloads/library.h"

enum { BYTES, LEVEL, TEXT };

enum {
	PIECE = 512,
	OUT_BYTES = 1024,
	MEMORY_LEVEL = 8, /* zlib's own preset */
	GZIP_FORMAT = 16, /* added to the window's bits */
};

static struct {
	int (*init)(z_stream *, int level, int method, int window_bits, int memory_level,
	            int strategy, const char *version, int size);
	int (*deflate)(z_stream *, int flush);
	int (*end)(z_stream *);
} zlib;

/* what is being compressed, and who takes it */
struct press {
	z_stream stream;
	text_taker *take;
	void *context;
};

/* all that comes out for what went in */
static int
press_empty(struct press *p, int flush)
{
	unsigned char out[OUT_BYTES];
	int code;

	do {
		p->stream.next_out = out;
		p->stream.avail_out = sizeof out;
		code = zlib.deflate(&p->stream, flush);
		if (code == Z_STREAM_ERROR)
			return workload_fail("zlib cannot compress: error %d", code);
		if (p->take(p->context, out, sizeof out - p->stream.avail_out) != 0)
			return -1;
	} while (p->stream.avail_out == 0);
	return 0;
}

static int
press_fill(void *press, const void *piece, size_t size)
{
	struct press *p = press;

	p->stream.next_in = piece;
	p->stream.avail_in = (uInt)size;
	return press_empty(p, Z_NO_FLUSH);
}

int
gzip_stretch(const struct value *values, size_t i, text_taker *take, void *context)
{
	struct press p = {.take = take, .context = context};
	int status = zlib.init(&p.stream,
	                       (int)values[LEVEL].number,
	                       Z_DEFLATED,
	                       MAX_WBITS + GZIP_FORMAT,
	                       MEMORY_LEVEL,
	                       Z_DEFAULT_STRATEGY,
	                       ZLIB_VERSION,
	                       (int)sizeof p.stream);

	if (status != Z_OK)
		return workload_fail("zlib does not start: error %d", status);
	status = text_walk(&values[TEXT], i, values[BYTES].number, PIECE, press_fill, &p);
	if (status == 0)
		status = press_empty(&p, Z_FINISH);
	zlib.end(&p.stream);
	return status;
}

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
	return gzip_stretch(values, i, add, result);
}

static int
gzip_setup(struct value *values, size_t tasks)
{
	static const struct library_call calls[] = {
		{"deflateInit2_", &zlib.init},
		{"deflate", &zlib.deflate},
		{"deflateEnd", &zlib.end},
		{.name = NULL},
	};

	(void)tasks;
	return library_load("libz.so.1", calls) == 0 ? text_make(&values[TEXT]) : -1;
}

static void
gzip_teardown(struct value *values)
{
	text_free(&values[TEXT]);
}

static const struct parameter gzip_parameters[] = {
	[BYTES] = {.name = "bytes",
                   .unit = UNIT_SIZE,
                   .preset = "256KiB",
                   .summary = "how much text each task compresses"},
	[LEVEL] = {.name = "level",
                   .unit = UNIT_COUNT,
                   .preset = "6",
                   .summary = "from 0, stored as it is, to 9, the smallest",
                   .most = 9},
	{.name = NULL},
};

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
