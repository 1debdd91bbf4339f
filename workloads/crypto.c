/*
 * libcrypto, loaded when it is needed. Algorithms are fetched here, once, and not
 * by each task, which would search for them; the system's configuration is not
 * read, as it might put others in their place.
 */
#include "workloads/crypto.h"

#include <stdbool.h>

#include "workloads/library.h"
#include "workloads/workload.h"

struct crypto crypto;

static struct {
	int (*init)(uint64_t options, const OPENSSL_INIT_SETTINGS *);
	EVP_MD *(*digest_fetch)(OSSL_LIB_CTX *, const char *name, const char *properties);
	EVP_CIPHER *(*cipher_fetch)(OSSL_LIB_CTX *, const char *name, const char *properties);
} start;

static int
crypto_find(void)
{
	static const struct library_call calls[] = {
		{"OPENSSL_init_crypto", &start.init},
		{"EVP_MD_fetch", &start.digest_fetch},
		{"EVP_CIPHER_fetch", &start.cipher_fetch},
		{"EVP_MD_CTX_new", &crypto.digest_new},
		{"EVP_DigestInit_ex", &crypto.digest_init},
		{"EVP_DigestUpdate", &crypto.digest_update},
		{"EVP_DigestFinal_ex", &crypto.digest_final},
		{"EVP_MD_CTX_free", &crypto.digest_free},
		{"EVP_CIPHER_CTX_new", &crypto.cipher_new},
		{"EVP_EncryptInit_ex", &crypto.encrypt_init},
		{"EVP_EncryptUpdate", &crypto.encrypt_update},
		{"EVP_CIPHER_CTX_free", &crypto.cipher_free},
		{.name = NULL},
	};

	return library_load("libcrypto.so.3", calls);
}

int
crypto_load(void)
{
	static bool loaded;

	if (loaded)
		return 0;
	if (crypto_find() != 0)
		return -1;
	if (start.init(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1)
		return crypto_fail("start");
	crypto.sha256 = start.digest_fetch(NULL, "SHA2-256", NULL);
	crypto.aes = start.cipher_fetch(NULL, "AES-256-CBC", NULL);
	if (!crypto.sha256 || !crypto.aes)
		return crypto_fail("find SHA-256 and AES-256-CBC");
	loaded = true;
	return 0;
}

int
crypto_fail(const char *what)
{
	return workload_fail("libcrypto cannot %s", what);
}
