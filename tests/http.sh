#!/bin/sh
# The http workload under every runner, against the server that comes with it, without and with TLS:
# the same checksum as serial's, all requests of coroutines at once, and no server left behind.
set -u
. tests/report.sh

convoy=${CONVOY:-build/convoy}
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

get() {
	HTTP_TEST=$$ timeout 60 "$convoy" run http "$@" --tasks 12 --delay 5ms --bytes 3KB --json \
		>"$scratch/record" 2>"$scratch/err" || sed 's/^/# /' "$scratch/err" "$scratch/record"
}

field() {
	sed -n 's/^  "'"$1"'": "\{0,1\}\([^",]*\).*/\1/p' "$scratch/record"
}

get serial
base=$(field checksum)
[ ${#base} -eq 16 ]
ok $? "serial has a checksum: $base"

# compare RUNNER LOOP TLS
compare() {
	get "$1" --loop "$2" --tls "$3"
	if grep -q 'no event loop' "$scratch/record"; then
		skip "no $2 here"
		return
	fi
	[ "$(field status)" = ok ] && [ "$(field checksum)" = "$base" ]
	ok $? "$1, loop $2, TLS $3: serial's checksum"
	[ "$1" = coroutine ] || return
	[ "$(field peak_concurrency)" = 12 ]
	ok $? "$1, loop $2, TLS $3: all at once"
}

for runner in $("$convoy" list | sed -n '/^runners:/,$s/^  \([a-z-]*\) .*/\1/p'); do
	case $runner in
	external | python-*) continue ;; # tests/external.sh and tests/python.sh have the programs for these
	esac
	for loop in $([ "$runner" = coroutine ] && echo uring epoll || echo auto); do
		compare "$runner" "$loop" off
		compare "$runner" "$loop" on
	done
done

get thread --in-flight 3
[ "$(field status)" = ok ] && [ "$(field checksum)" = "$base" ] &&
	[ "$(field peak_concurrency)" -le 3 ]
ok $? "thread, 3 at once: serial's checksum"

grep -lsz "^HTTP_TEST=$$\$" /proc/[0-9]*/environ >"$scratch/left"
[ ! -s "$scratch/left" ]
ok $? "no process is left"

done_testing
