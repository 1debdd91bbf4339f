#!/bin/sh
# What the user types, and what comes back: help, complaints in one line with the right exit
# status, and runs whose records a program can read.
set -u
. tests/report.sh

convoy=${CONVOY:-build/convoy}
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# run EXPECTED_STATUS ARGUMENTS...: true if it ends with that status
run() {
	expected=$1
	shift
	timeout 60 "$convoy" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
	[ $status -eq "$expected" ] && return 0
	echo "# exit status $status: $(cat "$scratch/err")"
	return 1
}

# says WORDS: one line on standard error, beginning with our name and holding the words
says() {
	[ "$(wc -l <"$scratch/err")" -eq 1 ] && grep -q '^convoy: ' "$scratch/err" &&
		grep -qF -e "$1" "$scratch/err" && return 0
	sed 's/^/# /' "$scratch/err"
	return 1
}

# complains WORDS ARGUMENTS...: wrong usage, and these words say why
complains() {
	words=$1
	shift
	run 2 "$@" && says "$words" && [ ! -s "$scratch/out" ]
	ok $? "convoy $*: $words"
}

# helps ARGUMENTS...: exit status 0, examples, and nothing on standard error
helps() {
	run 0 "$@" && grep -q convoy "$scratch/out" && [ ! -s "$scratch/err" ]
	ok $? "convoy $*"
}

# field FILE KEY: the value of a record's key, by a real JSON parser
field() {
	perl -MJSON::PP -e 'my $record = JSON::PP->new->decode(join "", <STDIN>);
		print $record->{$ARGV[0]} // "null"' "$2" <"$1"
}

# is KEY VALUE: so says the record on standard output
is() {
	found=$(field "$scratch/out" "$1")
	[ "$found" = "$2" ] && return 0
	echo "# $1: $found, not $2"
	return 1
}

