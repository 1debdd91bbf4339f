/*
 * Where a run's rows lie: in the database that the user names, or in a file of
 * our own.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "workloads/database.h"
#include "workloads/scratch.h"
#include "workloads/workload.h"

static int
place_named(struct database *d, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 && errno != EEXIST)
		return workload_fail("--path %s: %s", path, strerror(errno));
	d->file_ours = fd >= 0;
	if (fd >= 0)
		close(fd);
	return 0;
}

static int
place_made(struct database *d, char **path)
{
	char folder[4096];

	snprintf(folder, sizeof folder, "%s/convoy-database-XXXXXX", scratch_folder());
	if (!mkdtemp(folder))
		return scratch_fail();
	d->folder_ours = true;
	if (asprintf(path, "%s/rows.db", folder) >= 0 && place_named(d, *path) == 0)
		return 0;
	rmdir(folder);
	return -1;
}

int
database_place(struct database *d, const char *url, char **path)
{
	if (url && *path)
		return workload_fail("--url is a server's, --path a file's: say one of them");
	if (url && strncmp(url, "postgres://", 11) != 0 && strncmp(url, "postgresql://", 13) != 0)
		return workload_fail("--url %.*s: say one such as postgres://user@host/name, or "
		                     "none, for a file",
		                     (int)strcspn(url, ":"),
		                     url);
	d->engine = url ? &engine_postgres : &engine_sqlite;
	if (d->engine->load() != 0 ||
	    (!url && (*path ? place_named(d, *path) : place_made(d, path)) != 0))
		return -1;
	d->place = url ? url : *path;
	return 0;
}

void
database_forget(struct database *d, char **path)
{
	if (!d->folder_ours)
		return;
	free(*path);
	*path = NULL;
}
