#ifndef WORKLOADS_PAGE_H
#define WORKLOADS_PAGE_H

#include <stddef.h>
#include <stdint.h>

/* Pages, fetched by libcurl's blocking easy interface, one connection a page. */

/* load libcurl, in setup, before the first page is fetched: 0, or -1 as a workload's setup. It and what
 * it draws in take 6 ms, which workloads without pages do not pay for */
int page_load(void);

struct server_plan;
struct value;

/* load it, and be a site's place: unless the user has given the URL of one, start a server of ours (server.h),
 * whose page is what stands for {}; server_release undoes it. 0, or -1 as a workload's setup */
int page_provide(const struct server_plan *, struct value *url);

/* whether it is the address of a page or a site: 0, or -1 as a workload's setup */
int page_check(const char *url);

/* takes in a part of a page, `count` bytes, and returns count; or less, which ends the fetch */
typedef size_t page_sink(const char *data, size_t size, size_t count, void *into);

/* GET what is there; `certificates` is the file to verify a server with, or NULL. 0, or -1 as a
 * workload's task: also for any status of HTTP that is an error */
int page_fetch(const char *url, const char *certificates, page_sink *, void *into);

/* the same, of page `number` of a site: where the URL has {}, if it has, the number stands instead */
int page_fetch_numbered(const char *url, uint64_t number, page_sink *, void *into);

/* A page that is kept, in memory of the caller's. */
struct page {
	char *text;
	size_t bytes, room;
};

/* page `number` of a site; one that is larger than there is room for has failed */
int page_keep(const char *url, uint64_t number, struct page *);

#endif
