import os
from array import array

from scramble import WORD

CHUNK = 32 << 10
FILE_BYTES = 64 << 20


def file_sum(fd, at, left):
    """The sum of all words: of the ways that the standard library has, this is among the fastest."""
    total = 0
    while left > 0:
        data = os.pread(fd, min(left, CHUNK), at)
        if not data:
            raise OSError("file ended %d bytes early" % left)
        at += len(data)
        left -= len(data)
        total += sum(array("Q", data + bytes(-len(data) % 8)))
    return total & WORD


def task(parameters, i):
    size = parameters["bytes"]
    at = i % max(FILE_BYTES // size, 1) * size
    fd = os.open(parameters["path"], os.O_RDONLY)
    try:
        if parameters["cache"] == "cold":
            os.posix_fadvise(fd, at, size, os.POSIX_FADV_DONTNEED)
        return file_sum(fd, at, size)
    finally:
        os.close(fd)
