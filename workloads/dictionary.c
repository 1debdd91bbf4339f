#include "workloads/dictionary.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "runners/blocking.h"
#include "workloads/workload.h"

static const char *const keys[DICTIONARY_ENTRIES] = {"pears", "plums", "figs", "nuts"};

void
dictionary_fill(struct dictionary *d, size_t things)
{
	guard_init(&d->guard, SYNC_MUTEX);
	d->all = things;
	for (size_t k = 0; k < DICTIONARY_ENTRIES; k++) {
		snprintf(d->entries[k].key, sizeof d->entries[k].key, "%s", keys[k]);
		d->entries[k].left =
			things / DICTIONARY_ENTRIES + (k < things % DICTIONARY_ENTRIES);
	}
}

static _Atomic uint64_t *
find(struct dictionary *d, const char *key)
{
	for (size_t k = 0; k < DICTIONARY_ENTRIES; k++)
		if (strcmp(d->entries[k].key, key) == 0)
			return &d->entries[k].left;
	return NULL;
}

int
dictionary_take(struct dictionary *d, size_t i, uint64_t *taken)
{
	const char *key = keys[i % DICTIONARY_ENTRIES];
	_Atomic uint64_t *left;
	uint64_t seen;

	if (guard_enter(&d->guard) != 0)
		return -1;
	left = find(d, key);
	if (!left)
		return guard_leave(&d->guard, workload_fail("there is no entry %s", key));
	seen = atomic_load_explicit(left, memory_order_relaxed);
	checkpoint();
	atomic_store_explicit(left, seen - 1, memory_order_relaxed);
	*taken = dictionary_taken(d);
	return guard_leave(&d->guard, 0);
}

uint64_t
dictionary_taken(const struct dictionary *d)
{
	uint64_t left = 0;

	for (size_t k = 0; k < DICTIONARY_ENTRIES; k++)
		left += atomic_load_explicit(&d->entries[k].left, memory_order_relaxed);
	return d->all - left;
}
