import time

from scramble import scramble


def task(parameters, i):
    time.sleep(parameters["wait"] / 1e9)
    return scramble(i)


async def task_async(parameters, i):
    import asyncio

    await asyncio.sleep(parameters["wait"] / 1e9)
    return scramble(i)
