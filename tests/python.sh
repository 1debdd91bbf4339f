#!/bin/sh
# CPython's models come to what serial comes to, at times that can be; what is missing is skipped, what goes
# wrong fails in the interpreter's own words, and nothing is left behind.
set -u
. tests/report.sh

convoy=$(realpath "${CONVOY:-build/convoy}")
folder=$(realpath runners/python)
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT


if ! command -v python3 >/dev/null; then
	skip "no python3 here"
	done_testing
fi
# a shim of a version manager finds another interpreter in another folder
python=$(python3 -c 'import sys; print(sys.executable)')

# field KEY: the value of the record's key
field() {
	sed -n 's/^  "'"$1"'": "\{0,1\}\([^"]*[^",]\)"\{0,1\},\{0,1\}$/\1/p' "$scratch/record"
}

# run ARGUMENTS...: a run's exit status and its record; one that hangs is killed
run() {
	PYTHON_TEST=$$ timeout -s KILL 60 "$convoy" run "$@" --json >"$scratch/record" 2>"$scratch/err"
	status=$?
}

# ends STATUS EXIT WORDS NAME: the last run ended so, and its reason has the words
ends() {
	[ $status -eq "$2" ] && [ "$(field status)" = "$1" ] && field reason | grep -q -e "$3"
	ok $? "$4: $(field status), $(field reason)"
	[ ! -s "$scratch/err" ] || sed 's/^/# /' "$scratch/err"
}

# nothing_left NAME: no interpreter is there, nor a child of one
nothing_left() {
	patience=20
	while
		grep -lsz "^PYTHON_TEST=$$\$" /proc/[0-9]*/environ >"$scratch/left"
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

models=$("$convoy" list | sed -n 's/^  python-\([a-z-]*\) .*/\1/p')
[ "$(echo "$models" | wc -l)" -ge 7 ] &&
	[ "$(echo "$models" | wc -l)" -eq "$(grep -l '^def run(' "$folder"/models/*.py | wc -l)" ]
ok $? "every model is listed:" $models

# limit_of MODEL: the option that limits what is in flight
limit_of() {
	case $1 in
	serial) ;;
	*-pool) echo --workers ;;
	*) echo --in-flight ;;
	esac
}

# agrees MODEL LIMITS WORKLOAD OPTIONS...: serial's checksum, within the limits
agrees() {
	model=$1 limits=$2 workload=$3
	shift 3
	run "$workload" "python-$model" --python "$python" $limits "$@"
	if [ "$model" = gevent ] && [ $status -eq 3 ] && field reason | grep -q 'no module gevent: '; then
		skip "$(field reason)"
		return
	fi
	[ $status -eq 0 ] && [ "$(field status)" = ok ] && [ "$(field checksum)" = "$base" ] &&
		[ "$(field program)" = "$python" ] && [ "$(field interpreter_gil)" = "$gil" ]
	ok $? "$workload $* under python-$model $limits: $(field checksum) $(field reason)"
}

# everywhere WORKLOAD OPTIONS...: agrees under every model, by one and by a few
everywhere() {
	work=$1
	shift
	run "$work" serial "$@"
	base=$(field checksum)
	for model in $models; do
		limit=$(limit_of "$model")
		agrees "$model" "${limit:+$limit 3}" "$work" "$@"
		[ -z "$limit" ] || agrees "$model" "$limit 1" "$work" "$@"
	done
}

gil=$("$python" -c 'import sys; print("on" if getattr(sys, "_is_gil_enabled", lambda: True)() else "off")')
everywhere noop --tasks 1
everywhere spawn --tasks 50
everywhere count --tasks 7 --iterations 3000
everywhere prime --tasks 7 --n 1000006000009
everywhere prime --tasks 2 --n 10
everywhere file --tasks 9 --bytes 100001
everywhere file --tasks 7 --bytes 64KiB --cache cold
everywhere sleep --tasks 7 --wait 2ms
everywhere http --tasks 7 --delay 3ms --bytes 100001
everywhere http --tasks 7 --delay 3ms --tls on
everywhere mix --tasks 7 --compute 20us --wait 500us --steps 100000
everywhere mix --tasks 7 --compute 1ms --wait 500us --by cpu-time

# What the models are for: who waits, waits beside the others.
for model in thread thread-pool asyncio gevent; do
	run sleep "python-$model" --python "$python" --tasks 20 --wait 200ms
	if [ $status -eq 3 ]; then
		skip "$(field reason)"
		continue
	fi
	[ "$(field peak_concurrency)" -eq 20 ]
	ok $? "python-$model: 20 sleep at once"
done
run sleep python-process-pool --python "$python" --tasks 2 --workers 2 --wait 200ms
[ "$(field peak_concurrency)" -eq 2 ]
ok $? "python-process-pool: 2 sleep at once"
run mix python-thread --python "$python" --tasks 4 --compute 50ms --wait 0 --by cpu-time
cpu=$(field cpu_user_s)
[ $status -eq 0 ] && [ "$(echo "$cpu $(field cpu_system_s)" | awk '{ print ($1 + $2 >= 0.2) }')" = 1 ]
ok $? "4 tasks of 50 ms of CPU time take that, in all: $cpu s"
run spawn python-asyncio --python "$python" --tasks 10000
[ $status -eq 0 ] && [ "$(field tasks)" = 10000 ]
ok $? "10,000 tasks: $(field status) $(field reason)"

