"""
The counter lies where the parameter memory says, 8 bytes in this machine's order, so that forked
processes add to it as threads do. To read and to write it are calls: between them another may come,
under the GIL too. Locks are those of the model: threading's, or what multiprocessing has for forked
processes.
"""
import mmap
import multiprocessing
import threading
import time

from scramble import scramble
from tasks import Refusal


LOCKS = {"mutex": "Lock", "rlock": "RLock", "semaphore": "Semaphore", "local": "Lock"}


def prepare(parameters, model):
    sync = parameters["sync"]
    if sync == "atomic":
        raise Refusal("Python has no addition that is atomic")
    if sync != "none":
        forks = model.startswith("process")
        locks = multiprocessing.get_context("fork") if forks else threading
        parameters["guard"] = getattr(locks, LOCKS[sync])()
    with open(parameters["memory"], "r+b") as file:
        memory = mmap.mmap(file.fileno(), 8)
    parameters["counter"] = memoryview(memory).cast("Q")  # which reads and writes it whole


def task_unprotected(parameters, pause):
    read = parameters["counter"].__getitem__
    write = parameters["counter"].__setitem__
    for _ in range(parameters["updates"]):
        count = read(0)
        if pause:
            time.sleep(pause)
        write(0, count + 1)


def task_guarded(parameters, pause):
    read = parameters["counter"].__getitem__
    write = parameters["counter"].__setitem__
    guard = parameters["guard"]
    for _ in range(parameters["updates"]):
        with guard:
            count = read(0)
            if pause:
                time.sleep(pause)
            write(0, count + 1)


def task_local(parameters, pause):
    own = 0
    for _ in range(parameters["updates"]):
        own += 1
        if pause:
            time.sleep(pause)
    with parameters["guard"]:
        parameters["counter"][0] += own


TASKS = {"none": task_unprotected, "local": task_local}


def task(parameters, i):
    TASKS.get(parameters["sync"], task_guarded)(parameters, parameters["pause"] / 1e9)
    return scramble(i)
