"""concurrent.futures.ThreadPoolExecutor: a fixed number of threads take tasks from a queue."""
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from models.executor import run_in
from tasks import find_task


def run(job, tally, go):
    workers = job["workers"]
    arrivals = Barrier(workers)
    executor = ThreadPoolExecutor(workers, initializer=arrivals.wait)
    run_in(executor, arrivals, tally.do, job, go)
