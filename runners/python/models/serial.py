"""One task after the other: the base of what Python's models gain."""
from tasks import find_task


def run(job, tally, go):
    go()
    for i in range(job["tasks"]):
        tally.do(i)
