/*
 * What libraries compute for tasks is right: it is compared with published examples, and undone. Each task
 * has another result; bad parameters and failures are told.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "bench/record.h"
#include "runners/runner.h"
#include "tests/setting.h"
#include "tests/tap.h"
#include "tests/trial.h"
#include "workloads/digest.h"
#include "workloads/press.h"
#include "workloads/text.h"
#include "workloads/workload.h"

enum { GZIP_FORMAT = 16, ROOM = 1 << 20 };

/* where task 0 begins, if a text is ours */
static char own_text[TEXT_BYTES + TEXT_PIECE_MAX];

/* the result of task 0 with a text of ours; the text's address is in values[at] */
static uint64_t
result_of(const struct workload *w, struct value *values, size_t at, const void *text, size_t size)
{
	uint64_t made;
	uint64_t result = 0;

	memcpy(own_text, text, size);
	if (workload_set_up(w, values, 1) != 0) {
		printf("# %s\n", workload_reason);
		return 0;
	}
	made = values[at].number;
	values[at].number = (uintptr_t)own_text;
	if (w->task(values, 0, &result) != 0)
		printf("# %s\n", workload_reason);
	values[at].number = made;
	workload_tear_down(w, values);
	return result;
}

/* FIPS 180-2, appendix B, and the hash of nothing */
static void
hashes(void)
{
	static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	static const struct {
		const char *text;
		unsigned char hash[32];
	} examples[] = {
		{"abc", {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
	                 0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
	                 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad}},
		{two_blocks, {0x24, 0x8d, 0x6a, 0x61, 0xd2, 0x06, 0x38, 0xb8, 0xe5, 0xc0, 0x26,
	                      0x93, 0x0c, 0x3e, 0x60, 0x39, 0xa3, 0x3c, 0xe4, 0x59, 0x64, 0xff,
	                      0x21, 0x67, 0xf6, 0xec, 0xed, 0xd4, 0x19, 0xdb, 0x06, 0xc1}},
		{"", {0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4,
	              0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b,
	              0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55}},
	};

	for (size_t k = 0; k < sizeof examples / sizeof *examples; k++) {
		const char *text = examples[k].text;
		struct value values[VALUES] = {{.number = strlen(text)}};

		ok(result_of(workload_find("sha256"), values, 1, text, strlen(text)) ==
		           digest_add(DIGEST_EMPTY, examples[k].hash, 32),
		   "the hash of '%s' is the published one",
		   text);
	}
}

/* NIST SP 800-38A, F.2.5: the plain text, and the last block of the cipher text */
static void
ciphers(void)
{
	static const unsigned char plain[64] = {
		0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40, 0x9f, 0x96, 0xe9, 0x3d, 0x7e, 0x11, 0x73,
		0x93, 0x17, 0x2a, 0xae, 0x2d, 0x8a, 0x57, 0x1e, 0x03, 0xac, 0x9c, 0x9e, 0xb7,
		0x6f, 0xac, 0x45, 0xaf, 0x8e, 0x51, 0x30, 0xc8, 0x1c, 0x46, 0xa3, 0x5c, 0xe4,
		0x11, 0xe5, 0xfb, 0xc1, 0x19, 0x1a, 0x0a, 0x52, 0xef, 0xf6, 0x9f, 0x24, 0x45,
		0xdf, 0x4f, 0x9b, 0x17, 0xad, 0x2b, 0x41, 0x7b, 0xe6, 0x6c, 0x37, 0x10};
	static const unsigned char first[16] = {0xf5,
	                                        0x8c,
	                                        0x4c,
	                                        0x04,
	                                        0xd6,
	                                        0xe5,
	                                        0xf1,
	                                        0xba,
	                                        0x77,
	                                        0x9e,
	                                        0xab,
	                                        0xfb,
	                                        0x5f,
	                                        0x7b,
	                                        0xfb,
	                                        0xd6};
	static const unsigned char last[16] = {0xb2,
	                                       0xeb,
	                                       0x05,
	                                       0xe2,
	                                       0xc3,
	                                       0x9b,
	                                       0xe9,
	                                       0xfc,
	                                       0xda,
	                                       0x6c,
	                                       0x19,
	                                       0x07,
	                                       0x8c,
	                                       0x6a,
	                                       0x9d,
	                                       0x1b};
	struct value one[VALUES] = {{.number = sizeof first}};
	struct value all[VALUES] = {{.number = sizeof plain}};
	const struct workload *w = workload_find("aes");

	ok(result_of(w, one, 1, plain, sizeof plain) == digest_add(DIGEST_EMPTY, first, 16),
	   "the first block is encrypted as published");
	ok(result_of(w, all, 1, plain, sizeof plain) == digest_add(DIGEST_EMPTY, last, 16),
	   "... and the fourth");
}

/* two numbers each: where a match begins and ends */
static void
found(const char *pattern, const char *text, const uint64_t *places, size_t count)
{
	char own_pattern[64];
	struct value values[VALUES] = {{.number = strlen(text)}, {.text = own_pattern}};
	uint64_t digest = DIGEST_EMPTY;

	for (size_t k = 0; k < 2 * count; k++)
		digest = scramble(digest ^ places[k]);
	snprintf(own_pattern, sizeof own_pattern, "%s", pattern);
	ok(result_of(workload_find("regex"), values, 2, text, strlen(text)) == digest,
	   "'%s' is found where it is, %zu times",
	   pattern,
	   count);
}

