#include "bench/suite.h"

#include <stdint.h>
#include <stdlib.h>

#include "runners/clock.h"
#include "workloads/workload.h"

double
openmp_tasks_per_s(const struct workload *workload, size_t tasks, unsigned threads)
{
	const struct value none[VALUES] = {{0}};
	uint64_t *results = calloc(tasks, sizeof *results);
	uint64_t start = 0;
	uint64_t end;

	if (!results)
		return 0;
	for (size_t i = 0; i < tasks; i++)
		results[i] = 1; /* touch the pages */
#pragma omp parallel num_threads(threads)
	{
#pragma omp barrier
#pragma omp master
		start = clock_ns();
#pragma omp for schedule(dynamic, 1)
		for (size_t i = 0; i < tasks; i++)
			workload->task(none, i, &results[i]);
	}
	end = clock_ns();
	free(results);
	return (double)tasks / ((double)(end - start) / 1e9);
}
