"""What the two executors of concurrent.futures share."""
from concurrent.futures import wait

START_TIMEOUT_S = 60


def nothing():
    pass


def run_in(executor, workers, arrivals, do, job, go):
    """Have all tasks done in an executor whose workers, when they start, wait for arrivals."""
    with executor:
        # nobody is idle before all have arrived, so each of these makes the executor start a worker
        try:
            first = [executor.submit(nothing) for _ in range(workers)]
            arrivals.wait(START_TIMEOUT_S)
        except BaseException:
            arrivals.abort()  # or those that were started would wait for those that were not
            raise
        wait(first)
        go()
        for future in [executor.submit(do, i) for i in range(job["tasks"])]:
            future.result()
