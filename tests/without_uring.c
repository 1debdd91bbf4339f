/*
 * without_uring REASON PROGRAM [ARGUMENT]...: the program, where the kernel refuses to set up an
 * io_uring, with the errno EPERM as containers do, ENOSYS as old kernels, or ENOMEM as where memory
 * may not be locked.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int
refuse(long call, int error)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)call, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {.len = sizeof filter / sizeof *filter, .filter = filter};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int number;
	} reasons[] = {{"EPERM", EPERM}, {"ENOSYS", ENOSYS}, {"ENOMEM", ENOMEM}};

	for (size_t k = 0; argc > 2 && k < sizeof reasons / sizeof *reasons; k++)
		if (strcmp(argv[1], reasons[k].name) == 0) {
			if (refuse(SYS_io_uring_setup, reasons[k].number) == 0)
				execv(argv[2], argv + 2);
			perror(argv[2]);
			return 125;
		}
	fprintf(stderr, "usage: without_uring EPERM|ENOSYS|ENOMEM PROGRAM [ARGUMENT]...\n");
	return 125;
}
