"""A forked multiprocessing.Process per task, at most in_flight at once; as one ends, the next is forked."""
import os
from multiprocessing import get_context
from multiprocessing.connection import wait

from tasks import find_task


def ended(process):
    return RuntimeError("a process of a task ended with exit code %d" % process.exitcode)


def run(job, tally, go):
    window = min(job["in_flight"], job["tasks"])
    fork = get_context("fork")
    gate, gate_opener = os.pipe()
    arrivals, arriver = os.pipe()
    living = {}

    def work(i):
        if i < window:
            os.close(gate_opener)
            os.write(arriver, b".")
            os.read(gate, 1)
        tally.do(i)

    def start(i):
        # a daemon holds up nobody if the next cannot be started
        process = fork.Process(target=work, args=(i,), daemon=True)
        process.start()
        living[process.sentinel] = process

    def await_ends():
        for sentinel in wait(living):
            process = living.pop(sentinel)
            process.join()
            if process.exitcode != 0:
                raise ended(process)
            process.close()

    def await_arrivals():
        missing = window
        while missing:
            for ready in wait([arrivals, *living]):
                if ready == arrivals:
                    missing -= len(os.read(arrivals, missing))
                else:
                    living[ready].join()
                    raise ended(living[ready])  # however well: the gate is still closed

    for i in range(window):
        start(i)
    await_arrivals()
    go()
    os.write(gate_opener, bytes(window))
    for i in range(window, job["tasks"]):
        while len(living) >= window:
            await_ends()
        if not tally.failed():
            start(i)
    while living:
        await_ends()
