#!/bin/sh
# No compiler at any level shortens the computing workloads. The processor executes them one
# instruction at a time, and we count: a loop that was folded into a formula needs as many
# instructions for a hundred steps as for a thousand, and a vectorised one less than one a step.
set -u
. tests/report.sh

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

cat >"$scratch/stepper.c" <<'EOF'
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runners/blocking.h"
#include "workloads/workload.h"

extern const struct workload WORKLOAD;
_Atomic uint32_t seam_watch;
void
checkpoint_reached(void)
{
}

/* how many instructions a process executes that does one task, and ends */
static long
instructions(const char *number)
{
	struct value values[VALUES] = {{.number = strtoull(number, NULL, 10)}};
	uint64_t result;
	long count = 0;
	int status;
	pid_t child = fork();

	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
			_exit(1);
		raise(SIGSTOP);
		WORKLOAD.task(values, 0, &result);
		_exit(0);
	}
	while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) {
		count++;
		ptrace(PTRACE_SINGLESTEP, child, NULL, NULL);
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? count : -1;
}

int
main(int argc, char **argv)
{
	long few = argc == 3 ? instructions(argv[1]) : -1;
	long many = few < 0 ? -1 : instructions(argv[2]);

	if (many < 0)
		return 77;
	printf("%ld\n", many - few);
	return 0;
}
EOF

# grows WORKLOAD FEW MANY LEAST: from the few to the many it takes at least so many instructions
grows() {
	$compiler -std=c11 -D_GNU_SOURCE -I. $level -DWORKLOAD="workload_$1" -o "$scratch/stepper" \
		"$scratch/stepper.c" "workloads/$1.c" 2>"$scratch/err"
	if [ $? -ne 0 ]; then
		sed 's/^/# /' "$scratch/err"
		ok 1 "$compiler $level: $1 compiles"
		return
	fi
	count=$("$scratch/stepper" "$2" "$3")
	if [ $? -eq 77 ]; then
		skip "no single steps here"
		return
	fi
	[ "$count" -ge "$4" ]
	ok $? "$compiler $level: $1 $3 takes $count instructions more than $1 $2"
}

for compiler in gcc clang; do
	if ! command -v $compiler >/dev/null; then
		skip "no $compiler here"
		continue
	fi
	for level in -O0 -O2 "-O3 -march=native"; do
		# one to add and, be it once for a few steps, one to jump
		grows count 100 1100 1001
		# primes that take 576 and 1,632 divisions; each is at least a
		# remainder, a test and a jump
		grows prime 1000003 10000019 3072
	done
done

done_testing
