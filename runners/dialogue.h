#ifndef RUNNERS_DIALOGUE_H
#define RUNNERS_DIALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { DIALOGUE_LINE_MAX = 64 << 10, DIALOGUE_WORDS_MAX = 2048 };

/*
 * A program that is spoken with, a line at a time, through its standard input
 * and output. It leads a process group of its own, and is killed with all that it
 * started when this process ends, however it does: the program and its children
 * hold the end of a pipe whose other end nobody but this process has, and the
 * kernel sends the group SIGKILL when that is closed (fcntl(2), F_SETSIG).
 */
struct dialogue {
	pid_t pid;
	int process;      /* a pidfd: readable when the program has ended */
	int in, out, err; /* ours, of its standard streams; -1 when closed */
	int life;         /* its death is the group's */
	bool ended;       /* and status is known: see waitpid(2) */
	int status;
	size_t begin,
		heard; /* in text: where the next line begins, and where ends what was heard */
	char text[DIALOGUE_LINE_MAX];
	size_t words_bytes;
	char words[DIALOGUE_WORDS_MAX + 1]; /* what it wrote to standard error first and last */
};

/* start a program, found as a shell does, with arguments that end with NULL; 0, or -1 with errno set:
 * ENOENT if there is no such program, EACCES if it cannot be executed. Children of this process must
 * not be reaped by others, and a broken pipe must not kill it */
int dialogue_start(struct dialogue *, const char *const arguments[]);

/* write it a line, whose newline is added; 0, or -1 with errno set: EPIPE if it reads no more */
int dialogue_say(struct dialogue *, const char *line);

/* its next line, without newline, which lives until the next call. NULL if there is none, with errno set:
 * ENODATA when it has ended or closed its standard output, EMSGSIZE if the line is too long, ETIMEDOUT
 * after the deadline of clock_ns(), UINT64_MAX for none */
char *dialogue_hear(struct dialogue *, uint64_t deadline_ns);

/* close its standard input, and wait for its end until the deadline; then `ended` says whether it has */
void dialogue_await_end(struct dialogue *, uint64_t deadline_ns);

/* what it wrote to standard error, on one line of at most so many bytes: "" if nothing; of much, the first line and
 * the last ones, or those alone of a traceback. Once only, when it has ended or nobody listens any more; it lives as
 * long as the dialogue */
const char *dialogue_words(struct dialogue *, size_t most);

/* kill it and all that it started and that has not ended yet, reap it, and give everything back */
void dialogue_end(struct dialogue *);

#endif
