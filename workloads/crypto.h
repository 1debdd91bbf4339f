#ifndef WORKLOADS_CRYPTO_H
#define WORKLOADS_CRYPTO_H

#include <openssl/evp.h>

/* OpenSSL's libcrypto, which takes milliseconds to load: the set-ups of those who use it do that. */
struct crypto {
	EVP_MD *sha256;
	EVP_MD_CTX *(*digest_new)(void);
	int (*digest_init)(EVP_MD_CTX *, const EVP_MD *, ENGINE *);
	int (*digest_update)(EVP_MD_CTX *, const void *, size_t);
	int (*digest_final)(EVP_MD_CTX *, unsigned char *, unsigned *);
	void (*digest_free)(EVP_MD_CTX *);
	EVP_CIPHER *aes;
	EVP_CIPHER_CTX *(*cipher_new)(void);
	int (*encrypt_init)(EVP_CIPHER_CTX *, const EVP_CIPHER *, ENGINE *,
	                    const unsigned char *key, const unsigned char *vector);
	int (*encrypt_update)(EVP_CIPHER_CTX *, unsigned char *, int *, const unsigned char *, int);
	void (*cipher_free)(EVP_CIPHER_CTX *);
};

/* filled by crypto_load */
extern struct crypto crypto;

/* load it, once a process: 0, or -1 with workload_reason */
int crypto_load(void);

/* it said no, which it does where there is no memory: -1 with workload_reason */
int crypto_fail(const char *what);

#endif
