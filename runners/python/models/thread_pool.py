"""concurrent.futures.ThreadPoolExecutor: a fixed number of threads take tasks from a queue."""
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from models.executor import run_in
from tasks import find_task


def run(job, tally, go):
    workers = job["workers"]
    arrivals = Barrier(workers + 1)
    executor = ThreadPoolExecutor(workers, initializer=arrivals.wait)
    run_in(executor, workers, arrivals, tally.do, job, go)
