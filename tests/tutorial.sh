#!/bin/sh
# `convoy list --tutorial`: its commands run, with small sizes where they are long; its cells are planned.
convoy=$(realpath "${CONVOY:-build/convoy}")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
. tests/report.sh

"$convoy" list --tutorial >"$tmp/list"
ok $? "the tutorials' systems are listed"
test "$(grep -c '^R[0-9]' "$tmp/list")" -eq "$(grep -o '^R[0-9]*' "$tmp/list" | sort -u | wc -l)"
ok $? "... each once"

# a command, smaller: what was said last counts
smaller() {
	case "$1" in
	*" --wait 2s"*) echo "$1 --wait 20ms" ;;
	*" --tasks 10000 "*) echo "$1 --tasks 100 --every 20ms" ;;
	"convoy matrix") echo "$1 --only noop,sleep --runners thread --rounds 1 --out $tmp/matrix" ;;
	*) echo "$1" ;;
	esac
}

sed -n 's/^       \(convoy .*\)/\1/p' "$tmp/list" | grep -v -- --preset >"$tmp/commands"
while read -r line; do
	command=$(smaller "${line%%  #*}")
	case "$line" in
	*"# fails"*) want=1 ;;
	*) want=0 ;;
	esac
	eval "\"\$convoy\" ${command#convoy }" >"$tmp/out" 2>&1 </dev/null
	status=$?
	if [ $status -eq 3 ]; then
		skip "$command: $(tail -n 1 "$tmp/out")"
		continue
	fi
	test $status -eq $want
	ok $? "$line"
	test $status -eq $want || sed 's/^/# /' "$tmp/out"
done <"$tmp/commands"
test -s "$tmp/matrix/REPORT.md" && grep -q '^## Choose a model' "$tmp/matrix/REPORT.md"
ok $? "the choice of a model stands in the report"

# the cells of each claim, after the line that says their preset: work/runner, whatever the limit
for preset in $(sed -n 's/.*convoy matrix --preset //p' "$tmp/list" | sort -u); do
	"$convoy" matrix --plan --preset "$preset" |
		sed -n 's,^\([^ ]*\)@[0-9]*\(/[^ ]*\) .*,\1\2,p' | sort -u >"$tmp/planned"
	awk -v preset="$preset" '
		/convoy matrix --preset / { mine = $NF == preset; next }
		/^[A-Z]/ { mine = 0 }
		mine { for (k = 1; k <= NF; k++) print $k }' "$tmp/list" | sort -u >"$tmp/cells"
	comm -23 "$tmp/cells" "$tmp/planned" | sed "s/^/# not in $preset: /" >"$tmp/missing"
	cat "$tmp/missing"
	test -s "$tmp/cells" && ! test -s "$tmp/missing"
	ok $? "the cells that judge the claims are in the preset $preset"
done

"$convoy" matrix --preset tutorial --only crawl,pipeline,parse,counter,service,regex --runners thread,process,coroutine \
	--rounds 1 --out "$tmp/families" >"$tmp/out" 2>&1
ok $? "a round of the families is measured"
for chart in computing waiting servers pipelines shared; do
	test -s "$tmp/families/plots/$chart.png" && grep -q "(plots/$chart.svg)" "$tmp/families/REPORT.md"
	ok $? "... and the report has a chart of $chart"
done
done_testing
