import time

from scramble import scramble

TURNS_PER_LOOK = 50  # at the clock of the thread: one or two microseconds


def compute_steps(parameters, i):
    for _ in range(parameters["steps"] * parameters["compute"] // 1000000):
        i = scramble(i)
    return scramble(i)


def compute_cpu_time(parameters, i):
    end = time.thread_time_ns() + parameters["compute"]
    turns = 0
    while time.thread_time_ns() < end:
        for _ in range(TURNS_PER_LOOK):
            turns += 1
    return scramble(i)


def compute(parameters, i):
    return (compute_cpu_time if parameters["by"] == "cpu-time" else compute_steps)(parameters, i)


def task(parameters, i):
    value = compute(parameters, i)
    if parameters["wait"]:
        time.sleep(parameters["wait"] / 1e9)
    return value


async def task_async(parameters, i):
    import asyncio

    value = compute(parameters, i)
    if parameters["wait"]:
        await asyncio.sleep(parameters["wait"] / 1e9)
    return value
