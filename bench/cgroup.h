#ifndef BENCH_CGROUP_H
#define BENCH_CGROUP_H

/*
 * What this process's control groups leave it, by versions 1 and 2: a share of the CPUs, and so many
 * tasks and bytes.  A CPU quota is a time per period: over many threads it is used up before the period is, and then all of
 * them stand still.
 *
 * `process` is the folder where the kernel describes the process, "/proc/self".
 */

/* The least quota of the group and those above it, in CPUs, such as 1.5; infinity if none. */
double cgroup_quota_cpus(const char *process);

/* For how long the group was made to stand still, by now, in seconds; nan if that is not told. */
double cgroup_throttled_s(const char *process);

/* How many more threads and processes, and how many more bytes, the group and those above it allow;
 * infinity if there is no limit. */
double cgroup_tasks_left(const char *process);
double cgroup_memory_left(const char *process);

#endif
