"""concurrent.futures.ProcessPoolExecutor: a fixed number of forked processes take tasks from a queue."""
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from models.executor import run_in
from tasks import find_task

tally_of_all = None


def do(i):
    """What is sent to the processes: a name and a number. They were forked with the tally."""
    tally_of_all.do(i)


def run(job, tally, go):
    global tally_of_all
    tally_of_all = tally
    workers = job["workers"]
    fork = get_context("fork")
    arrivals = fork.Barrier(workers)
    executor = ProcessPoolExecutor(workers, mp_context=fork, initializer=arrivals.wait)
    run_in(executor, arrivals, do, job, go)
