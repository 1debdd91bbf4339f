/*
 * Names of hosts. The resolver's own calls are libc's inner ones, which nobody
 * can interpose: it is given a thread. Numbers need no resolver, and no thread.
 */
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <stdatomic.h>
#include <string.h>

#include "runners/seam/waiting.h"

typedef int resolver(const char *, const char *, const struct addrinfo *, struct addrinfo **);
typedef int namer(const struct sockaddr *, socklen_t, char *, socklen_t, char *, socklen_t, int);

/* libc's function of that name, which ours hides */
static void *
hidden(const char *name, _Atomic(void *) *found)
{
	void *function = atomic_load_explicit(found, memory_order_acquire);

	if (!function) {
		function = dlsym(RTLD_NEXT, name);
		atomic_store_explicit(found, function, memory_order_release);
	}
	return function;
}

static int
resolve(const char *host, const char *service, const struct addrinfo *hints,
        struct addrinfo **result)
{
	static _Atomic(void *) found;
	resolver *function;

	*(void **)&function = hidden("getaddrinfo", &found);
	return function ? function(host, service, hints, result) : EAI_FAIL;
}

struct question {
	const char *host, *service;
	const struct addrinfo *hints;
	struct addrinfo **result;
	int status, error;
};

static void
ask(void *argument)
{
	struct question *q = argument;

	errno = 0;
	q->status = resolve(q->host, q->service, q->hints, q->result);
	q->error = errno;
}

/* whether the host is given as a number, and then its address */
static bool
numeric(const struct question *q)
{
	struct addrinfo hints = {.ai_flags = AI_V4MAPPED | AI_ADDRCONFIG};

	if (q->hints)
		hints = *q->hints;
	hints.ai_flags |= AI_NUMERICHOST;
	return resolve(q->host, q->service, &hints, q->result) == 0;
}

int
getaddrinfo(const char *restrict host, const char *restrict service,
            const struct addrinfo *restrict hints, struct addrinfo **restrict result)
{
	struct question q = {host, service, hints, result, 0, 0};
	const int before = errno;

	if (!modelled() || !host || (hints && hints->ai_flags & AI_NUMERICHOST))
		return WAITING(resolve(host, service, hints, result));
	if (numeric(&q))
		return (int)succeed(0, before);
	blocking_model->call(ask, &q);
	errno = q.status == EAI_SYSTEM ? q.error : before;
	return q.status;
}

/* And back. */

struct address {
	const struct sockaddr *address;
	socklen_t length;
	char *host, *service;
	socklen_t host_size, service_size;
	int flags, status, error;
};

static void
ask_back(void *argument)
{
	static _Atomic(void *) found;
	struct address *a = argument;
	namer *function;

	*(void **)&function = hidden("getnameinfo", &found);
	errno = 0;
	a->status = function ? function(a->address,
	                                a->length,
	                                a->host,
	                                a->host_size,
	                                a->service,
	                                a->service_size,
	                                a->flags)
	                     : EAI_FAIL;
	a->error = errno;
}

int
getnameinfo(const struct sockaddr *restrict address, socklen_t length, char *restrict host,
            socklen_t host_size, char *restrict service, socklen_t service_size, int flags)
{
	struct address a = {.address = address, .length = length, .flags = flags};
	const int before = errno;

	a.host = host;
	a.host_size = host_size;
	a.service = service;
	a.service_size = service_size;
	if (!modelled() || flags & NI_NUMERICHOST)
		(void)WAITING((ask_back(&a), 0));
	else
		blocking_model->call(ask_back, &a);
	errno = a.status == EAI_SYSTEM ? a.error : before;
	return a.status;
}
