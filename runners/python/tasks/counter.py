"""
The counter lies where the parameter memory says, 8 bytes in this machine's order, so that forked
processes add to it as threads do. To read and to write it are calls: between them another may come,
under the GIL too.
"""
import mmap
import time

from scramble import scramble
from tasks import Refusal


def prepare(parameters):
    if parameters["sync"] != "none":
        raise Refusal("Python has no addition that is atomic")
    with open(parameters["memory"], "r+b") as file:
        memory = mmap.mmap(file.fileno(), 8)
    parameters["counter"] = memoryview(memory).cast("Q")  # which reads and writes it whole


def task(parameters, i):
    read = parameters["counter"].__getitem__
    write = parameters["counter"].__setitem__
    pause = parameters["pause"] / 1e9
    for _ in range(parameters["updates"]):
        count = read(0)
        if pause:
            time.sleep(pause)
        write(0, count + 1)
    return scramble(i)
