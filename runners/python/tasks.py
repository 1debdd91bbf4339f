"""
What a task is, in ordinary blocking Python: the same work as in the C files of workloads/, and the same
value. Each takes the workload's parameters, durations in nanoseconds, and its index. tasks_asyncio.py
has what asyncio must do in another way.
"""
import http.client
import itertools
import math
import os
import ssl
import time
from array import array
from urllib.parse import urlsplit

WORD = 2**64 - 1  # arithmetic is that of 64 bits

CHUNK = 32 << 10
FILE_BYTES = 64 << 20
HTTP_TIMEOUT_S = 30
TURNS_PER_LOOK = 50  # at the clock of the thread: a few microseconds


class Failure(Exception):
    pass


def scramble(x):
    x = (x + 0x9E3779B97F4A7C15) & WORD
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & WORD
    return x ^ (x >> 31)


def noop(parameters, i):
    return i


def spawn(parameters, i):
    return scramble(i)


def count(parameters, i):
    for _ in range(parameters["iterations"]):
        i += 1
    return i & WORD


def prime(parameters, i):
    n = parameters["n"]
    if n < 4:
        return n
    if n % 2 == 0:
        return 2
    for divisor in range(3, math.isqrt(n) + 1, 2):
        if n % divisor == 0:
            return divisor
    return n


def sleep(parameters, i):
    time.sleep(parameters["wait"] / 1e9)
    return scramble(i)


def file_sum(fd, at, left):
    total = 0
    while left > 0:
        data = os.pread(fd, min(left, CHUNK), at)
        if not data:
            raise Failure("file ended %d bytes early" % left)
        at += len(data)
        left -= len(data)
        total += sum(array("Q", data + bytes(-len(data) % 8)))
    return total & WORD


def file(parameters, i):
    size = parameters["bytes"]
    at = i % max(FILE_BYTES // size, 1) * size
    fd = os.open(parameters["path"], os.O_RDONLY)
    try:
        if parameters["cache"] == "cold":
            os.posix_fadvise(fd, at, size, os.POSIX_FADV_DONTNEED)
        return file_sum(fd, at, size)
    finally:
        os.close(fd)


def http_target(url):
    """What to ask for; a fragment is never sent."""
    return (url.path or "/") + ("?" + url.query if url.query else "")


def http_tls(parameters, url):
    if url.scheme != "https":
        return None
    return ssl.create_default_context(cafile=parameters["ca"] or None)


def http_value(i, body):
    # a byte counts as often as its place says, from 1: so often is it in the running sums from the end
    return scramble(i) ^ (sum(itertools.accumulate(reversed(body))) & WORD) ^ len(body)


def http_get(parameters, i):
    url = urlsplit(parameters["url"])
    tls = http_tls(parameters, url)
    if tls:
        connection = http.client.HTTPSConnection(url.netloc, timeout=HTTP_TIMEOUT_S, context=tls)
    else:
        connection = http.client.HTTPConnection(url.netloc, timeout=HTTP_TIMEOUT_S)
    try:
        connection.request("GET", http_target(url))
        answer = connection.getresponse()
        if answer.status >= 400:
            raise Failure("%s answered HTTP status %d" % (parameters["url"], answer.status))
        return http_value(i, answer.read())
    finally:
        connection.close()


def mix_steps(parameters, i):
    for _ in range(parameters["steps"] * parameters["compute"] // 1000000):
        i = scramble(i)
    return scramble(i)


def mix_cpu_time(parameters, i):
    end = time.thread_time_ns() + parameters["compute"]
    turns = 0
    while time.thread_time_ns() < end:
        for _ in range(TURNS_PER_LOOK):
            turns += 1
    return scramble(i)


def mix_compute(parameters, i):
    return (mix_cpu_time if parameters["by"] == "cpu-time" else mix_steps)(parameters, i)


def mix(parameters, i):
    value = mix_compute(parameters, i)
    if parameters["wait"]:
        time.sleep(parameters["wait"] / 1e9)
    return value


TASKS = {
    "noop": noop,
    "count": count,
    "prime": prime,
    "file": file,
    "sleep": sleep,
    "http": http_get,
    "mix": mix,
    "spawn": spawn,
}


def find_task(workload):
    """The task of a workload, or None if there is no such thing here."""
    return TASKS.get(workload)
