#!/bin/sh
# convoy limits: what it tries, what it says, and that nothing of it stays, not even after Ctrl-C.
set -u
. tests/report.sh
convoy=$(realpath "${CONVOY:-build/convoy}")
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

timeout 120 "$convoy" limits --max 300 >"$scratch/out" 2>&1
ok $? "limits, up to 300 tasks"
for model in thread process coroutine; do
	grep -q "^$model  *300 " "$scratch/out"
	ok $? "... $model held them"
done
grep -q 'stopped by --max, 300' "$scratch/out"
ok $? "... and only the tool's own limit stopped it"

(ulimit -Sn 100 && timeout 120 "$convoy" limits --max 300 --runners coroutine --json) >"$scratch/json"
perl -MJSON::PP -e 'local $/; my $l = decode_json(<STDIN>);
	my ($held, $opened) = @{$l->{models}};
	exit !(@{$l->{models}} == 2 && $held->{most_tasks} == 300 && $held->{limit} eq "--max" &&
		$opened->{descriptor} && $opened->{limit} eq "RLIMIT_NOFILE" &&
		$opened->{limit_value} == 100 && $opened->{most_tasks} > 50 && $opened->{most_tasks} < 100 &&
		$held->{per_task}{touched_bytes} > 500)' <"$scratch/json"
ok $? "as JSON: descriptors are what stops tasks that have one each"

timeout 60 "$convoy" limits --runners thread-pool >"$scratch/out" 2>&1
test $? -eq 2 && grep -q 'makes a worker for each task' "$scratch/out"
ok $? "a pool has no such limit"
timeout 60 "$convoy" limits --max 5 >/dev/null 2>&1
test $? -eq 2
ok $? "too few tasks say nothing"

setsid "$convoy" limits --runners process --max 3000 >"$scratch/out" 2>&1 &
pid=$!
# until it has forked some
while [ -d /proc/$pid ] && [ "$(pgrep -c -s $pid)" -lt 100 ]; do sleep 0.02; done
kill -INT $pid
wait $pid
test $? -eq 1
ok $? "an interrupt ends it"
test "$(pgrep -c -s $pid)" -eq 0
ok $? "... and all that it had started"

setsid "$convoy" limits --runners process --max 3000 >"$scratch/out" 2>&1 &
pid=$!
while [ -d /proc/$pid ] && [ "$(pgrep -c -s $pid)" -lt 100 ]; do sleep 0.02; done
kill -KILL $pid
wait $pid 2>/dev/null
for patience in 1 2 3 4 5 6 7 8 9 10; do
	[ "$(pgrep -c -s $pid)" -eq 0 ] && break
	sleep 0.2
done
test "$(pgrep -c -s $pid)" -eq 0
ok $? "killed, it leaves nothing either"
done_testing
