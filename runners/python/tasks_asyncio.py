"""
What a task is under asyncio: what waits is awaited. Reading files and computing have no such form, and
hold up the loop, as they do in any program of asyncio's.
"""
import asyncio
from urllib.parse import urlsplit

import tasks


async def sleep(parameters, i):
    await asyncio.sleep(parameters["wait"] / 1e9)
    return tasks.scramble(i)


async def mix(parameters, i):
    value = tasks.mix_compute(parameters, i)
    if parameters["wait"]:
        await asyncio.sleep(parameters["wait"] / 1e9)
    return value


async def http_head(reader):
    """The status, and the fields by their names in small letters."""
    status = int((await reader.readline()).split()[1])
    fields = {}
    while True:
        line = (await reader.readline()).decode("latin-1").strip()
        if not line:
            return status, fields
        name, _, value = line.partition(":")
        fields[name.lower()] = value.strip()


async def http_chunks(reader):
    body = b""
    while True:
        size = int((await reader.readline()).split(b";")[0], 16)
        body += await reader.readexactly(size)
        await reader.readline()
        if size == 0:
            return body


async def http_answer(reader, url):
    status, fields = await http_head(reader)
    if status >= 400:
        raise tasks.Failure("%s answered HTTP status %d" % (url, status))
    if fields.get("transfer-encoding", "").lower() == "chunked":
        return await http_chunks(reader)
    if "content-length" in fields:
        return await reader.readexactly(int(fields["content-length"]))
    return await reader.read()


async def http_exchange(parameters):
    url = urlsplit(parameters["url"])
    tls = tasks.http_tls(parameters, url)
    port = url.port or (443 if tls else 80)
    reader, writer = await asyncio.open_connection(url.hostname, port, ssl=tls)
    try:
        request = "GET %s HTTP/1.1\r\nHost: %s\r\nAccept-Encoding: identity\r\n\r\n"
        writer.write((request % (tasks.http_target(url), url.netloc)).encode())
        return await http_answer(reader, parameters["url"])
    finally:
        writer.close()


async def http_get(parameters, i):
    body = await asyncio.wait_for(http_exchange(parameters), tasks.HTTP_TIMEOUT_S)
    return tasks.http_value(i, body)


TASKS = {"sleep": sleep, "http": http_get, "mix": mix}


def find_task(workload):
    """The task of a workload as a coroutine, or None if there is no such thing here."""
    blocking = tasks.find_task(workload)

    async def hold_up(parameters, i):
        return blocking(parameters, i)

    return TASKS.get(workload) or (hold_up if blocking else None)
