"""
The counter lies where the parameter memory says, 8 bytes in this machine's order, so that forked
processes add to it as threads do. To read and to write it are calls: between them another may come,
under the GIL too.
"""
import mmap
import struct
import time

from scramble import scramble

COUNTER = struct.Struct("=Q")


def task(parameters, i):
    if parameters["sync"] != "none":
        raise NotImplementedError("Python has no addition that is atomic")
    pause = parameters["pause"] / 1e9
    with open(parameters["memory"], "r+b") as file:
        memory = mmap.mmap(file.fileno(), COUNTER.size)
    for _ in range(parameters["updates"]):
        (count,) = COUNTER.unpack_from(memory)
        if pause:
            time.sleep(pause)
        COUNTER.pack_into(memory, 0, count + 1)
    return scramble(i)
