#!/bin/sh
# Campaigns: planned, measured, killed, interrupted, resumed; and what stands in their way.
convoy=$(realpath "${CONVOY:-build/convoy}")
tmp=$(mktemp -d)
trap 'umount "$tmp/small" 2>/dev/null; rm -rf "$tmp"' EXIT
. tests/report.sh

# every planned run of a folder is there exactly once
whole() {
	perl -MJSON::PP -e '
		my ($dir) = @ARGV;
		local $/; open my $p, "<", "$dir/plan.json"; my $plan = decode_json(<$p>);
		my %want = map { my $c = $_; map { ("$c->{cell} $_" => 1) } 0 .. $c->{rounds} }
			@{$plan->{cells}};
		$/ = "\n"; my %seen; open my $r, "<", "$dir/runs.jsonl";
		while (<$r>) { my $l = decode_json($_); $seen{"$l->{cell} $l->{round}"}++ }
		exit 1 if keys %seen != keys %want;
		for (keys %want) { exit 1 if ($seen{$_} // 0) != 1 }' "$1"
}

small="--only noop,count --runners coroutine --rounds 1"

"$convoy" matrix --plan --seed 1 >"$tmp/plan" 2>&1
ok $? "--plan runs nothing and ends well"
grep -q 'about [0-9.]* \(s\|min\)' "$tmp/plan"
ok $? "... and estimates the time"
"$convoy" matrix --plan --seed 1 | cmp -s - "$tmp/plan"
ok $? "the same seed makes the same order"
"$convoy" matrix --plan --seed 2 | cmp -s - "$tmp/plan"
test $? -ne 0
ok $? "another seed makes another order"

"$convoy" matrix $small --out "$tmp/one" >"$tmp/out" 2>"$tmp/err"
ok $? "a small campaign is measured"
whole "$tmp/one"
ok $? "... every run once"
test -s "$tmp/one/REPORT.md" && test -s "$tmp/one/summary.csv" && test -s "$tmp/one/machine.json"
ok $? "... with report, summary and machine"
"$convoy" matrix $small --out "$tmp/one" >/dev/null 2>"$tmp/err"
test $? -eq 2 && grep -q resume "$tmp/err"
ok $? "a recording is not overwritten"

"$convoy" matrix $small --rounds 3 --out "$tmp/killed" >/dev/null 2>&1 &
pid=$!
while [ "$(wc -l 2>/dev/null <"$tmp/killed/runs.jsonl" || echo 0)" -lt 4 ]; do sleep 0.05; done
kill -9 $pid
wait $pid 2>/dev/null
sleep 0.5
cp "$tmp/killed/runs.jsonl" "$tmp/before"
printf '{"schema":1,"cell":"torn' >>"$tmp/killed/runs.jsonl"
"$convoy" matrix --resume --out "$tmp/killed" >/dev/null 2>&1
ok $? "a campaign that was killed is resumed, a torn line and all"
whole "$tmp/killed"
ok $? "... every run once"
head -n "$(wc -l <"$tmp/before")" "$tmp/killed/runs.jsonl" | cmp -s - "$tmp/before"
ok $? "... and what was finished stays as it was"

"$convoy" matrix $small --rounds 30 --out "$tmp/partial" >"$tmp/out" 2>&1 &
pid=$!
while [ "$(wc -l 2>/dev/null <"$tmp/partial/runs.jsonl" || echo 0)" -lt 12 ]; do sleep 0.05; done
kill -TERM $pid
wait $pid
test $? -eq 1 && grep -q PARTIAL "$tmp/out"
ok $? "an interrupted campaign says that it is partial"
grep -q 'Partial' "$tmp/partial/REPORT.md"
ok $? "... in its report too"
pgrep -f "$tmp/partial" >/dev/null
test $? -ne 0
ok $? "... and leaves no process behind"

"$convoy" matrix $small --out /proc/nowhere >/dev/null 2>"$tmp/err"
test $? -eq 1 && test "$(wc -l <"$tmp/err")" -eq 1
ok $? "a folder that cannot be made: one line"
PATH=/nowhere "$convoy" matrix $small --out "$tmp/none" >/dev/null 2>"$tmp/err"
test $? -eq 1 && grep -q 'apt-get install hyperfine' "$tmp/err"
ok $? "without hyperfine: one line that says what to install"
"$convoy" report "$tmp" >/dev/null 2>"$tmp/err"
test $? -eq 1 && grep -q 'not a campaign' "$tmp/err"
ok $? "a folder that is no campaign cannot be reported"

"$convoy" matrix --only switch --runners thread --rounds 1 --out "$tmp/skipped" >"$tmp/out" 2>&1
ok $? "a cell that cannot run is no failure of the campaign"
grep -q '^skipped .*switch.*serial: needs 2 tasks at once' "$tmp/out" &&
	grep -q '"status":"skipped"' "$tmp/skipped/runs.jsonl" &&
	grep -q '^- Skipped.*switch.*serial' "$tmp/skipped/REPORT.md" &&
	grep -q 'No cell failed' "$tmp/skipped/REPORT.md"
ok $? "... but it is recorded, and said"
if command -v python3 >/dev/null; then
	printf '#!/bin/sh\nexec python3 "$@"\n' >"$tmp/it's mine"
	chmod +x "$tmp/it's mine"
	"$convoy" matrix --preset gil --only noop --runners python-serial --rounds 1 --python "$tmp/it's mine" \
		--out "$tmp/quoted" >"$tmp/out" 2>"$tmp/err" &&
		! grep -q '"status":"\(failed\|skipped\)"' "$tmp/quoted/runs.jsonl" &&
		grep -q '"status":"ok","cell":"[^"]*python-serial"' "$tmp/quoted/runs.jsonl"
	ok $? "an interpreter with blanks and quotes in its name is measured"
	grep -qF -- " --python '$tmp/it'\\''s mine' --rounds 1 --seed " "$tmp/quoted/REPORT.md"
	ok $? "... and the report's command names it as a shell reads it"
else
	skip "no python3 here"
fi
"$convoy" matrix --plan --standard | grep -q '^then the limits' &&
	! "$convoy" matrix --plan --standard --no-limits | grep -q '^then the limits' &&
	! "$convoy" matrix --plan | grep -q '^then the limits'
ok $? "a whole standard campaign tries the limits, unless told not to; a quick one does not"

mkdir "$tmp/small"
if mount -t tmpfs -o size=64k none "$tmp/small" 2>/dev/null; then
	"$convoy" matrix $small --rounds 40 --out "$tmp/small/c" >/dev/null 2>"$tmp/err"
	test $? -eq 1 && grep -q 'No space left' "$tmp/err"
	ok $? "a full disk stops the campaign with its reason"
	perl -MJSON::PP -ne 'decode_json($_)' "$tmp/small/c/runs.jsonl"
	ok $? "... and what was finished is whole"
else
	skip "no right to mount a small disk"
fi
done_testing
