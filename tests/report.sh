# Reports tests of a shell script in the Test Anything Protocol; for `. tests/report.sh`.

tests=0
failures=0

# ok STATUS NAME: one test, which passed if the status is 0
ok() {
	tests=$((tests + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tests - $2"
	else
		echo "not ok $tests - $2"
		failures=$((failures + 1))
	fi
}

# skip WHY: one test that cannot run here
skip() {
	tests=$((tests + 1))
	echo "ok $tests # SKIP $1"
}

# done_testing: the script's last command
done_testing() {
	echo "1..$tests"
	exit $((failures > 0))
}
