/*
 * Encryption by OpenSSL's libcrypto, AES-256 in CBC mode, where each block is
 * mixed into the next: the last one hangs on all, and is what is kept. Between
 * pieces of 4 KiB, of some 5 us each where the processor has instructions for it,
 * is a checkpoint. The key is no secret: NIST SP 800-38A has it among its examples.
 */
#include "workloads/crypto.h"
#include "workloads/digest.h"
#include "workloads/text.h"

enum { BYTES, TEXT };

enum { BLOCK = 16, PIECE = 4096 };

static const unsigned char key[32] = {
	0x60, 0x3d, 0xeb, 0x10, 0x15, 0xca, 0x71, 0xbe, 0x2b, 0x73, 0xae,
	0xf0, 0x85, 0x7d, 0x77, 0x81, 0x1f, 0x35, 0x2c, 0x07, 0x3b, 0x61,
	0x08, 0xd7, 0x2d, 0x98, 0x10, 0xa3, 0x09, 0x14, 0xdf, 0xf4,
};
static const unsigned char vector[BLOCK] = "\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17";

/* what has been encrypted so far ends with this piece, which is of whole blocks */
struct cipher {
	EVP_CIPHER_CTX *context;
	unsigned char out[PIECE + BLOCK];
	int size;
};

static int
cipher_add(void *cipher, const void *piece, size_t size)
{
	struct cipher *c = cipher;

	if (crypto.encrypt_update(c->context, c->out, &c->size, piece, (int)size) == 1)
		return 0;
	return crypto_fail("encrypt");
}

static int
aes_task(const struct value *values, size_t i, uint64_t *result)
{
	struct cipher c = {.context = crypto.cipher_new()};
	int status = -1;

	if (!c.context || crypto.encrypt_init(c.context, crypto.aes, NULL, key, vector) != 1)
		crypto_fail("begin to encrypt");
	else
		status = text_walk(&values[TEXT], i, values[BYTES].number, PIECE, cipher_add, &c);
	crypto.cipher_free(c.context);
	if (status == 0)
		*result = digest_add(DIGEST_EMPTY, c.out + c.size - BLOCK, BLOCK);
	return status;
}

static int
aes_setup(struct value *values, size_t tasks)
{
	(void)tasks;
	if (values[BYTES].number == 0 || values[BYTES].number % BLOCK)
		return workload_fail("--bytes %llu: AES encrypts blocks of %d bytes, at least one",
		                     (unsigned long long)values[BYTES].number,
		                     BLOCK);
	return crypto_load() == 0 ? text_make(&values[TEXT]) : -1;
}

static void
aes_teardown(struct value *values)
{
	text_free(&values[TEXT]);
}

/* clang-format off */
static const struct parameter aes_parameters[] = {
	[BYTES] = {.name = "bytes", .unit = UNIT_SIZE, .preset = "4MiB",
	           .summary = "how much text each task encrypts"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_aes = {
	.name = "aes",
	.summary = "AES-256 of text by libcrypto",
	.bound = CPU_BOUND,
	.tasks = 64,
	.stack_bytes = 16 << 10,
	.parameters = aes_parameters,
	.setup = aes_setup,
	.teardown = aes_teardown,
	.task = aes_task,
};
