#!/bin/sh
# A workload or runner that stands in no table is one that nobody can run; a file that stands in no
# build edge is one that nobody builds, and a test that is built and not run proves nothing.
set -u
. tests/report.sh

edges=ninja/edges.ninja

# registered KIND TABLE: every `const struct KIND x` of its folder is declared and listed in the table
registered() {
	objects=$(sed -n "s/^const struct $1 \([a-z0-9_]*\) = {\$/\1/p" "$1s"/*.c)
	for object in $objects; do
		grep -q "^extern const struct $1 $object;\$" "$2" && grep -q "^	&$object,\$" "$2"
		ok $? "$object stands in $2"
	done
	[ "$(echo "$objects" | wc -w)" -ge 6 ] &&
		[ "$(echo "$objects" | wc -w)" -eq "$(grep -c '^	&' "$2")" ]
	ok $? "$2 lists as many as there are"
}

registered runner runners/runner.c
registered workload workloads/workload.c

for name in $(sed -n 's/^	{\.name = "\([a-z-]*\)".*/\1/p' bench/command_run.c); do
	! grep -n "\] = {\.name = \"$name\"," workloads/*.c
	ok $? "--$name is no workload's parameter too"
done

for command in bench/command_*.c; do
	name=$(basename "$command" .c)
	! grep -q "^const struct command $name = {" "$command" || grep -q "^	&$name,\$" bench/main.c
	ok $? "$name stands in bench/main.c"
done

for file in bench/*.c runners/*.c runners/*/*.c workloads/*.c tests/*.c; do
	object=$(cat ninja/*.ninja | sed -n "s|^build \([^ ]*\): cc $file\$|\1|p" | head -n 1)
	[ -n "$object" ] && [ "$(cat ninja/*.ninja | grep -cF "$object")" -ge 2 ]
	ok $? "$file is built, and linked with something"
done

for file in tests/*.c; do
	grep -q '^main(void)' "$file" || continue
	program=\$dir/${file%.c}
	grep -q "^build $program: link " $edges && grep -q "^    $program\( \\$\)\{0,1\}\$" $edges
	ok $? "$program is linked, and run"
done

for file in tests/*.sh; do
	[ "$file" = tests/report.sh ] && continue
	[ -x "$file" ] && grep -qF "$file" build.ninja ninja/*.ninja bench/test
	ok $? "$file can be run, and is"
done

done_testing
