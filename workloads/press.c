#define ZLIB_CONST
#include "workloads/press.h"

#include <zlib.h>

#include "workloads/library.h"

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
press_load(void)
{
	static const struct library_call calls[] = {
		{"deflateInit2_", &zlib.init},
		{"deflate", &zlib.deflate},
		{"deflateEnd", &zlib.end},
		{.name = NULL},
	};

	return library_load("libz.so.1", calls);
}

int
press_stretch(const struct value *text, size_t i, uint64_t bytes, int level, text_taker *take,
              void *context)
{
	struct press p = {.take = take, .context = context};
	int status = zlib.init(&p.stream,
	                       level,
	                       Z_DEFLATED,
	                       MAX_WBITS + GZIP_FORMAT,
	                       MEMORY_LEVEL,
	                       Z_DEFAULT_STRATEGY,
	                       ZLIB_VERSION,
	                       (int)sizeof p.stream);

	if (status != Z_OK)
		return workload_fail("zlib does not start: error %d", status);
	status = text_walk(text, i, bytes, PIECE, press_fill, &p);
	if (status == 0)
		status = press_empty(&p, Z_FINISH);
	zlib.end(&p.stream);
	return status;
}