static void
searches(void)
{
	static const char text[] = "to me@here.org and\nyou@there.com\nnone@\nxx me@here.or\ngx x";

	found("[a-z]+@[a-z]+\\.(org|com)", text, (const uint64_t[]){3, 14, 19, 32}, 2);
	found("x+", text, (const uint64_t[]){39, 41, 54, 55, 56, 57}, 3);
	found("^x*", "xx\n\nyx", (const uint64_t[]){0, 2, 3, 3, 4, 4}, 3);
	found("x*", "ax\n", (const uint64_t[]){0, 0, 1, 2, 2, 2}, 3);
	found("or\\sg", text, NULL, 0);
}

struct heap {
	unsigned char bytes[ROOM];
	size_t size;
};

static int
heap_add(void *heap, const void *piece, size_t size)
{
	struct heap *h = heap;

	if (size > sizeof h->bytes - h->size)
		return -1;
	memcpy(h->bytes + h->size, piece, size);
	h->size += size;
	return 0;
}

/* what is in the heap, taken out of gzip's format: whether that is task i's stretch, whole */
static bool
is_stretch(struct heap *h, const struct value *text, size_t i, uint64_t bytes)
{
	unsigned char *plain = malloc(bytes + 1);
	z_stream stream = {.next_in = h->bytes,
	                   .avail_in = (uInt)h->size,
	                   .next_out = plain,
	                   .avail_out = (uInt)bytes + 1};
	bool same = plain && inflateInit2(&stream, MAX_WBITS + GZIP_FORMAT) == Z_OK &&
	            inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0 &&
	            stream.total_out == bytes;

	for (uint64_t at = 0; same && at < bytes; at++)
		same = plain[at] == (unsigned char)*text_at(text, i, at);
	inflateEnd(&stream);
	free(plain);
	return same;
}

static void
undone(uint64_t bytes, uint64_t level, size_t i)
{
	static struct heap heap;
	const struct workload *w = workload_find("gzip");
	struct value values[VALUES] = {{.number = bytes}, {.number = level}};
	uint64_t result;
	bool right;

	heap.size = 0;
	right = workload_set_up(w, values, 1) == 0 &&
	        press_stretch(&values[2], i, bytes, (int)level, heap_add, &heap) == 0 &&
	        is_stretch(&heap, &values[2], i, bytes);
	ok(right,
	   "%llu bytes at level %llu are compressed to %zu, and back",
	   (unsigned long long)bytes,
	   (unsigned long long)level,
	   heap.size);
	ok(w->task(values, i, &result) == 0 &&
	           result == digest_add(DIGEST_EMPTY, heap.bytes, heap.size),
	   "... of which the result is the digest");
	if (level > 0 && bytes > 10000)
		ok(heap.size < bytes * 6 / 10 && heap.size > bytes / 10,
		   "... as text is, and neither noise nor nothing");
	workload_tear_down(w, values);
}

static void
compressions(void)
{
	undone(0, 6, 0);
	undone(1, 6, 1);
	undone(512, 6, 2);
	undone(513, 9, 3);
	undone(100000, 1, 100);
	undone(3 * TEXT_BYTES / 2, 6, TEXT_BYTES - 1);
	undone(TEXT_BYTES, 0, 12345);
}

/* What is in the record is the caller's. */
static void
run(struct record *r, const char *workload, size_t tasks, const char *const *set)
{
	run_set(r, workload_find(workload), runner_find("serial"), tasks, set);
}

static void
failed(const char *workload, const char *const *set, const char *words)
{
	struct record r;

	run(&r, workload, 2, set);
	ok(r.status == STATUS_FAILED && strstr(r.reason, words) && !strchr(r.reason, '\n'),
	   "%s --%s %s: %s",
	   workload,
	   set[0],
	   set[1],
	   r.reason);
	record_free(&r);
}

static void
failures(void)
{
	failed("regex", SET("pattern", "a(b"), "missing closing parenthesis, at offset 3 of 'a(b'");
	failed("regex", SET("pattern", "[z-a]"), "range out of order");
	failed("regex", SET("pattern", "([a-z]+ ?)+\\d{5}"), "goes back and forth more than");
	failed("aes", SET("bytes", "100"), "--bytes 100: AES encrypts blocks of 16 bytes");
	failed("aes", SET("bytes", "0"), "--bytes 0: AES encrypts blocks of 16 bytes");
}

/* a task whose text is not its own would be like another one */
static void
different(const char *name, const char *bytes)
{
	enum { TASKS = 50 };
	const struct workload *w = workload_find(name);
	struct value values[VALUES] = {{.number = strtoull(bytes, NULL, 10)}, {.number = 6}};
	uint64_t result[TASKS];
	char pattern[] = "[a-z]+";
	bool all = true;

	if (strcmp(name, "regex") == 0)
		values[1].text = pattern;
	all = workload_set_up(w, values, TASKS) == 0;
	for (size_t i = 0; i < TASKS; i++) {
		all = all && w->task(values, i, &result[i]) == 0;
		for (size_t k = 0; all && k < i; k++)
			all = result[k] != result[i];
	}
	workload_tear_down(w, values);
	ok(all, "%s: each of %d tasks has another result", name, TASKS);
}

int
main(void)
{
	static const char *const names[] = {"gzip", "sha256", "aes", "regex"};
	struct belongings before;

	trial_deadline(120);
	before = belongings_now();
	compressions();
	hashes();
	ciphers();
	searches();
	failures();
	for (size_t k = 0; k < sizeof names / sizeof *names; k++)
		different(names[k], "4096");
	ok(belongings_are(&before), "nothing is left");
	return done_testing();
}
