import itertools
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

from scramble import WORD, scramble

TIMEOUT_S = 30


def value_of(i, body):
    # a byte counts as often as its place says, from 1: so often is it in the running sums from the end
    return scramble(i) ^ (sum(itertools.accumulate(reversed(body))) & WORD) ^ len(body)


def target_of(url):
    """What to ask for; a fragment is never sent."""
    return (url.path or "/") + ("?" + url.query if url.query else "")


def tls_of(parameters, url):
    if url.scheme != "https":
        return None
    import ssl

    return ssl.create_default_context(cafile=parameters["ca"] or None)


def check_status(parameters, status):
    if status >= 400:
        raise OSError("%s answered HTTP status %d" % (parameters["url"], status))


def connection_to(parameters, url):
    tls = tls_of(parameters, url)
    if tls:
        return HTTPSConnection(url.netloc, timeout=TIMEOUT_S, context=tls)
    return HTTPConnection(url.netloc, timeout=TIMEOUT_S)


def task(parameters, i):
    url = urlsplit(parameters["url"])
    connection = connection_to(parameters, url)
    try:
        connection.request("GET", target_of(url))
        answer = connection.getresponse()
        check_status(parameters, answer.status)
        return value_of(i, answer.read())
    finally:
        connection.close()


async def task_async(parameters, i):
    import asyncio

    body = await asyncio.wait_for(exchange(parameters), TIMEOUT_S)
    return value_of(i, body)


async def exchange(parameters):
    """asyncio has no client for HTTP, but streams."""
    import asyncio

    url = urlsplit(parameters["url"])
    tls = tls_of(parameters, url)
    port = url.port or (443 if tls else 80)
    reader, writer = await asyncio.open_connection(url.hostname, port, ssl=tls)
    try:
        request = "GET %s HTTP/1.1\r\nHost: %s\r\nAccept-Encoding: identity\r\n\r\n"
        writer.write((request % (target_of(url), url.netloc)).encode())
        status, fields = await head_of(reader)
        check_status(parameters, status)
        return await body_of(reader, fields)
    finally:
        writer.close()


async def head_of(reader):
    """The status, and the fields by their names in small letters."""
    status = int((await reader.readline()).split()[1])
    fields = {}
    while True:
        line = (await reader.readline()).decode("latin-1").strip()
        if not line:
            return status, fields
        name, _, value = line.partition(":")
        fields[name.lower()] = value.strip()


async def body_of(reader, fields):
    if fields.get("transfer-encoding", "").lower() == "chunked":
        return await chunks_of(reader)
    if "content-length" in fields:
        return await reader.readexactly(int(fields["content-length"]))
    return await reader.read()


async def chunks_of(reader):
    body = b""
    while True:
        size = int((await reader.readline()).split(b";")[0], 16)
        body += await reader.readexactly(size)
        await reader.readline()
        if size == 0:
            return body
