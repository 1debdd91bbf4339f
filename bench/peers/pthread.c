/*
 * POSIX threads, on the smallest stacks that they may have.
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/peers/client.h"
#include "bench/peers/peer.h"
#include "bench/peers/reader.h"
#include "runners/clock.h"

enum { STACK_BYTES = 16 << 10, TURNS = 200000 };

static void
thread_begin(pthread_t *thread, void *(*run)(void *), void *argument)
{
	pthread_attr_t attributes;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_BYTES);
	errno = pthread_create(thread, &attributes, run, argument);
	if (errno != 0)
		fail("pthread_create");
	pthread_attr_destroy(&attributes);
}

/* so many threads, each with an item of its own, from begin to end */
static void
threads_run(size_t n, void *(*run)(void *), void *items, size_t item_bytes)
{
	pthread_t *threads = memory(n, sizeof *threads);

	for (size_t i = 0; i < n; i++)
		thread_begin(&threads[i], run, (char *)items + i * item_bytes);
	for (size_t i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	free(threads);
}

static struct ring {
	size_t n, rounds;
	uint64_t start_ns, elapsed_ns;
	sem_t *turns;
} ring;

/* hands the turn to the next; the first keeps the time from its second turn on */
static void *
member_run(void *argument)
{
	size_t place = (size_t)((sem_t *)argument - ring.turns);

	for (size_t i = 0; i <= ring.rounds; i++) {
		sem_wait(&ring.turns[place]);
		if (place == 0 && i == 0)
			ring.start_ns = clock_ns();
		if (place == 0 && i == ring.rounds)
			ring.elapsed_ns = clock_ns() - ring.start_ns;
		sem_post(&ring.turns[(place + 1) % ring.n]);
	}
	return NULL;
}

static void
measure_yield(char **arguments)
{
	ring.n = number(arguments[0]);
	ring.rounds = TURNS / ring.n + 1;
	ring.turns = memory(ring.n, sizeof *ring.turns);
	for (size_t i = 0; i < ring.n; i++)
		sem_init(&ring.turns[i], 0, i == 0);
	threads_run(ring.n, member_run, ring.turns, sizeof *ring.turns);
	print_ns("yield", ring.n, ring.elapsed_ns, (double)(ring.n * ring.rounds));
	free(ring.turns);
}

static void *
nothing(void *argument)
{
	return argument;
}

static void
measure_spawn(char **arguments)
{
	size_t n = number(arguments[0]);
	uint64_t start = clock_ns();

	for (size_t i = 0; i < n; i++) {
		pthread_t thread;

		thread_begin(&thread, nothing, NULL);
		pthread_join(thread, NULL);
	}
	print_ns("spawn", n, clock_ns() - start, (double)n);
}

static void *
sleep_run(void *argument)
{
	const struct timespec *wait = argument;

	nanosleep(wait, NULL);
	return NULL;
}

static void
measure_sleep(char **arguments)
{
	size_t n = number(arguments[0]);
	struct timespec wait = {.tv_sec = (time_t)number(arguments[1])};
	struct effort effort = effort_begin();

	threads_run(n, sleep_run, &wait, 0);
	print_sleep(n, &effort);
}

static void *
client_thread(void *client)
{
	client_run(client);
	return NULL;
}

static void
measure_http(char **arguments)
{
	size_t n = number(arguments[2]);
	struct client *clients =
		clients_open(arguments[0], arguments[1], n, (double)number(arguments[3]));
	struct effort effort = effort_begin();

	threads_run(n, client_thread, clients, sizeof *clients);
	print_rate("http",
	           "requests_per_s",
	           "cpu_us_per_request",
	           (double)clients_close(clients, n),
	           &effort);
}

static void *
reader_thread(void *reader)
{
	reader_run(reader);
	return NULL;
}

static void
measure_pread(char **arguments)
{
	size_t n = number(arguments[2]);
	struct reader *readers = readers_open(
		arguments[0], strcmp(arguments[1], "direct") == 0, n, (double)number(arguments[3]));
	struct effort effort = effort_begin();

	threads_run(n, reader_thread, readers, sizeof *readers);
	print_rate("pread",
	           "reads_per_s",
	           "cpu_us_per_read",
	           (double)readers_close(readers, n),
	           &effort);
}

const struct figure figures[] = {
	{"yield", "N", measure_yield},
	{"spawn", "N", measure_spawn},
	{"sleep", "N SECONDS", measure_sleep},
	{"http", "HOST PORT CONNECTIONS SECONDS", measure_http},
	{"pread", "FILE CACHE TASKS SECONDS", measure_pread},
	{.name = NULL},
};
