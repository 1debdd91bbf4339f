/*
 * Names through the seam: the same answers in a coroutine as in a thread, and nobody held up.
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "tests/descriptor.h"
#include "tests/semantics.h"
#include "tests/tap.h"
#include "tests/trial.h"

static void
nothing(void)
{
}

static void
look_up(struct answer *a, const char *host, const char *service, int flags)
{
	const struct addrinfo hints = {
		.ai_flags = flags, .ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
	struct addrinfo *list = NULL;

	a->result = getaddrinfo(host, service, &hints, &list);
	a->error = 0;
	if (a->result != 0)
		return;
	for (struct addrinfo *one = list; one; one = one->ai_next)
		answer_digest(a, one->ai_addr, one->ai_addrlen);
	freeaddrinfo(list);
}

static void
number(struct answer *a)
{
	look_up(a, "127.0.0.1", "80", 0);
}

static void
number_only(struct answer *a)
{
	look_up(a, "localhost", "80", AI_NUMERICHOST);
}

static void
name(struct answer *a)
{
	look_up(a, "localhost", "443", 0);
}

static void
no_name(struct answer *a)
{
	look_up(a, "", "80", 0);
}

static void
no_service(struct answer *a)
{
	look_up(a, "localhost", "no-such-service", 0);
}

static void
passive(struct answer *a)
{
	look_up(a, NULL, "80", AI_PASSIVE);
}

static void
without_hints(struct answer *a)
{
	struct addrinfo *list = NULL;

	a->result = getaddrinfo("localhost", NULL, NULL, &list);
	for (struct addrinfo *one = list; one; one = one->ai_next)
		answer_digest(a, one->ai_addr, one->ai_addrlen);
	freeaddrinfo(list);
}

static void
back(struct answer *a)
{
	const struct sockaddr_in address = {.sin_family = AF_INET,
	                                    .sin_port = htons(80),
	                                    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	char host[NI_MAXHOST] = "";
	char service[NI_MAXSERV] = "";

	a->result = getnameinfo((const struct sockaddr *)&address,
	                        sizeof address,
	                        host,
	                        sizeof host,
	                        service,
	                        sizeof service,
	                        0);
	a->result = a->result * 100 + getnameinfo((const struct sockaddr *)&address,
	                                          sizeof address,
	                                          host + 100,
	                                          100,
	                                          NULL,
	                                          0,
	                                          NI_NUMERICHOST);
	answer_digest(a, host, sizeof host);
	answer_digest(a, service, sizeof service);
}

/* files cannot be opened then, and threads' stacks and bells not made; but there is an answer */
static void
no_descriptor_left(struct answer *a)
{
	descriptors_limit(1);
	look_up(a, "localhost", "80", 0);
	a->digest = a->result != 0;
	a->result = 0;
	descriptors_allow();
}

static const struct semantics calls[] = {
	{"getaddrinfo of a number", number, NULL},
	{"getaddrinfo of a name, with AI_NUMERICHOST", number_only, NULL},
	{"getaddrinfo of a name", name, nothing},
	{"getaddrinfo of an empty name", no_name, NULL},
	{"getaddrinfo of a service that does not exist", no_service, NULL},
	{"getaddrinfo of nobody in particular", passive, NULL},
	{"getaddrinfo without hints", without_hints, NULL},
	{"getnameinfo", back, NULL},
	{"getaddrinfo where no more descriptors may be opened", no_descriptor_left, NULL},
};

int
main(void)
{
	trial_deadline(20);
	semantics_compare(calls, sizeof calls / sizeof *calls, nothing, nothing);
	return done_testing();
}
