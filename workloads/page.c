/*
 * One page by one GET, over a connection of its own. libcurl is loaded when it
 * is asked for, and not with the program.
 */
#include "workloads/page.h"

/* what names the protocols is deprecated for a text that libcurl before 7.85 does not take: it takes both */
#define CURL_DISABLE_DEPRECATION
#include <curl/curl.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "workloads/library.h"
#include "workloads/server.h"
#include "workloads/workload.h"

enum { URL_MAX = 1024, PATIENCE_S = 30 };

static struct {
	CURLcode (*global_init)(long);
	CURL *(*easy_init)(void);
	CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
	CURLcode (*easy_perform)(CURL *);
	CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
	const char *(*easy_strerror)(CURLcode);
	void (*easy_cleanup)(CURL *);
} curl;

/* ThreadSanitizer asks for this by name: libcurl was not compiled for it, so that how its threads take turns
 * is not seen */
const char *__tsan_default_suppressions(void); /* NOLINT */

const char *
__tsan_default_suppressions(void) /* NOLINT */
{
	return "called_from_lib:libcurl.so.4\n";
}

int
page_load(void)
{
	static const struct library_call calls[] = {
		{"curl_global_init", &curl.global_init},
		{"curl_easy_init", &curl.easy_init},
		{"curl_easy_setopt", &curl.easy_setopt},
		{"curl_easy_perform", &curl.easy_perform},
		{"curl_easy_getinfo", &curl.easy_getinfo},
		{"curl_easy_strerror", &curl.easy_strerror},
		{"curl_easy_cleanup", &curl.easy_cleanup},
		{.name = NULL},
	};

	if (library_load("libcurl.so.4", calls) != 0)
		return -1;
	if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return workload_fail("libcurl does not start");
	return 0;
}

int
page_check(const char *url)
{
	size_t scheme = strncmp(url, "http://", 7) == 0    ? 7
	                : strncmp(url, "https://", 8) == 0 ? 8
	                                                   : 0;

	if (scheme && url[scheme] && url[scheme] != '/')
		return 0;
	return workload_fail("--url %s: say one such as http://host/path", url);
}

int
page_provide(const struct server_plan *plan, struct value *url)
{
	if ((url->text && page_check(url->text) != 0) || page_load() != 0)
		return -1;
	return server_provide(plan, "{}", url, NULL);
}

/* as libcurl opens it, but errno is kept: it would not tell */
static curl_socket_t
open_socket(void *error, curlsocktype purpose, struct curl_sockaddr *address)
{
	int fd = socket(address->family, address->socktype, address->protocol);

	(void)purpose;
	if (fd < 0)
		*(long *)error = errno;
	return fd;
}

/* in libcurl's words on this very transfer, if it has any, and the system's, if those do not hold them */
static int
fail(CURL *easy, const char *url, CURLcode code, const char *detail, long error)
{
	const char *words = *detail ? detail : curl.easy_strerror(code);
	const char *reason;

	if (error == 0)
		curl.easy_getinfo(easy, CURLINFO_OS_ERRNO, &error);
	reason = error ? strerror((int)error) : "";
	if (strstr(words, reason))
		return workload_fail("%s: %s", url, words);
	return workload_fail("%s: %s: %s", url, words, reason);
}

/* libcurl sees a failure from 400 on; but also where a redirect leads to there is another page than this one */
static int
judge(const char *url, long status)
{
	if (status >= 200 && status < 300)
		return 0;
	return workload_fail("%s answered HTTP status %ld%s",
	                     url,
	                     status,
	                     status >= 300 && status < 400 ? ": give the URL that it leads to"
	                                                   : "");
}

static int
perform(CURL *easy, const char *url)
{
	char detail[CURL_ERROR_SIZE] = "";
	long status = 0;
	long error = 0;
	CURLcode code;

	curl.easy_setopt(easy, CURLOPT_ERRORBUFFER, detail);
	curl.easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl.easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &error);
	code = curl.easy_perform(easy);
	curl.easy_setopt(easy, CURLOPT_ERRORBUFFER, NULL);
	curl.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_OK || code == CURLE_HTTP_RETURNED_ERROR)
		return judge(url, status);
	return fail(easy, url, code, detail, error);
}

int
page_fetch(const char *url, const char *certificates, page_sink *sink, void *into)
{
	CURL *easy = curl.easy_init();
	int status;

	if (!easy)
		return workload_fail("libcurl gave no handle");
	curl.easy_setopt(easy, CURLOPT_URL, url);
	if (certificates)
		curl.easy_setopt(easy, CURLOPT_CAINFO, certificates);
	curl.easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
	curl.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl.easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
	curl.easy_setopt(easy, CURLOPT_TIMEOUT, (long)PATIENCE_S);
	curl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, sink);
	curl.easy_setopt(easy, CURLOPT_WRITEDATA, into);
	status = perform(easy, url);
	curl.easy_cleanup(easy);
	return status;
}

static int
write_url(char *text, const char *url, uint64_t number)
{
	const char *mark = strstr(url, "{}");
	int length = mark ? snprintf(text,
	                             URL_MAX,
	                             "%.*s%" PRIu64 "%s",
	                             (int)(mark - url),
	                             url,
	                             number,
	                             mark + 2)
	                  : snprintf(text, URL_MAX, "%s", url);

	if (length < URL_MAX)
		return 0;
	return workload_fail("a URL of %d bytes: at most %d", length, URL_MAX - 1);
}

int
page_fetch_numbered(const char *url, uint64_t number, page_sink *sink, void *into)
{
	char text[URL_MAX];

	return write_url(text, url, number) == 0 ? page_fetch(text, NULL, sink, into) : -1;
}

static size_t
keep(const char *data, size_t size, size_t count, void *into)
{
	struct page *page = into;

	(void)size;
	if (count > page->room - page->bytes) {
		page->bytes = page->room + 1;
		return 0;
	}
	memcpy(page->text + page->bytes, data, count);
	page->bytes += count;
	return count;
}

int
page_keep(const char *url, uint64_t number, struct page *page)
{
	page->bytes = 0;
	if (page_fetch_numbered(url, number, keep, page) == 0)
		return 0;
	if (page->bytes <= page->room)
		return -1;
	return workload_fail("page %" PRIu64 " of %s has more than %zu bytes: give more --bytes",
	                     number,
	                     url,
	                     page->room);
}
