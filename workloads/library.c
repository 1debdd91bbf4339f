#include "workloads/library.h"

#include <dlfcn.h>
#include <string.h>

#include "workloads/workload.h"

int
library_load(const char *file, const struct library_call *calls)
{
	void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return workload_fail("%s; bench/setup installs it", dlerror());
	for (; calls->name; calls++) {
		void *address = dlsym(library, calls->name);

		if (!address)
			return workload_fail("%s", dlerror());
		memcpy(calls->into, &address, sizeof address);
	}
	return 0;
}