# Help.
helps --help
grep -q '^examples:' "$scratch/out"
ok $? "the help has examples"
helps -h
helps help
for command in $(sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' "$scratch/out"); do
	helps "$command" --help
	grep -q '^usage: convoy '"$command" "$scratch/out"
	ok $? "convoy $command --help begins with its usage"
done
run 0 run --help && grep -q '^examples:' "$scratch/out"
ok $? "the help of run has examples"
run 2
ok $? "convoy alone is wrong usage"
run 0 list && grep -q '^  sleep .*IO-bound' "$scratch/out" && grep -q coroutine "$scratch/out"
ok $? "convoy list shows workloads with their class, and runners"

run 0 list counter && grep -q -- '--sync none|mutex|' "$scratch/out" && ! grep -q prime "$scratch/out"
ok $? "convoy list WORKLOAD shows it alone, with the words that may be said"
run 0 run counter thread --help && grep -q -- '--sync none|mutex|' "$scratch/out"
ok $? "the help of run shows the parameters of the workload that is named"

# Names that are not known.
complains "did you mean 'list'" lst
complains "unknown command 'xyzzyx'" xyzzyx
complains "did you mean 'prime'" run prim serial
complains "did you mean 'thread-pool'" run prime tread-pool
complains "unknown runner 'xyzzyx'" run prime xyzzyx
complains "did you mean '--iterations'" run count serial --itrations 3
complains "did you mean '--workers'" run count thread-pool --wrokers 4
complains "did you mean '--workers'" run count thread-pool --wrokers=4
complains "unknown option '--wait'" run count serial --wait 3ms
complains "say 0 to 100000000" run poison serial --steps 100000001
complains "x'" run noop serial -xy
complains "--json takes no value" run noop serial --json=1

# Values that make no sense.
complains "say a workload and a runner" run
complains "say a workload and a runner" run noop
complains "not also 'extra'" run noop serial extra
complains "did you mean 'prime'" list prim
complains "--workers needs a value" run noop thread-pool --workers
complains "--workers 0" run noop thread-pool --workers 0
complains "--tasks 0" run noop serial --tasks 0
complains "--cpus '0'" run noop serial --cpus 0
complains "so many are available" run noop serial --cpus 65536
complains "no event loop" run noop thread --loop epoll
complains "unknown preset" matrix --plan --preset quick,full
complains "at least one workload" matrix --plan --only ""
long=/$(printf '%0300d' 0)
complains "say a path of 1 to 255 bytes" matrix --plan --preset gil --python "python3,$long"
complains "has no cells" matrix --plan --preset tutorial --only mix
complains "--workers '-1'" run noop thread-pool --workers -1
complains "--workers '4x'" run noop thread-pool --workers 4x
complains "--workers ''" run noop thread-pool --workers ''
complains "--workers 1000000" run noop thread-pool --workers 1000000
complains "--in-flight 0" run noop thread --in-flight 0
complains "--in-flight '-5'" run noop thread --in-flight -5
complains "--tasks '-1'" run noop serial --tasks -1
complains "--tasks 1000000000" run noop serial --tasks 1e9
complains "--tasks '99999999999999999999'" run noop serial --tasks 99999999999999999999
complains "--stack" run noop thread --stack 1
complains "--stack '64XB'" run noop thread --stack 64XB
complains "say a duration such as" run sleep serial --wait 100
complains "say a duration such as" run sleep serial --wait soon
complains "out of range" run sleep serial --wait -1ms
complains "say a size such as" run file serial --bytes much
complains "say 1ms to 600s" run hogs thread --duration 0s
complains "say 1ms to 600s" run hogs thread --duration 11min
complains "say 1ms to" run hogs thread --duration -1s
complains "say 0 to 1000000" run hogs thread --rate 2000000
complains "say a number such as" run hogs thread --rate fast
complains "say none or mutex or rlock" run counter thread --sync luck
complains "say 1 to 1000000000" run counter thread --updates 0
complains "to 10s" run counter thread --pause 1min
complains "say warm or cold" run file serial --cache tepid
complains "say nothing, memory or all" run noop serial --observe everything
complains "say auto, uring or epoll" run noop coroutine --loop fast

# Options that contradict the runner.
complains "serial has one worker" run noop serial --workers 4
complains "serial has one task in flight" run noop serial --in-flight 4
complains "limit them by --in-flight" run noop thread --workers 4
complains "limit them by --in-flight" run noop process --workers 4
complains "limit them by --in-flight" run noop coroutine --workers 4
complains "say --workers" run noop thread-pool --in-flight 4
complains "say --workers" run noop process-pool --in-flight 4
complains "has the system's stacks" run noop serial --stack 64KiB
complains "has the system's stacks" run noop process --stack 64KiB

# Good runs.
run 0 run sleep coroutine --tasks 20 --wait 1ms --json && is status ok && is tasks 20 &&
	is runner coroutine && is peak_concurrency 20 && is schema 1 && [ ! -s "$scratch/err" ]
ok $? "a run's record is JSON"
run 0 run count thread-pool --tasks 6 --workers 2 --iterations 1000 --json && is workers 2 &&
	is tasks 6 && is status ok
ok $? "a pool has as many workers as one says"
run 0 run sleep thread --tasks 9 --in-flight 4 --wait 1ms --json && is in_flight 4 && is status ok
ok $? "a limit is kept"
run 0 run counter thread --sync atomic --tasks 3 --updates 1000 && [ ! -s "$scratch/err" ] &&
	grep -q '^outcomes  *updates 3000, updates lost 0$' "$scratch/out"
ok $? "what a run came to is printed"
run 0 run noop hybrid --cpus 1 --json && is available_cpus 1 && is processes 1 && is status ok
ok $? "a run is confined to as many CPUs as one says"
run 0 run noop process && grep -q '^checksum ' "$scratch/out" && grep -q '^wall ' "$scratch/out"
ok $? "a run's figures are printed for people"
run 0 run sleep thread-pool --tasks 5 --wait 1ms --observe all --record "$scratch/record" \
	--events "$scratch/events" && [ ! -s "$scratch/out" ] &&
	[ "$(field "$scratch/record" status)" = ok ] &&
	perl -MJSON::PP -0777 -ne 'my $e = JSON::PP->new->decode($_);
		exit !(@{$e->{tasks_us}} == 5 && @{$e->{segments_us}} >= 5)' "$scratch/events"
ok $? "record and events go into files"

# Runs that cannot be.
run 3 run switch serial --json && is status skipped && is reason "needs 2 tasks at once; serial has 1" &&
	is wall_s null && [ ! -s "$scratch/err" ]
ok $? "tasks that wait for each other under a runner that has one at a time: skipped, and why"
run 3 run switch thread-pool --tasks 5 --workers 4 &&
	grep -q '^skipped .*needs 5 tasks at once; thread-pool has 4' "$scratch/out"
ok $? "... and in a pool that is too small"
run 0 run switch thread-pool --tasks 5 --laps 20 --json && is workers 5 && is status ok
ok $? "... which by default is not"

run 3 run hogs gil-thread --release-on-io off --json && is status skipped &&
	field "$scratch/out" reason | grep -q '^its tasks wait for each other in calls of the kernel; --release-on-io off '
ok $? "... where the first to wait keeps the lock"
run 0 run hogs gil-thread --release-on-io off --tasks 1 --duration 20ms && run 0 run switch gil-thread --release-on-io off
ok $? "... unless it is alone, or waits where the lock can tell"

# Runs that fail.
run 1 run http serial --tasks 1 --url http://127.0.0.1:1/ --json && is status failed &&
	field "$scratch/out" reason | grep -q '^task 0: http://127.0.0.1:1/: ..*'
ok $? "a server that nobody serves: failed, and why"
run 1 run http thread-pool --tasks 3 --url http://127.0.0.1:1/ &&
	[ "$(grep -c '127.0.0.1:1' "$scratch/out")" -eq 1 ] && [ ! -s "$scratch/err" ]
ok $? "... in one line"
run 1 run file serial --tasks 1 --path /nonexistent/file --json && is status failed &&
	field "$scratch/out" reason | grep -q 'No such file'
ok $? "a file that is not there: failed, and why"
run 2 run noop serial --record /nonexistent/folder/record && says "--record /nonexistent/"
ok $? "a record that cannot be written"
run 2 run noop serial --json --events /nonexistent/folder/events && says "--events /nonexist"
ok $? "events that cannot be written"
run 1 run noop serial --record /dev/full && says "cannot write /dev/full"
ok $? "a record for which there is no room"
echo "what was there" >"$scratch/log"
"$convoy" run noop serial --events /dev/stdout --record /dev/stdout >>"$scratch/log"
[ "$(head -n 1 "$scratch/log")" = "what was there" ] && grep -q '^{"tasks_us":' "$scratch/log" &&
	grep -q '"workload":"noop"' "$scratch/log"
ok $? "what our output goes to already keeps what it has"

done_testing
