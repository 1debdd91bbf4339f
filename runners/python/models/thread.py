"""A threading.Thread per task, at most in_flight at once; as one ends, the next is started."""
from threading import Event, Semaphore, Thread

from tasks import find_task


def run(job, tally, go):
    window = min(job["in_flight"], job["tasks"])
    gate = Event()
    slots = Semaphore(window)

    def work(i):
        try:
            if i < window:
                gate.wait()
            tally.do(i)
        finally:
            slots.release()

    def start(i):
        slots.acquire()
        # a daemon holds up nobody if the next cannot be started
        Thread(target=work, args=(i,), daemon=True).start()

    for i in range(window):
        start(i)
    go()
    gate.set()
    for i in range(window, job["tasks"]):
        if not tally.failed():
            start(i)
    for _ in range(window):  # whoever has them all waits for nobody
        slots.acquire()
