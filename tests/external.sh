#!/bin/sh
# A runner in another language comes to what serial comes to, and whatever it does wrong makes the run fail,
# soon, with a reason that says what was wrong, and leaves nothing behind.
set -u
. tests/report.sh

convoy=$(realpath "${CONVOY:-build/convoy}")
runner=$(realpath tests/runner.pl)
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT


# field KEY: the value of the record's key
field() {
	sed -n 's/^  "'"$1"'": "\{0,1\}\([^"]*[^",]\)"\{0,1\},\{0,1\}$/\1/p' "$scratch/record"
}

# run ARGUMENTS...: a run's exit status and its record; one that hangs is killed
run() {
	EXTERNAL_TEST=$$ timeout -s KILL 60 "$convoy" run "$@" --json >"$scratch/record" 2>"$scratch/err"
	status=$?
}

# nothing_left NAME: no process of the program is there
nothing_left() {
	patience=20
	while
		grep -lsz "^EXTERNAL_TEST=$$\$" /proc/[0-9]*/environ >"$scratch/left"
		[ -s "$scratch/left" ] && [ $patience -gt 0 ]
	do
		patience=$((patience - 1))
		sleep 0.1
	done
	[ ! -s "$scratch/left" ]
	ok $? "$1: nothing is left"
	while read -r environ; do
		echo "# left: $(tr '\0' ' ' <"${environ%environ}cmdline")"
	done <"$scratch/left"
}

# agrees WORKLOAD TASKS OPTIONS...: serial's checksum, and a record as of any run
agrees() {
	workload=$1 tasks=$2
	shift 2
	run "$workload" serial --tasks "$tasks" "$@"
	base=$(field checksum)
	run "$workload" external --program "$runner" --tasks "$tasks" --in-flight 3 "$@"
	[ $status -eq 0 ] && [ "$(field status)" = ok ] && [ "$(field checksum)" = "$base" ] &&
		[ "$(field peak_concurrency)" = 1 ] && [ "$(field program)" = "$runner" ] &&
		field interpreter | grep -q '^Perl 5' && [ "$(field peak_pss_bytes)" -gt 1000000 ]
	ok $? "$workload, $tasks tasks: $base is $(field checksum) $(field reason)"
}

agrees noop 1
agrees noop 10000
agrees count 5 --iterations 20000

run count external --program "$runner" --tasks 5 --iterations 300000 --observe all --events "$scratch/events"
[ $status -eq 0 ] && [ "$(field cpu_user_s | tr -d .)" -gt 0 ] && [ "$(field waiting_s)" = null ] &&
	grep -q '"tasks_us":\[\[' "$scratch/events"
ok $? "the program's CPU time counts, and its tasks have times"
run sleep external --program "$runner"
[ $status -eq 3 ] && [ "$(field status)" = skipped ] && [ "$(field reason)" = 'there is no sleep in Perl' ]
ok $? "a workload that the program does not know is skipped: $(field reason)"
run switch external --program "$runner" --in-flight 1
[ $status -eq 3 ] && field reason | grep -q 'needs 2 tasks at once'
ok $? "tasks that wait for each other, one at a time: $(field reason)"

# gets STATUS FAULT WORDS: the run with this fault ends so, and its reason has the words
gets() {
	FAULT=$2
	export FAULT
	run count external --program "$runner" --tasks 5 --iterations 10
	[ $status -ne 137 ] && [ "$(field status)" = "$1" ] && echo "$(field reason)" | grep -q -e "$3"
	ok $? "who $2: $(field status), $(field reason)"
	unset FAULT
	nothing_left "... $2"
}

gets failed 'dies before it is ready' 'before it was done, with exit status 255: no such luck$'
gets failed 'dies in its tasks' 'with exit status 255: first/second/third'
gets failed 'fails' '^I would rather not$'
gets failed 'fails in a task' '^task 2: out of luck$'
gets skipped 'skips' '^I have no such thing$'
gets failed 'fails without a reason' 'runner.pl says that it failed, and not why: it was dark$'
gets skipped 'skips without a reason' 'runner.pl says that it skipped, and not why$'
gets failed 'is not ready' 'did not say that it is ready'
gets failed 'chats' 'not a JSON object: Hello, world$'
gets failed 'says a list' 'not a JSON object: .1.$'
gets failed 'never ends its line' 'a line of more than 65536 bytes'
gets failed 'is killed' 'died: Killed (signal 9)'
gets failed 'talks much' 'exit status 7: line 1/\.\.\./line 999[0-9]*/.*line 100000$'
gets failed 'says first what is wrong' 'exit status 127: no such command/\.\.\./.*100?//See the help\.$'
gets failed 'says a lot first' 'exit status 7: aaa*b/\.\.\./line 100$'
gets failed 'traces back' 'exit status 1:   *line 9.*line 100/Error: bad luck$'
gets failed 'closes its output' 'closed its standard output before it was done'
gets failed 'leaves a child with its output' 'ended before it was done, with exit status 0'
gets ok 'leaves a child' ''
gets failed 'invents a task' 'told of a task that there is not'
gets failed 'counts from -1' 'told of a task that there is not'
gets failed 'has another clock' 'task 0 ran when it cannot have'
gets failed 'ends before it begins' 'task 0 ran when it cannot have'
gets failed 'ends in the future' 'task 0 ran when it cannot have'
gets failed 'says what it likes' 'task 0 a value that is not hexadecimal'
gets failed 'forgets a task' 'told of 4 of 5 tasks'
gets invalid 'does a task twice' 'task 2 was done 2 times'
gets failed 'ends badly' 'was done, and ended with exit status 3'
gets failed 'stays' 'was done, and did not end'

run count serial --tasks 5 --iterations 10
base=$(field checksum)
FAULT='reckons wrong' run count external --program "$runner" --tasks 5 --iterations 10
[ $status -eq 0 ] && [ "$(field checksum)" != "$base" ]
ok $? "who reckons wrong has another checksum"

# The run ends, and the program with all that it started ends with it.
for fault in hangs 'hangs with a child'; do
	FAULT=$fault EXTERNAL_TEST=$$ timeout -s KILL 60 "$convoy" run noop external --program "$runner" --timeout 300ms --json \
		>"$scratch/record" 2>&1
	[ $? -eq 1 ] && [ "$(field reason)" = 'timed out after 0.3 s' ]
	ok $? "who $fault: $(field reason)"
	nothing_left "... $fault, a time limit"
	for signal in INT TERM KILL; do
		EXTERNAL_TEST=$$ FAULT=$fault timeout --foreground -s $signal 0.7 "$convoy" run noop external --program "$runner" \
			>"$scratch/out" 2>&1
		nothing_left "... $fault, convoy ends by $signal"
	done
done

# What is not there.
run noop external --program "$scratch/nothing"
[ $status -eq 3 ] && [ "$(field status)" = skipped ] && field reason | grep -q "no program $scratch/nothing here"
ok $? "no such program: $(field reason)"
: >"$scratch/plain"
run noop external --program "$scratch/plain"
[ $status -eq 1 ] && field reason | grep -q 'Permission denied'
ok $? "not a program: $(field reason)"
run noop external
[ $status -eq 2 ] && grep -q 'external needs --program PATH' "$scratch/err"
ok $? "no program is named: $(cat "$scratch/err")"
run noop serial --program "$runner"
[ $status -eq 2 ] && grep -q 'serial has no use for it' "$scratch/err"
ok $? "a program for serial: $(cat "$scratch/err")"
run noop external --program ''
[ $status -eq 2 ] && grep -q 'say a path' "$scratch/err"
ok $? "a program without a name: $(cat "$scratch/err")"

done_testing
