/*
 * libcurl's blocking easy interface in a thread for each request, as programs
 * without an event loop use it.
 */
#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/peers/peer.h"

static size_t
receive(const char *data, size_t size, size_t count, void *unused)
{
	(void)data, (void)unused;
	return size * count;
}

static void *
get(void *url)
{
	CURL *easy = curl_easy_init();

	if (!easy)
		fail("curl_easy_init");
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
	if (curl_easy_perform(easy) != CURLE_OK)
		fail(url);
	curl_easy_cleanup(easy);
	return NULL;
}

static void
measure_curl(char **arguments)
{
	size_t n = number(arguments[1]);
	pthread_t *threads = memory(n, sizeof *threads);
	struct effort effort;

	curl_global_init(CURL_GLOBAL_DEFAULT);
	effort = effort_begin();
	for (size_t i = 0; i < n; i++) {
		errno = pthread_create(&threads[i], NULL, get, arguments[0]);
		if (errno != 0)
			fail("pthread_create");
	}
	for (size_t i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	printf("{\"figure\":\"curl\",\"n\":%zu,\"wall_s\":%.4f,\"cpu_s\":%.4f}\n",
	       n,
	       effort_wall_s(&effort),
	       effort_cpu_s(&effort));
	free(threads);
}

const struct figure figures[] = {
	{"curl", "URL REQUESTS", measure_curl},
	{.name = NULL},
};
