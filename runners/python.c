/*
 * The models of CPython, in its own interpreter and under its own GIL; the modules of
 * runners/python/models/ are what does the tasks.
 */
#include "runners/program.h"
#include "runners/runner.h"

/* -B: no bytecode is written into the source tree. Else the interpreter is as the user has set it up:
 * his environment, virtual or not, says what is installed, and how it runs. */
static const struct program cpython = {
	.option = "python",
	.preset = "python3",
	.flag = "-B",
	.script = "runners/python/main.py",
};

const struct runner runner_python_serial = {
	.name = "python-serial",
	.summary = "one task after the other, in CPython",
	.lifecycle = ONE_WORKER,
	.program = &cpython,
	.model = "serial",
	.run = program_run,
};

const struct runner runner_python_thread = {
	.name = "python-thread",
	.summary = "a threading.Thread per task, under CPython's own GIL",
	.lifecycle = WORKER_PER_TASK,
	.switch_interval = true,
	.program = &cpython,
	.model = "thread",
	.run = program_run,
};

const struct runner runner_python_thread_pool = {
	.name = "python-thread-pool",
	.summary = "concurrent.futures.ThreadPoolExecutor",
	.lifecycle = POOL,
	.switch_interval = true,
	.program = &cpython,
	.model = "thread_pool",
	.run = program_run,
};

const struct runner runner_python_process = {
	.name = "python-process",
	.summary = "a forked multiprocessing.Process per task",
	.lifecycle = WORKER_PER_TASK,
	.program = &cpython,
	.model = "process",
	.run = program_run,
};

const struct runner runner_python_process_pool = {
	.name = "python-process-pool",
	.summary = "concurrent.futures.ProcessPoolExecutor",
	.lifecycle = POOL,
	.program = &cpython,
	.model = "process_pool",
	.run = program_run,
};

const struct runner runner_python_asyncio = {
	.name = "python-asyncio",
	.summary = "an asyncio.Task per task, on one thread",
	.lifecycle = WORKER_PER_TASK,
	.program = &cpython,
	.model = "asyncio",
	.run = program_run,
};

const struct runner runner_python_gevent = {
	.name = "python-gevent",
	.summary = "a greenlet per task, on one thread, where gevent is installed",
	.lifecycle = WORKER_PER_TASK,
	.program = &cpython,
	.model = "gevent",
	.run = program_run,
};
