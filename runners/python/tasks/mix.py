import time

from scramble import scramble

TURNS_PER_LOOK = 50  # at the clock of the thread: one or two microseconds

TRIAL_STEPS = 20000
TRIALS = 5
PACE_TRIALS_MAX = 64
PACE_TRIAL_NS = 40000


def prepare(parameters, model):
    """The steps that take a millisecond in this process: the best of a few trials, as in C."""
    if parameters["by"] != "pace":
        return
    best = min(trial() for _ in range(TRIALS))
    parameters["steps"] = TRIAL_STEPS * 1000000 // best


def trial():
    start = time.monotonic_ns()
    steps(TRIAL_STEPS, 0)
    return time.monotonic_ns() - start


def steps(count, x):
    for _ in range(count):
        x = scramble(x)
    return x


def compute_steps(parameters, i):
    return scramble(steps(parameters["steps"] * parameters["compute"] // 1000000, i))


def undisturbed(count, trials):
    took = []
    for n in range(trials):
        start = time.thread_time_ns()
        steps(count, n)
        took.append(time.thread_time_ns() - start)
    return sorted(took)[trials // 4] or 1


def compute_pace(parameters, i):
    """The first steps find the pace of this thread, as in C; all of them are work."""
    wanted = parameters["compute"]
    count = parameters["steps"] * wanted // 1000000
    part = parameters["steps"] * PACE_TRIAL_NS // 1000000
    trials = min(wanted // 4 // PACE_TRIAL_NS, PACE_TRIALS_MAX)
    if part > 0 and trials > 0:
        count = part * wanted // undisturbed(part, trials) - part * trials
    steps(count, i)
    return scramble(i)


def compute_cpu_time(parameters, i):
    end = time.thread_time_ns() + parameters["compute"]
    turns = 0
    while time.thread_time_ns() < end:
        for _ in range(TURNS_PER_LOOK):
            turns += 1
    return scramble(i)


COMPUTE = {"steps": compute_steps, "cpu-time": compute_cpu_time, "pace": compute_pace}


def compute(parameters, i):
    return COMPUTE[parameters["by"]](parameters, i)


def task(parameters, i):
    value = compute(parameters, i)
    if parameters["wait"]:
        time.sleep(parameters["wait"] / 1e9)
    return value


async def task_async(parameters, i):
    import asyncio

    value = compute(parameters, i)
    if parameters["wait"]:
        await asyncio.sleep(parameters["wait"] / 1e9)
    return value
