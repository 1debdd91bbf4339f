#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

struct summary;

/* draw the charts and write REPORT.md and summary.csv of a campaign's folder, from its raw records alone:
 * the same records make the same bytes. REPORT.md and the charts go into `target`, which may be
 * the folder itself. 0, or -1 after a complaint */
int report_write(const struct summary *, const char *folder, const char *target);

#endif
