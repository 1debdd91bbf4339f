/*
 * Hashing by OpenSSL's libcrypto. Between pieces of 4 KiB, of 2 to 15 us each as
 * the processor has instructions for it or not, is a checkpoint.
 */
#include "workloads/crypto.h"
#include "workloads/digest.h"
#include "workloads/text.h"

enum { BYTES, TEXT };

enum { PIECE = 4096 };

static int
hash_add(void *context, const void *piece, size_t size)
{
	return crypto.digest_update(context, piece, size) == 1 ? 0 : crypto_fail("hash");
}

static int
sha256_task(const struct value *values, size_t i, uint64_t *result)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	EVP_MD_CTX *context = crypto.digest_new();
	int status = -1;

	if (!context || crypto.digest_init(context, crypto.sha256, NULL) != 1)
		crypto_fail("begin to hash");
	else if (text_walk(&values[TEXT], i, values[BYTES].number, PIECE, hash_add, context) == 0)
		status = crypto.digest_final(context, hash, &size) == 1 ? 0 : crypto_fail("hash");
	crypto.digest_free(context);
	*result = digest_add(DIGEST_EMPTY, hash, size);
	return status;
}

static int
sha256_setup(struct value *values, size_t tasks)
{
	(void)tasks;
	return crypto_load() == 0 ? text_make(&values[TEXT]) : -1;
}

static void
sha256_teardown(struct value *values)
{
	text_free(&values[TEXT]);
}

/* clang-format off */
static const struct parameter sha256_parameters[] = {
	[BYTES] = {.name = "bytes", .unit = UNIT_SIZE, .preset = "4MiB",
	           .summary = "how much text each task hashes"},
	{.name = NULL},
};
/* clang-format on */

const struct workload workload_sha256 = {
	.name = "sha256",
	.summary = "SHA-256 of text by libcrypto",
	.bound = CPU_BOUND,
	.tasks = 64,
	.stack_bytes = 16 << 10,
	.parameters = sha256_parameters,
	.setup = sha256_setup,
	.teardown = sha256_teardown,
	.task = sha256_task,
};
