#include "bench/usage.h"

#include <sys/resource.h>

#include "bench/record.h"

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

struct usage
usage_now(void)
{
	struct usage u = {0};

	for (int k = 0; k < 2; k++) {
		struct rusage r;

		getrusage(k ? RUSAGE_CHILDREN : RUSAGE_SELF, &r);
		u.user_s += seconds(r.ru_utime);
		u.system_s += seconds(r.ru_stime);
		u.voluntary += (double)r.ru_nvcsw;
		u.involuntary += (double)r.ru_nivcsw;
		u.minor += (double)r.ru_minflt;
		u.major += (double)r.ru_majflt;
		u.blocks += (double)r.ru_inblock;
	}
	return u;
}

void
usage_note(struct record *r, const struct usage *before)
{
	struct usage now = usage_now();

	r->cpu_user_s = now.user_s - before->user_s;
	r->cpu_system_s = now.system_s - before->system_s;
	r->voluntary_switches = now.voluntary - before->voluntary;
	r->involuntary_switches = now.involuntary - before->involuntary;
	r->minor_faults = now.minor - before->minor;
	r->major_faults = now.major - before->major;
	r->block_reads = now.blocks - before->blocks;
}