# One answers a load while others compute: all are there at once, so serial can be no base.
run hogs thread --tasks 3 --duration 200ms
base=$(field checksum)
for model in thread process asyncio gevent; do
	agrees $model '--in-flight 3' hogs --tasks 3 --duration 200ms
done
agrees thread-pool '--workers 3' hogs --tasks 3 --duration 200ms
agrees process-pool '--workers 3' hogs --tasks 3 --duration 200ms

# What is not there.
run noop python-serial --python "$scratch/python3"
ends skipped 3 "no program $scratch/python3 here; --python names another" "no interpreter"
run switch python-thread --python "$python"
ends skipped 3 'no workload switch' "a workload that Python does not have"
PYTHONSAFEPATH=1 run noop python-thread --python "$python" --tasks 3
[ $status -eq 0 ] && [ "$(field status)" = ok ]
ok $? "an interpreter that does not look into the script's folder: $(field status) $(field reason)"
cat >"$scratch/isolated" <<EOF
#!/bin/sh
exec "$python" -BI "\$@"
EOF
chmod +x "$scratch/isolated"
run noop python-thread --python "$scratch/isolated" --tasks 3
[ $status -eq 0 ] && [ "$(field status)" = ok ]
ok $? "... an isolated one: $(field status) $(field reason)"
cat >"$scratch/bare" <<EOF
#!/bin/sh
exec "$python" -S "\$@"
EOF
chmod +x "$scratch/bare"
run noop python-gevent --python "$scratch/bare"
ends skipped 3 'no module gevent' "no gevent"
cat >"$scratch/old" <<EOF
#!/bin/sh
exec "$python" -c '
import sys
sys.version_info = (3, 7, 9)
sys.argv = ["main.py"]
exec(compile(open("$folder/main.py").read(), "main.py", "exec"))'
EOF
chmod +x "$scratch/old"
run noop python-serial --python "$scratch/old"
ends failed 1 'CPython 3.7.9 is too old: Convoy needs Python 3.8' "an old interpreter"

# What goes wrong.
run file python-thread --python "$python" --path "$(printf '/no\377where')" --tasks 3
ends failed 1 '^--path is no UTF-8$' "a path that JSON cannot say"
run file python-thread --python "$python" --path "$scratch/nothing" --tasks 3
ends failed 1 'task [0-2]: FileNotFoundError: .*No such file' "a file that is not there"
for model in serial thread thread-pool process process-pool asyncio; do
	run http "python-$model" --python "$python" --url http://127.0.0.1:1/ --tasks 3
	ends failed 1 'task [0-2]: ConnectionRefusedError: ' "python-$model, no server"
done
cp -r "$folder" "$scratch/python"
echo 'def task(parameters, i): return 1 // 0' >"$scratch/python/tasks/noop.py"
echo 'import os, signal
def task(parameters, i): os.kill(os.getpid(), signal.SIGKILL)' >"$scratch/python/tasks/spawn.py"
echo 'def task(parameters, i): return 1 +' >"$scratch/python/tasks/count.py"
cat >"$scratch/broken" <<EOF
#!/bin/sh
exec "$python" -B "$scratch/python/main.py"
EOF
chmod +x "$scratch/broken"
for model in serial thread thread-pool process process-pool asyncio; do
	run noop "python-$model" --python "$scratch/broken" --tasks 5
	ends failed 1 'task [0-9]: ZeroDivisionError: ' "python-$model, a task that raises"
	run spawn "python-$model" --python "$scratch/broken" --tasks 5
	ends failed 1 'signal 9\|exit code -9\|BrokenProcessPool' "python-$model, a task that is killed"
done
run count python-serial --python "$scratch/broken"
ends failed 1 'exit status 1: .*SyntaxError' "a script with an error"
mkdir "$scratch/deadly"
echo 'import os
os.register_at_fork(after_in_child=lambda: os._exit(9))' >"$scratch/deadly/sitecustomize.py"
for model in process process-pool; do
	for limit in 1 5; do
		PYTHONPATH=$scratch/deadly run noop "python-$model" --python "$python" --tasks 5 \
			"$(limit_of "$model")" $limit
		ends failed 1 'exit code 9\|BrokenProcessPool' "python-$model, $limit that die before the run begins"
	done
done
rm "$scratch/python/models/thread.py"
run noop python-thread --python "$scratch/broken"
ends failed 1 "ModuleNotFoundError: No module named 'models.thread'" "a script of which a part is missing"
nothing_left "failures"

# The run ends, and the interpreter ends with it.
for model in thread process process-pool asyncio; do
	run sleep "python-$model" --python "$python" --tasks 3 --wait 1000s --timeout 700ms
	ends failed 1 '^timed out after 0.7 s$' "python-$model, a time limit"
	nothing_left "... python-$model"
	for signal in INT KILL; do
		PYTHON_TEST=$$ timeout --foreground -s $signal 0.7 "$convoy" run sleep "python-$model" --python "$python" \
			--tasks 3 --wait 1000s >"$scratch/out" 2>&1
		nothing_left "... python-$model, convoy ends by $signal"
	done
done
[ -z "$(find "$folder" -name '__pycache__')" ]
ok $? "no bytecode is left in the source tree"

done_testing
