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
timeout 60 "$convoy" limits --stack 100 --runners coroutine >"$scratch/out" 2>&1
test $? -eq 2 && grep -q 'say 512 to 1GiB' "$scratch/out"
ok $? "a stack that is too small for a coroutine is refused"
timeout 60 "$convoy" limits --stack 512 >"$scratch/out" 2>&1
test $? -eq 2 && grep -q 'say 16KiB' "$scratch/out"
ok $? "... and one that is too small for a thread"

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

timeout 60 "$convoy" run sleep coroutine --tasks 2 --json >"$scratch/json"
perl -MJSON::PP -e 'local $/; my $record = decode_json(<STDIN>);
	open my $f, "<", "results/README.md" or die; my $text = <$f>;
	my ($table) = $text =~ /\n## A record[^\n]*\n(.*?)\n## /s;
	my @missing = grep { $table !~ /^\|[^|]*`$_`[^|]*\|/m } sort keys %$record;
	print "# not in results/README.md: @missing\n" if @missing;
	exit !(keys %$record > 20 && !@missing)' <"$scratch/json"
ok $? "results/README.md names every key of a record"
done_testing
