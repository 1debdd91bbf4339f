"""
Convoy's tasks in CPython: main.py speaks Convoy's protocol (runners/README.md) over standard input
and output, a module of models/ says who does the tasks, one of tasks/ what a task is, and tally.py holds
what came out. It takes nothing but the standard library, and gevent for the model of that name.

This file alone must be understood by every Python, so that one which is too old can say so.
"""
import json
import os
import sys

OLDEST = (3, 8)


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def hear():
    line = sys.stdin.readline()
    if not line:
        sys.exit("Convoy has ended")
    return json.loads(line)


def interpreter():
    implementation = getattr(sys, "implementation", None)
    name = implementation.name if implementation else "cpython"
    version = ".".join(str(part) for part in sys.version_info[:3])
    return ("CPython" if name == "cpython" else name) + " " + version


def has_gil():
    return getattr(sys, "_is_gil_enabled", lambda: True)()


def go():
    """Every model calls this when its workers are there: returns when the run begins."""
    say({"ready": {"interpreter": interpreter(), "gil": has_gil()}})
    hear()


def see_own_folder():
    """PYTHONSAFEPATH and -P keep it from what can be imported."""
    folder = os.path.dirname(os.path.realpath(__file__))
    if folder not in sys.path:
        sys.path.insert(0, folder)


def find_model(name):
    from importlib import import_module

    try:
        return import_module("models." + name)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != "gevent":
            raise
        return say({"skipped": "%s has no module %s: install it there, or say --python" % (interpreter(), error.name)})


def run(job):
    see_own_folder()
    model = find_model(job["model"])  # gevent changes what others import, so it comes first
    if not model:
        return 0
    from tally import Tally
    from tasks import Refusal, names, prepare

    task = model.find_task(job["workload"])
    if not task:
        say({"skipped": "python-* runners have no workload %s: they do %s" % (job["workload"], ", ".join(names()))})
        return 0
    try:
        prepare(job["workload"], job["parameters"], job["model"])
    except Refusal as refusal:
        say({"skipped": str(refusal)})
        return 0
    tally = Tally(job, task)
    if job.get("switch_interval_s"):
        sys.setswitchinterval(job["switch_interval_s"])
    model.run(job, tally, go)
    if tally.failed():
        say({"failed": tally.reason()})
        return 1
    for lines in tally.report():
        sys.stdout.write(lines)
    say({"done": True})
    return 0


def main():
    job = hear()
    if sys.version_info < OLDEST:
        say({"failed": "%s is too old: Convoy needs Python %d.%d or later" % ((interpreter(),) + OLDEST)})
        return 1
    return run(job)


if __name__ == "__main__":
    sys.exit(main())
