"""What the two executors of concurrent.futures share."""
from concurrent.futures import BrokenExecutor


def nothing():
    pass


def run_in(executor, arrivals, do, job, go):
    """Have all tasks done in an executor whose workers, when they start, wait for each other at arrivals."""
    with executor:
        # nobody is idle before all have arrived, so each of these makes the executor start a worker
        try:
            first = [executor.submit(nothing) for _ in range(arrivals.parties)]
        except BrokenExecutor:
            raise  # one has died, and the executor ends the others; abort would wait for them
        except BaseException:
            arrivals.abort()  # or those that were started would wait for those that were not
            raise
        # Only when all have arrived, one of these is done; if a worker dies, they raise.
        for future in first:
            future.result()
        go()
        for future in [executor.submit(do, i) for i in range(job["tasks"])]:
            future.result()
