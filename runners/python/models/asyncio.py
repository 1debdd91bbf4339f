"""An asyncio.Task per task, on one thread, at most in_flight at once."""
import asyncio

from tasks import find_task_async as find_task


async def run_all(job, tally, go):
    slots = asyncio.Semaphore(job["in_flight"])
    living = set()  # the loop itself keeps no hold of its tasks

    async def work(i):
        try:
            await tally.do_async(i)
        finally:
            slots.release()

    go()
    for i in range(job["tasks"]):
        await slots.acquire()
        task = asyncio.ensure_future(work(i))
        living.add(task)
        task.add_done_callback(living.discard)
    await asyncio.gather(*living)


def run(job, tally, go):
    asyncio.run(run_all(job, tally, go))
