"""
What a task is, in ordinary blocking Python: a module for each workload, named like it, which does the
same work as the C file of that name in workloads/ and comes to the same value. Its `task` takes the
workload's parameters, with durations in nanoseconds, and an index. What waits has a `task_async` too,
and what must find something out first a `prepare`.
"""
from importlib import import_module
from pkgutil import iter_modules


class Refusal(Exception):
    """This cannot be done here, and why; raised by a module's prepare."""


def find_module(workload):
    try:
        return import_module("tasks." + workload)
    except ModuleNotFoundError as error:
        if error.name == "tasks." + workload:
            return None
        raise


def prepare(workload, parameters, model):
    """What is done once, before the workers are made: a module may have something to find out."""
    getattr(find_module(workload), "prepare", lambda parameters, model: None)(parameters, model)


def names():
    """The workloads that there are."""
    return sorted(module.name for module in iter_modules(__path__))


def find_task(workload):
    """The task of a workload; None if there is no such workload here."""
    module = find_module(workload)
    return module and module.task


def find_task_async(workload):
    """The task of a workload as a coroutine; None if there is no such workload here. Reading files and
    computing have no such form, and hold up the loop, as they do in any program of asyncio's."""
    module = find_module(workload)

    async def hold_up(parameters, i):
        return module.task(parameters, i)

    return module and getattr(module, "task_async", hold_up)
