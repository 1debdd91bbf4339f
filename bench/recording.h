#ifndef BENCH_RECORDING_H
#define BENCH_RECORDING_H

#include <stdbool.h>

struct plan;
struct plan_request;

/* the folder for a new campaign, results/<date>-<machine>, with a number if there is one already; a
 * new string, or NULL with errno set */
char *recording_folder(void);

/* begin a recording: make the folder with its machine.json and plan.json. 0, or -1 after a complaint */
int recording_begin(const char *folder, const struct plan *, const struct plan_request *);

/* whether the folder holds a campaign */
bool recording_exists(const char *folder);

/* the campaign in results/ that was begun last; a new string, or NULL if there is none */
char *recording_newest(void);

/* make the plan that the folder's campaign was begun with; 0, or an exit status after a complaint: no
 * campaign, another machine, another version with other cells */
int recording_resume(const char *folder, struct plan *);

/* whether a campaign of this plan tries the machine's limits too: whole ones of standard and full do */
bool recording_tries_limits(const struct plan *);

/* try them, unless the folder has them: into its limits.json. 0, or -1 after a complaint */
int recording_limits(const char *folder);

#endif
