#include "runners/dialogue.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/clock.h"

/* of those that are kept: more than anybody asks for */
enum { FIRST_WORDS = 256 };

static void
descriptor_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

int
dialogue_say(struct dialogue *d, const char *line)
{
	size_t left = strlen(line);
	ssize_t n;

	for (; left > 0; left -= (size_t)n, line += n) {
		n = write(d->in, line, left);
		if (n < 0 && errno == EINTR)
			n = 0;
		else if (n < 0)
			return -1;
	}
	while ((n = write(d->in, "\n", 1)) < 0 && errno == EINTR)
		;
	return n == 1 ? 0 : -1;
}

/* what is lost lies between the first words, which are kept, and the last */
static void
make_words_room(struct dialogue *d)
{
	const size_t keep = DIALOGUE_WORDS_MAX / 2;

	if (d->words_bytes <= keep)
		return;
	memmove(d->words + FIRST_WORDS,
	        d->words + d->words_bytes - (keep - FIRST_WORDS),
	        keep - FIRST_WORDS);
	d->words_bytes = keep;
}

/* the first line is the first that says something */
static void
skip_blanks(struct dialogue *d)
{
	size_t blank = 0;

	while (blank < d->words_bytes && strchr("\r\n\t ", d->words[blank]))
		blank++;
	d->words_bytes -= blank;
	memmove(d->words, d->words + blank, d->words_bytes);
	d->words[d->words_bytes] = '\0';
}

static void
keep_words(struct dialogue *d)
{
	ssize_t n;

	make_words_room(d);
	n = read(d->err, d->words + d->words_bytes, DIALOGUE_WORDS_MAX - d->words_bytes);
	if (n > 0) {
		d->words_bytes += (size_t)n;
		skip_blanks(d);
	} else if (n == 0 || errno != EINTR)
		descriptor_close(&d->err);
}

static void
keep_text(struct dialogue *d)
{
	ssize_t n = read(d->out, d->text + d->heard, sizeof d->text - d->heard);

	if (n > 0)
		d->heard += (size_t)n;
	else if (n == 0 || errno != EINTR)
		descriptor_close(&d->out);
}

static int
milliseconds_until(uint64_t deadline_ns)
{
	const uint64_t now = clock_ns();

	if (deadline_ns == UINT64_MAX)
		return -1;
	return deadline_ns <= now ? 0 : (int)((deadline_ns - now) / 1000000 + 1);
}

/* wait until the program has written something, or has ended; false: the deadline has passed */
static bool
attend(struct dialogue *d, uint64_t deadline_ns)
{
	struct pollfd ready[] = {{.fd = d->heard < sizeof d->text ? d->out : -1, .events = POLLIN},
	                         {.fd = d->err, .events = POLLIN},
	                         {.fd = d->ended ? -1 : d->process, .events = POLLIN}};
	int n;

	/* a program that writes without an end would make every wait short */
	if (deadline_ns != UINT64_MAX && clock_ns() > deadline_ns)
		return false;
	n = poll(ready, 3, d->ended ? 0 : milliseconds_until(deadline_ns));
	if (n < 0)
		return errno == EINTR;
	if (ready[1].revents)
		keep_words(d);
	if (ready[0].revents)
		keep_text(d);
	/* Its group ends with it; what they wrote is still in the pipes, and is read first. The group
	 * has this number for as long as the program is not reaped. */
	if (ready[2].revents)
		kill(-d->pid, SIGKILL);
	if (ready[2].revents && !ready[0].revents && !ready[1].revents)
		d->ended = waitpid(d->pid, &d->status, 0) == d->pid || errno == ECHILD;
	return n > 0;
}

static char *
nothing(int error)
{
	errno = error;
	return NULL;
}

static void
make_room(struct dialogue *d)
{
	d->heard -= d->begin;
	memmove(d->text, d->text + d->begin, d->heard);
	d->begin = 0;
}

char *
dialogue_hear(struct dialogue *d, uint64_t deadline_ns)
{
	char *line;
	char *end;

	while (!(end = memchr(d->text + d->begin, '\n', d->heard - d->begin))) {
		make_room(d);
		if (d->heard == sizeof d->text)
			return nothing(EMSGSIZE);
		if (d->out < 0 || d->ended)
			return nothing(ENODATA);
		if (!attend(d, deadline_ns))
			return nothing(ETIMEDOUT);
	}
	*end = '\0';
	line = d->text + d->begin;
	d->begin = (size_t)(end - d->text) + 1;
	return line;
}

void
dialogue_await_end(struct dialogue *d, uint64_t deadline_ns)
{
	descriptor_close(&d->in);
	while (!d->ended) {
		d->begin = d->heard = 0; /* it may go on writing */
		if (!attend(d, deadline_ns))
			return;
	}
}

void
dialogue_end(struct dialogue *d)
{
	descriptor_close(&d->in);
	if (d->pid > 0 && !d->ended) {
		kill(-d->pid, SIGKILL);
		while (waitpid(d->pid, &d->status, 0) < 0 && errno == EINTR)
			;
		d->ended = true;
	}
	descriptor_close(&d->out);
	descriptor_close(&d->err);
	descriptor_close(&d->process);
	descriptor_close(&d->life);
}

/* the last whole lines that fit, or what fits of the last */
static char *
last_lines(char *words, size_t most)
{
	for (char *end = strchr(words, '\n'); end && strlen(words) > most;
	     end = strchr(words, '\n'))
		words = end + 1;
	if (strlen(words) > most)
		words[most] = '\0';
	return words;
}

/* The first line says what is wrong, and at times the last one more: that has up to half of the room. A
 * traceback comes to it in the end. */
static char *
shorten(char *words, size_t most)
{
	static const char gap[] = "\n...\n";
	const size_t gap_bytes = sizeof gap - 1;
	const char *last = strrchr(words, '\n');
	size_t first = strcspn(words, "\n");
	size_t last_bytes;
	char *rest;

	if (!last || strncmp(words, "Traceback", strlen("Traceback")) == 0)
		return last_lines(words, most);
	last_bytes = strlen(last + 1) < most / 2 ? strlen(last + 1) : most / 2;
	if (first > most - gap_bytes - last_bytes)
		first = most - gap_bytes - last_bytes;
	rest = last_lines(strchr(words, '\n') + 1, most - gap_bytes - first);
	memmove(words + first + gap_bytes, rest, strlen(rest) + 1);
	memcpy(words + first, gap, gap_bytes);
	return words;
}

const char *
dialogue_words(struct dialogue *d, size_t most)
{
	char *words = d->words;
	size_t length = d->words_bytes;

	while (length > 0 && strchr("\n ", words[length - 1]))
		length--;
	words[length] = '\0';
	if (length > most)
		words = shorten(words, most);
	for (char *c = words; *c; c++)
		if ((unsigned char)*c < ' ')
			*c = *c == '\n' ? '/' : ' ';
	return words;
}
