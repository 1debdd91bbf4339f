#!/bin/sh
# Who knows whom. A workload knows the seam, its locks and pools, and the clock, and nothing of bench/; a
# runner knows what a workload is, but no workload; neither knows the other's names.
set -u
. tests/report.sh

# none FOUND NAME: one test, which passes if nothing was found
none() {
	[ -z "$1" ]
	ok $? "$2"
	[ -z "$1" ] || echo "$1" | sed 's/^/# /'
}

# names FILE FOLDER: what the table in FILE lists, as its user types it
names() {
	for object in $(sed -n 's/^	&\([a-z0-9_]*\),$/\1/p' "$1"); do
		grep -h -A 3 "^const struct [a-z]* $object = {" "$2"/*.c |
			sed -n 's/^	\.name = "\(.*\)",$/\1/p'
	done
}

# includes FOLDER...: every include of one of our own headers
includes() {
	grep -n '^#include "' "$@"
}

none "$(includes workloads/*.[ch] |
	grep -v -e '"workloads/' -e '"runners/blocking.h"' -e '"runners/park.h"' -e '"runners/clock.h"' \
		-e '"runners/sync/' -e '"runners/pool.h"')" \
	"workloads include no more of runners/ than the seam, what it offers, and the clock; nothing of bench/"
none "$(includes runners/*.[ch] runners/*/*.[ch] | grep -v -e '"runners/' -e '"workloads/workload.h"')" \
	"runners include of workloads/ what a workload is, and nothing of bench/"
none "$(includes runners/blocking.h runners/park.h runners/clock.h workloads/workload.h)" \
	"the headers where both sides meet include nothing of ours"
none "$(includes bench/*.[ch] | grep '"tests/')" "bench/ includes nothing of tests/"

runners=$(names runners/runner.c runners)
workloads=$(names workloads/workload.c workloads)
[ "$(echo "$runners" | wc -w)" -ge 6 ] && [ "$(echo "$workloads" | wc -w)" -ge 7 ]
ok $? "the tables have names: $(echo $runners $workloads)"
for name in $runners; do
	none "$(grep -n "\"$name\"" workloads/*.[ch])" "no workload names the runner $name"
done
# what assembly says that it changes is no name
for name in $workloads; do
	none "$(grep -n "\"$name\"" runners/*.[ch] runners/*/*.[ch] | grep -v '^runners/switch\.h:[0-9]*:[	 ]*"memory");$')" "no runner names the workload $name"
done
none "$(grep -nE '\bworkload_[a-z0-9_]+\b' runners/*.c | grep -v workload_reason)" \
	"no runner uses a workload's object"
none "$(grep -nE '\b(runner_[a-z0-9_]+|runners\[)' workloads/*.[ch])" "no workload uses a runner's object"

# The libc names that block: only the seam defines them.
names='poll|ppoll|select|pselect|p?(read|write)v?|p(read|write)v?64|fsync|fdatasync|recv|recvfrom|recvmsg'
names="$names|send|sendto|sendmsg|connect|accept4?|close|dup[23]|getaddrinfo|getnameinfo"
names="$names|waitpid|waitid|wait[34]?|(clock_)?nanosleep|u?sleep|__[a-z0-9_]*_chk"
none "$(grep -nE "^($names)\(" bench/*.c workloads/*.c runners/*.c)" \
	"only runners/seam/ defines names of libc"
[ "$(grep -hE "^($names)\(" runners/seam/*.c | wc -l)" -ge 40 ]
ok $? "... and it does"

done_testing
