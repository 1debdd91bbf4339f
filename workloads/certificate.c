/*
 * By GnuTLS, with which libmicrohttpd speaks TLS. The key is new each time and
 * never leaves the server's memory: nobody else can be who this certificate
 * says, so a client may trust it with verification on.
 */
#include "workloads/certificate.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { DAY = 24 * 60 * 60 };

static int
say_who(gnutls_x509_crt_t certificate)
{
	static const char name[] = "localhost";
	const struct in_addr address = {htonl(INADDR_LOOPBACK)};
	int status = gnutls_x509_crt_set_dn(certificate, "CN=convoy http-server", NULL);

	if (status == 0)
		status = gnutls_x509_crt_set_subject_alt_name(
			certificate, GNUTLS_SAN_IPADDRESS, &address, sizeof address, 0);
	if (status == 0)
		status = gnutls_x509_crt_set_subject_alt_name(
			certificate, GNUTLS_SAN_DNSNAME, name, sizeof name - 1, GNUTLS_FSAN_APPEND);
	return status;
}

static int
say_when(gnutls_x509_crt_t certificate)
{
	const time_t now = time(NULL);
	int status = gnutls_x509_crt_set_activation_time(certificate, now - DAY);

	return status ? status : gnutls_x509_crt_set_expiration_time(certificate, now + 365L * DAY);
}

/* who signs for himself is his own authority, and must say that he is one */
static int
sign(gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key)
{
	static const unsigned char serial[] = {1};
	int status = gnutls_x509_crt_set_version(certificate, 3);

	if (status == 0)
		status = gnutls_x509_crt_set_serial(certificate, serial, sizeof serial);
	if (status == 0)
		status = gnutls_x509_crt_set_basic_constraints(certificate, 1, -1);
	if (status == 0)
		status = gnutls_x509_crt_set_key(certificate, key);
	if (status == 0)
		status = gnutls_x509_crt_sign2(certificate, certificate, key, GNUTLS_DIG_SHA256, 0);
	return status;
}

/* the library's datum as a string of ours; NULL with errno set */
static char *
take_text(gnutls_datum_t *datum)
{
	char *text = strndup((const char *)datum->data, datum->size);

	gnutls_free(datum->data);
	return text;
}

static int
write_down(struct certificate *c, gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key)
{
	gnutls_datum_t datum;
	int status = gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_PEM, &datum);

	if (status != 0)
		return status;
	c->text = take_text(&datum);
	status = gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &datum);
	if (status != 0)
		return status;
	c->key = take_text(&datum);
	return c->text && c->key ? 0 : GNUTLS_E_MEMORY_ERROR;
}

static int
make(struct certificate *c, gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key)
{
	const unsigned bits = GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1);
	int status = gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA, bits, 0);

	if (status == 0)
		status = say_who(certificate);
	if (status == 0)
		status = say_when(certificate);
	if (status == 0)
		status = sign(certificate, key);
	return status ? status : write_down(c, certificate, key);
}

int
certificate_make(struct certificate *c)
{
	gnutls_x509_privkey_t key = NULL;
	gnutls_x509_crt_t certificate = NULL;
	int status = gnutls_x509_privkey_init(&key);

	*c = (struct certificate){NULL, NULL};
	if (status == 0)
		status = gnutls_x509_crt_init(&certificate);
	if (status == 0)
		status = make(c, certificate, key);
	if (certificate)
		gnutls_x509_crt_deinit(certificate);
	if (key)
		gnutls_x509_privkey_deinit(key);
	if (status == 0)
		return 0;
	certificate_free(c);
	errno = status == GNUTLS_E_MEMORY_ERROR ? ENOMEM : EPROTO;
	return -1;
}

void
certificate_free(struct certificate *c)
{
	free(c->text);
	free(c->key);
	*c = (struct certificate){NULL, NULL};
}

int
certificate_publish(const struct certificate *c, char *path, unsigned size)
{
	size_t length = strlen(c->text);
	int fd = memfd_create("certificate", MFD_CLOEXEC);

	if (fd < 0)
		return -1;
	if (write(fd, c->text, length) != (ssize_t)length) {
		close(fd);
		return -1;
	}
	snprintf(path, size, "/proc/%d/fd/%d", (int)getpid(), fd);
	return 0;
}
