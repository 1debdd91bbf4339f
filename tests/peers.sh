#!/bin/sh
# bench/peers/compare sets programs beside each other that it has not made: here they are scripts
# with set answers, in a folder of their own, and the table must say what they said.
set -u
. tests/report.sh

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM

mkdir -p "$folder/bench" "$folder/build/peers"
cp -R bench/peers "$folder/bench/"

# pretend NAME: standard input is the program
pretend() {
	cat >"$folder/build/peers/$1"
	chmod +x "$folder/build/peers/$1"
}

compare() {
	"$folder/bench/peers/compare" "$@" >"$folder/output" 2>"$folder/errors"
}

# row PROGRAM: its row of the table, without the padding
row() {
	sed -n 's/  */ /g; s/^| [^|]*| '"$1"' | /&/p' "$folder/output" | sed 's/^|[^|]*| //; s/ |$//'
}

# shows ROW NAME
shows() {
	row "${1%% |*}" | grep -qxF "$1"
	ok $? "$2"
	row "${1%% |*}" | grep -qxF "$1" || sed 's/^/# /' "$folder/output" "$folder/errors"
}

# the first repeat is cold, and does not count for what is warm
pretend convoy <<'END'
#!/bin/sh
echo '{"figure":"switch","n":2,"ns":99}'
for ns in 2 4 3; do
	echo "{\"figure\":\"switch\",\"n\":2,\"ns\":$ns}"
done
END
pretend setjmp <<'END'
#!/bin/sh
echo x >>count
echo "{\"figure\":\"switch\",\"n\":2,\"ns\":$(($(wc -l <count) * 6))}"
END
pretend ucontext <<'END'
#!/bin/sh
echo 'no contexts today' >&2
exit 1
END

compare --only switch --rounds 3
ok $? "programs are compared"
shows 'Convoy | 3 ns (3 to 3) | | <= 3 ns | yes' "the median of the warm repeats, against the goal"
shows 'setjmp | 12 ns (6 to 18) | 4 x (2 to 6) | |' "medians over the rounds, ratios within a round"
shows 'ucontext | failed: no contexts today | | |' "a program that fails is said to, with its words"
shows 'Boost.Context | not installed: apt-get install libboost-context-dev | | |' \
	"a peer that is not there is said to be not installed"
[ "$(wc -l <"$folder/count")" -eq 3 ]
ok $? "each runs once a round"

rm "$folder/count"
compare --only switch --quick --raw "$folder/raw"
shows 'Convoy | 3 ns (3 to 3) | | <= 3 ns | not judged' "what is quick is not judged"
grep -qxF '{"figure":"switch","program":"setjmp","result":{"cold_n":2,"cold_ns":12,"n":2,"ns":12},"round":2}' \
	"$folder/raw"
ok $? "every run is written down"

pretend convoy <<'END'
#!/bin/sh
echo '{"figure":"switch","n":2,"ns":3.01}'
END
compare --only switch --rounds 1
shows 'Convoy | 3.01 ns | | <= 3 ns | no' "a goal that is not met is said so"
rm "$folder/build/peers/convoy"
compare --only switch --rounds 1
shows 'Convoy | not built | | <= 3 ns |' "without Convoy the peers are shown"

pretend convoy <<'END'
#!/bin/sh
echo $$ >pid
exec sleep 60
END
"$folder/bench/peers/compare" --only switch >"$folder/output" 2>"$folder/errors" &
tries=0
while [ ! -s "$folder/pid" ] && [ $((tries += 1)) -lt 100 ]; do
	sleep 0.1
done
kill -TERM $!
wait $!
[ $? -eq 1 ] && ! kill -0 "$(cat "$folder/pid")" 2>/dev/null
ok $? "what is interrupted ends what it began"
shows 'Convoy | not run | | <= 3 ns |' "... and prints the table"

named=0
compare --help
for figure in switch yield spawn turn sleep stretch curl http direct cached seam; do
	grep -q "[ ,]$figure\\(,\\|\$\\)" "$folder/output" || named=1
done
ok $named "the help names every figure"
for wrong in '--only nonsense' '--rounds 0' '--nonsense' 'nonsense'; do
	# shellcheck disable=SC2086 # two words
	compare $wrong
	[ $? -eq 2 ] && grep -q -- '--help' "$folder/errors"
	ok $? "$wrong is a wrong use"
done
[ -z "$(ls -d "$folder"/build/peers/tmp.* 2>/dev/null)" ]
ok $? "nothing is left behind"

done_testing
