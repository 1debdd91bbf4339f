#!/bin/sh
# What goes wrong in a run makes the run fail, soon, and with a reason that says what was wrong: a
# server that does not answer as it should, descriptors that run out, a kernel that refuses io_uring, a
# stack that is too small, a coroutine that lets nobody else run. The rest of a campaign goes on.
set -u
. tests/report.sh

convoy=$(realpath "${CONVOY:-build/convoy}")
without_uring=$(dirname "$convoy")/tests/without_uring
scratch=$(mktemp -d) || exit 1
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$scratch"' EXIT

# Sanitizers have frames that fit no small stack; and TSan keeps signals back from a thread that it
# thinks computes, and knows nothing of what libcurl does.
case $convoy in
*/tsan/*) sanitized=yes tsan=yes tasks=2000 ;;
*/asan/* | */ubsan/*) sanitized=yes tsan= tasks=100000 ;;
*) sanitized= tsan= tasks=100000 ;;
esac

# field KEY: the value of the record's key
field() {
	sed -n 's/^  "'"$1"'": "\{0,1\}\([^"]*[^",]\)"\{0,1\},\{0,1\}$/\1/p' "$scratch/record"
}

# run COMMAND...: its exit status and its record; one that hangs is killed
run() {
	timeout -s KILL 60 "$@" --json >"$scratch/record" 2>"$scratch/err"
	status=$?
}

# fails WORDS NAME: the last run ended with 1, and its reason holds the words
fails() {
	[ $status -eq 1 ] && [ "$(field status)" = failed ] && field reason | grep -q -e "$1"
	ok $? "$2: $(field reason)"
	[ $status -eq 1 ] || sed 's/^/# /' "$scratch/err"
}

# A server. /stall: no answer, ever. /reset and /close: of 1000 bytes ten, and then that.
perl -MIO::Socket::INET -MIO::Select -MSocket -e '
	my $listener = IO::Socket::INET->new(Listen => 100, LocalAddr => "127.0.0.1") or die;
	my $all = IO::Select->new($listener);
	open my $port, ">", "$ARGV[0].new"; print $port $listener->sockport; close $port;
	rename "$ARGV[0].new", $ARGV[0];
	for (;;) { for my $s ($all->can_read) {
		if ($s == $listener) { $all->add(scalar $listener->accept); next }
		my $got = sysread $s, my $request, 4096;
		if (!$got) { $all->remove($s); close $s; next }
		next if $request =~ m{^GET /stall};
		syswrite $s, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nten bytes.";
		setsockopt $s, SOL_SOCKET, SO_LINGER, pack("ii", 1, 0) if $request =~ m{^GET /reset};
		$all->remove($s); close $s
	} }' "$scratch/port" &
server=$!
while [ ! -s "$scratch/port" ] && kill -0 $server; do sleep 0.02; done
url=http://127.0.0.1:$(cat "$scratch/port")

if [ -z "$tsan" ]; then
	for how in "coroutine --loop uring" "coroutine --loop epoll" thread hybrid; do
		run "$convoy" run http $how --url "$url/reset" --tasks 8
		if field reason | grep -q 'no event loop'; then
			skip "$how: no such loop here"
			continue
		fi
		fails 'reset\|receiving data' "$how, a server that resets"
		run "$convoy" run http $how --url "$url/close" --tasks 8
		fails 'partial file\|closed' "$how, a server that closes within its answer"
		run "$convoy" run http $how --url "$url/stall" --tasks 8 --timeout 500ms
		fails 'timed out after 0.5 s, with 0 of 8 tasks done$' "$how, a server that stalls"
		run "$convoy" run http $how --url http://127.0.0.1:1/ --tasks 8
		fails 'connect.*refused' "$how, no server"
	done

	for runner in coroutine thread hybrid; do
		(ulimit -n 30 && timeout -s KILL 60 "$convoy" run http $runner --delay 200ms --tasks 100 \
			--json >"$scratch/record" 2>"$scratch/err")
		status=$?
		fails 'Too many open files' "$runner, 30 descriptors"
	done
	(ulimit -n 12 && "$convoy" run sleep hybrid --threads 20 --json) >"$scratch/record" 2>"$scratch/err"
	status=$?
	fails 'no event loop.*Too many open files' "hybrid, 20 threads and 12 descriptors"
fi

# The kernel refuses io_uring.
for reason in EPERM ENOSYS ENOMEM; do
	run "$without_uring" $reason "$convoy" run sleep coroutine --tasks 20
	[ $status -eq 0 ] && [ "$(field status)" = ok ] && [ "$(field loop)" = epoll ]
	ok $? "io_uring refused with $reason: the loop is $(field loop)"
	run "$without_uring" $reason "$convoy" run sleep hybrid --tasks 20 --threads 2
	[ $status -eq 0 ] && [ "$(field status)" = ok ] && [ "$(field loop)" = epoll ]
	ok $? "... hybrid: the loop is $(field loop)"
done
run "$without_uring" EPERM "$convoy" run sleep coroutine --loop uring
fails 'no event loop.*not permitted' "--loop uring, refused with EPERM"
run "$without_uring" ENOMEM "$convoy" run sleep hybrid --loop uring
fails 'Cannot allocate memory' "--loop uring, refused with ENOMEM"
as_nobody=
[ "$(id -u)" -ne 0 ] || as_nobody="setpriv --reuid 65534 --regid 65534 --clear-groups"
if $as_nobody "$convoy" --help >"$scratch/out" 2>&1; then
	(ulimit -l 0 && exec $as_nobody timeout 60 "$convoy" run sleep coroutine --json) \
		>"$scratch/record" 2>"$scratch/err"
	[ $? -eq 0 ] && [ "$(field status)" = ok ]
	ok $? "no memory may be locked: the loop is $(field loop)"
else
	skip "nobody cannot run $convoy"
fi

# Stacks: each too small for what the task calls, packed or with a guard page.
if [ -z "$sanitized" ]; then
	for size in 512 2KiB 4KiB; do
		for runner in coroutine hybrid; do
			run "$convoy" run http $runner --url "$url/close" --tasks 5 --stack $size
			fails 'task [0-9]* needs more than its stack.*--stack 64KiB' "$runner, $size"
		done
	done
fi
case $convoy in
*/clang/* | */asan/* | */tsan/* | */ubsan/*) ;;
*)
	run "$convoy" run sleep coroutine --stack 512 --tasks 20000 --wait 10ms
	[ $status -eq 0 ] && [ "$(field status)" = ok ] && [ "$(field stack_guard)" = canary ]
	ok $? "as gcc compiles it, sleeping takes no more than 512 bytes: $(field reason)"
	;;
esac
run "$convoy" run sleep coroutine --tasks $tasks --wait 10ms
[ $status -eq 0 ] && [ "$(field status)" = ok ] && [ "$(field peak_concurrency)" -gt 0 ]
ok $? "$tasks coroutines: $(field status) $(field reason)"

# Who never lets the others run.
if [ -z "$tsan" ]; then
	for runner in coroutine hybrid; do
		run "$convoy" run count $runner --iterations 1000000000000 --timeout 200ms
		fails 'task [0-9]* has let no other coroutine run' "$runner, a task that computes for ever"
	done
fi

# A campaign of which some cells fail.
cd "$scratch" || exit 1
(ulimit -n 30 && timeout -s KILL 300 "$convoy" matrix --only http,count --runners coroutine --rounds 1 \
	--out "$scratch/campaign" >"$scratch/out" 2>&1)
status=$?
[ $status -eq 1 ] && grep -q '^failed.*http.*Too many open files' "$scratch/out"
ok $? "a campaign in which cells fail says so"
grep '"status":"ok"' "$scratch/campaign/runs.jsonl" | grep -q '"workload":"count","runner":"coroutine"' &&
	grep '"status":"failed"' "$scratch/campaign/runs.jsonl" | grep -q '"workload":"http"'
ok $? "... the others are measured"
grep -q 'http.*Too many open files' "$scratch/campaign/REPORT.md"
ok $? "... and its report has the reason"

done_testing
