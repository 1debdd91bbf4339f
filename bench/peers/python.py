#!/usr/bin/python3 -I
"""Python's ways: python.py asyncio|gevent|greenlet|thread FIGURE N [SECONDS] [REPEATS]

Debian's interpreter, isolated: no other Python's packages are found.
"""

import json
import resource
import sys
import time

TURNS = 300_000


def status_bytes(name):
    """A line of /proc/self/status that is in kB, as bytes."""
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith(name + ":"):
                return int(line.split()[1]) << 10


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def print_ns(figure, n, took_s, times):
    print(json.dumps({"figure": figure, "n": n, "ns": round(took_s * 1e9 / times, 2)}), flush=True)


class Sleep:
    """What n tasks that sleep take, from here to the end."""

    def __init__(self, n):
        self.n = n
        self.before = status_bytes("VmRSS")
        self.cpu = cpu_seconds()
        self.start = time.monotonic()

    def print(self):
        wall = time.monotonic() - self.start
        peak = status_bytes("VmHWM")
        print(json.dumps({
            "figure": "sleep",
            "n": self.n,
            "wall_s": round(wall, 4),
            "cpu_s": round(cpu_seconds() - self.cpu, 4),
            "rss_bytes_per_task": round((peak - self.before) / self.n, 1),
            "peak_rss_bytes": peak,
        }), flush=True)


def asyncio_figures():
    import asyncio

    async def run_all(tasks):
        for task in [asyncio.create_task(task) for task in tasks]:
            await task

    async def turns(rounds, first, took):
        # The first task keeps the time, from its second turn on: all others have begun by then.
        await asyncio.sleep(0)
        start = time.monotonic()
        for _ in range(rounds):
            await asyncio.sleep(0)
        if first:
            took.append(time.monotonic() - start)

    async def measure_yield(n):
        took, rounds = [], TURNS // n + 1
        await run_all(turns(rounds, i == 0, took) for i in range(n))
        print_ns("yield", n, took[0], n * rounds)

    async def nothing():
        pass

    async def measure_spawn(n):
        start = time.monotonic()
        await run_all(nothing() for _ in range(n))
        print_ns("spawn", n, time.monotonic() - start, n)

    async def measure_sleep(n, seconds):
        usage = Sleep(n)
        await run_all(asyncio.sleep(seconds) for _ in range(n))
        usage.print()

    return {
        "yield": lambda n: asyncio.run(measure_yield(n)),
        "spawn": lambda n: asyncio.run(measure_spawn(n)),
        "sleep": lambda n, seconds: asyncio.run(measure_sleep(n, seconds)),
    }


def gevent_figures():
    import gevent

    def turns(rounds, first, took):
        gevent.sleep(0)
        start = time.monotonic()
        for _ in range(rounds):
            gevent.sleep(0)
        if first:
            took.append(time.monotonic() - start)

    def measure_yield(n):
        took, rounds = [], TURNS // n + 1
        gevent.joinall([gevent.spawn(turns, rounds, i == 0, took) for i in range(n)])
        print_ns("yield", n, took[0], n * rounds)

    def measure_spawn(n):
        start = time.monotonic()
        gevent.joinall([gevent.spawn(int) for _ in range(n)])
        print_ns("spawn", n, time.monotonic() - start, n)

    def measure_sleep(n, seconds):
        usage = Sleep(n)
        gevent.joinall([gevent.spawn(gevent.sleep, seconds) for _ in range(n)])
        usage.print()

    return {"yield": measure_yield, "spawn": measure_spawn, "sleep": measure_sleep}


def greenlet_figures():
    from greenlet import getcurrent, greenlet

    # There is no scheduler: each switches to the next of the ring itself. All have begun before.
    def measure_yield(n):
        rounds, main = 10 * TURNS // n + 1, getcurrent()
        ring = []

        def turns(place):
            main.switch()
            following = ring[(place + 1) % n].switch
            start = time.monotonic()
            for _ in range(rounds):
                following()
            main.switch(time.monotonic() - start)

        for place in range(n):
            ring.append(greenlet(turns))
            ring[place].switch(place)
        print_ns("yield", n, ring[0].switch(), n * rounds)

    return {"yield": measure_yield}


def thread_figures():
    import threading

    def measure_spawn(n):
        start = time.monotonic()
        for _ in range(n):
            thread = threading.Thread(target=int)
            thread.start()
            thread.join()
        print_ns("spawn", n, time.monotonic() - start, n)

    return {"spawn": measure_spawn}


def main():
    models = {
        "asyncio": asyncio_figures,
        "gevent": gevent_figures,
        "greenlet": greenlet_figures,
        "thread": thread_figures,
    }
    try:
        model, figure = sys.argv[1], sys.argv[2]
        numbers = [int(text) for text in sys.argv[3:]]
        measure = models[model]()[figure]
        needed = 2 if figure == "sleep" else 1
        repeats = numbers[needed] if len(numbers) > needed else 1
        arguments = numbers[:needed]
    except (IndexError, KeyError, ValueError):
        sys.exit(__doc__)
    for _ in range(repeats):
        measure(*arguments)


main()
