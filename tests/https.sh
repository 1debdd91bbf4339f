#!/bin/sh
# HTTPS by the http workload: certificates are verified, and 100 requests wait at once in one thread,
# as they do without TLS; libcurl and its TLS know nothing of coroutines.
set -u
. tests/report.sh

convoy=${CONVOY:-build/convoy}
server=${convoy%/*}/http-server
scratch=$(mktemp -d) || exit 1
servers=''
# shellcheck disable=SC2086
stop() {
	[ -z "$servers" ] || kill $servers
	rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM

get() {
	timeout 60 "$convoy" run http "$@" --json >"$scratch/record" 2>"$scratch/err" ||
		sed 's/^/# /' "$scratch/err"
}

field() {
	sed -n 's/^  "'"$1"'": "\{0,1\}\([^",]*\).*/\1/p' "$scratch/record"
}

good() {
	[ "$(field status)" = ok ] && return 0
	sed -n 's/^  "reason"/# &/p' "$scratch/record"
	return 1
}

# fails WORDS: the run failed, and these words say why
fails() {
	[ "$(field status)" = failed ] && sed -n 's/^  "reason": //p' "$scratch/record" | grep -q "$1"
}

# serve DELAY_NS TLS: one more server; sets url, and ca if it speaks TLS
serve() {
	mkfifo "$scratch/said"
	"$server" "$1" 3000 "$2" $$ >"$scratch/said" &
	servers="$servers $!"
	{
		read -r url
		[ "$2" = off ] || read -r ca
	} <"$scratch/said"
	rm "$scratch/said"
}

# libcurl knows localhost; another name it has libc look up
name=$(awk '$1 == "127.0.0.1" && $2 !~ /localhost/ { print $2; exit }' /etc/hosts)
no_name='127.0.0.1 has no name but localhost in /etc/hosts'

# Whom we trust.
get serial --tasks 3 --delay 1ms
plain=$(field checksum)
get serial --tasks 3 --delay 1ms --tls on
good && [ "$(field checksum)" = "$plain" ]
ok $? "over TLS comes what comes without it"

serve 1000000 on
others=$ca
serve 1000000 on
get serial --tasks 3 --url "$url" --ca "$ca"
good
ok $? "a server whose certificate is given"
get serial --tasks 3 --url "https://localhost:${url##*:}" --ca "$ca"
good
ok $? "... by its name"
get serial --tasks 1 --url "$url"
fails certificate
ok $? "a server whom nobody vouches for is refused"
get serial --tasks 1 --url "$url" --ca "$others"
fails certificate
ok $? "... and one with another's certificate"
if [ -n "$name" ]; then
	get serial --tasks 1 --url "https://$name:${url##*:}" --ca "$ca"
	fails certificate
	ok $? "... and one by a name that its certificate does not bear"
else
	skip "$no_name"
fi
get serial --tasks 1 --ca "$ca"
fails 'goes with --url'
ok $? "--ca without --url is a misunderstanding"
get serial --tasks 1 --tls on --url http://127.0.0.1:1/
fails 'not https'
ok $? "... and --tls on with a URL that is not https"

# 100 at once, in one thread.

# most_threads PID: how many threads the process has at most until it ends, leaving out those that
# the kernel has for io_uring
most_threads() {
	most=0
	until [ ! -e "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null; do
		now=$(cat "/proc/$1"/task/*/comm 2>/dev/null | grep -cv '^iou-')
		[ "$now" -le "$most" ] || most=$now
		sleep 0.02
	done
}

# a sanitizer may have a thread of its own
"$convoy" run sleep coroutine --tasks 2 --wait 300ms --observe nothing >/dev/null &
most_threads $!
threads=$most

# overlap LOOP NAME ARGUMENTS...: 100 requests at once. A machine that is too busy to send the last
# before the first is answered gets a server that takes its time
overlap() {
	loop=$1 what="$2, loop $1"
	shift 2
	for delay in 500 2000 8000; do
		"$convoy" run http coroutine --loop "$loop" --tasks 100 --observe nothing --json \
			--delay ${delay}ms "$@" >"$scratch/record" 2>"$scratch/err" &
		most_threads $!
		wait $! || sed 's/^/# /' "$scratch/err"
		[ "$(field peak_concurrency)" = 100 ] && break
		[ "$(field status)" = ok ] || break
	done
	if grep -q 'no event loop' "$scratch/record"; then
		skip "no $loop here"
		return
	fi
	good && [ "$(field peak_concurrency)" = 100 ]
	ok $? "$what: 100 at once"
	wall=$(field wall_s)
	[ "${wall%.*}" -lt $((delay / 50)) ]
	ok $? "$what: they did not wait one after the other ($wall s, not $((delay / 10)))"
}

serve 500000000 off
for loop in uring epoll; do
	for tls in off on; do
		overlap $loop "TLS $tls" --tls $tls
		[ "$most" -ge 1 ] && [ "$most" -eq "$threads" ]
		ok $? "TLS $tls, loop $loop: in one thread"
	done
	[ -n "$name" ] || {
		skip "$no_name"
		continue
	}
	get coroutine --loop $loop --tasks 100 --url "http://$name:${url##*:}"
	if grep -q 'no event loop' "$scratch/record"; then
		skip "no $loop here"
		continue
	fi
	wall=$(field wall_s)
	good && [ "${wall%.*}" -lt 10 ]
	ok $? "by name, loop $loop: libcurl's own threads, which look it up, are let be ($wall s, not 50)"
done

done_testing
