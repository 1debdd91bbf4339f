"""A greenlet per task, on one thread, at most in_flight at once: blocking Python made to yield."""
from gevent import monkey

monkey.patch_all()

from gevent.pool import Pool

from tasks import find_task


def run(job, tally, go):
    greenlets = Pool(job["in_flight"])
    go()
    for i in range(job["tasks"]):
        greenlets.spawn(tally.do, i)
    greenlets.join()
