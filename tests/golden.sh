#!/bin/sh
# A recorded campaign, with a failed and an invalid cell in it, makes the same report and summary as
# ever, to the byte; and the same charts twice. CONVOY_GOLDEN=1 writes the new ones down instead.
. tests/report.sh
convoy="${CONVOY:-build/convoy}"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

for n in 1 2; do
	mkdir "$tmp/$n"
	cp tests/golden/*.json* "$tmp/$n"
	"$convoy" report "$tmp/$n" >"$tmp/out.$n"
	ok $? "the recording is reported ($n)"
done
if [ -n "$CONVOY_GOLDEN" ]; then
	cp "$tmp/1/REPORT.md" "$tmp/1/summary.csv" tests/golden/
fi
for file in REPORT.md summary.csv; do
	diff "$tmp/1/$file" "tests/golden/$file" | sed 's/^/# /' | head -20
	cmp -s "$tmp/1/$file" "tests/golden/$file"
	ok $? "$file is as it was"
done
diff -r "$tmp/1" "$tmp/2" >/dev/null
ok $? "the same records make the same bytes, charts too"
test -s "$tmp/1/plots/winner.png" && test -s "$tmp/1/plots/winner.svg"
ok $? "... and there are charts"
grep -q 'Segmentation fault' "$tmp/1/REPORT.md"
ok $? "a failed cell is shown with its reason"
grep -q 'count@2/coroutine.*invalid' "$tmp/1/REPORT.md"
ok $? "a cell whose checksum differs is invalid"
grep -q '"count@2/coroutine",wall' "$tmp/1/summary.csv"
test $? -ne 0
ok $? "... and has no time"
done_testing
