#ifndef RUNNERS_PROGRAM_H
#define RUNNERS_PROGRAM_H

struct job;

/* The program that does the tasks of an external runner; runners/README.md has what is said to it. */
struct program {
	const char *option; /* by which the user names it, such as "python" */
	const char *preset; /* its name unless the user says another; NULL: he must */
	const char *flag;   /* its first argument; NULL: none */
	const char *script; /* the next one, below the project's folder; NULL: none */
};

/* the run of every external runner: start job->program, let it do the tasks, and put what it reports into
 * the tally. As runner->run; the tally also knows whether the job was skipped, and who did it */
int program_run(const struct job *);

#endif
