import socket
import struct
import time

from scramble import scramble

INDEX = struct.Struct("<Q")
REQUEST_BYTES = 16
TURNS_PER_LOOK = 1000  # at the clock: some tens of microseconds


def join(address, i):
    host, _, port = address.rpartition(":")
    connection = socket.create_connection((host, int(port)))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.sendall(INDEX.pack(i))
    return connection


def await_start(connection):
    """The load's word on when the measuring ends."""
    word = connection.recv(INDEX.size, socket.MSG_WAITALL)
    if len(word) != INDEX.size:
        raise ConnectionError("the load was lost before the start")
    return INDEX.unpack(word)[0]


def handle(duration):
    end = time.monotonic_ns() + duration
    while time.monotonic_ns() < end:
        pass


def answer(connection, duration, end):
    while True:
        request = connection.recv(REQUEST_BYTES)
        if not request:
            break
        if duration:
            handle(duration)
        connection.sendall(request)
    if time.monotonic_ns() < end:
        raise ConnectionError("the load was lost before the end")


def hog(end):
    turns = 0
    while time.monotonic_ns() < end:
        for _ in range(TURNS_PER_LOOK):
            turns += 1


def task(parameters, i):
    with join(parameters["address"], i) as connection:
        end = await_start(connection)
        if i == 0:
            answer(connection, parameters["handle"], end)
    if i > 0:
        hog(end)
    return scramble(i)


async def task_async(parameters, i):
    import asyncio

    host, _, port = parameters["address"].rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(INDEX.pack(i))
    end = INDEX.unpack(await reader.readexactly(INDEX.size))[0]
    while i == 0:
        request = await reader.read(REQUEST_BYTES)
        if not request:
            break
        if parameters["handle"]:
            handle(parameters["handle"])
        writer.write(request)
        await writer.drain()
    writer.close()
    if i == 0 and time.monotonic_ns() < end:
        raise ConnectionError("the load was lost before the end")
    if i > 0:
        hog(end)
    return scramble(i)
