"""
What came out: a row for each task, in memory that threads, forked processes and coroutines all write to.
"""
import mmap
import struct
import traceback
from time import monotonic_ns

ROW = struct.Struct("=QQQQ")  # start, end, value, how often it was done
REASON = 200
ROWS_AT_ONCE = 1000


class Tally:
    def __init__(self, job, task):
        self.task = task
        self.tasks = job["tasks"]
        self.parameters = job["parameters"]
        # the first byte says that a task has failed, and those behind it why
        self.memory = mmap.mmap(-1, 1 + REASON + self.tasks * ROW.size)

    def do(self, i):
        """Do task i, and note what came out, or why it failed; once one has, do nothing."""
        if self.memory[0]:
            return
        start = monotonic_ns()
        try:
            self.note(i, start, self.task(self.parameters, i))
        except BaseException as error:
            self.fail(i, error)

    async def do_async(self, i):
        """As do, of a task that is a coroutine."""
        if self.memory[0]:
            return
        start = monotonic_ns()
        try:
            self.note(i, start, await self.task(self.parameters, i))
        except Exception as error:
            self.fail(i, error)

    def note(self, i, start, value):
        end = monotonic_ns()
        at = 1 + REASON + i * ROW.size
        ROW.pack_into(self.memory, at, start, end, value, ROW.unpack_from(self.memory, at)[3] + 1)

    def fail(self, i, error):
        traceback.print_exc()
        if self.failed():
            return
        reason = "task %d: %s: %s" % (i, type(error).__name__, error)
        self.memory[1 : 1 + REASON] = reason.encode(errors="replace")[:REASON].ljust(REASON, b"\0")
        self.memory[0] = 1

    def failed(self):
        return self.memory[0] != 0

    def reason(self):
        return self.memory[1 : 1 + REASON].rstrip(b"\0").decode(errors="replace")

    def report(self):
        """The messages about all tasks that were done, as text, many at a time."""
        for first in range(0, self.tasks, ROWS_AT_ONCE):
            lines = []
            for i in range(first, min(first + ROWS_AT_ONCE, self.tasks)):
                start, end, value, times = ROW.unpack_from(self.memory, 1 + REASON + i * ROW.size)
                line = '{"task":%d,"start_ns":%d,"end_ns":%d,"value":"%x"}\n' % (i, start, end, value)
                lines.append(line * times)
            yield "".join(lines)
