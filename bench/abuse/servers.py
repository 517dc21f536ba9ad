#!/usr/bin/env python3
"""Servers to stand behind a gateway: servers.py fast=9301 slow=9302 large=9304 hung=9303 [slots=20] [ms=20]

fast answers at once; slow works on as many requests at a time as it has slots, each for so many milliseconds, and lets the others wait;
large answers with 4 MiB; hung takes everything and says nothing. Runs until it is ended.
"""
import asyncio
import resource
import sys

OPTIONS = dict(pair.split("=") for pair in sys.argv[1:])
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
LARGE = b"HTTP/1.1 200 OK\r\nContent-Length: 4194304\r\n\r\n" + bytes(4194304)


async def requests(reader):
    """Heads, one after the other; bodies are read over."""
    while True:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        at = head.find(b"content-length:")
        if at >= 0:
            await reader.readexactly(int(head[at + 15 : head.index(b"\r\n", at)]))
        elif b"transfer-encoding:" in head:
            while int((await reader.readuntil(b"\r\n")).split(b";")[0], 16) or await reader.readuntil(b"\r\n") != b"\r\n":
                pass
        yield head


def serve(answer, answered=ANSWER):
    async def client(reader, writer):
        try:
            async for head in requests(reader):
                await answer(head)
                writer.write(answered)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            pass
        writer.close()

    return client


async def hang(reader, writer):
    try:
        while await reader.read(65536):
            pass
    except ConnectionError:
        pass
    writer.close()


async def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(65536, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    slots = asyncio.Semaphore(int(OPTIONS.get("slots", 20)))
    seconds = int(OPTIONS.get("ms", 20)) / 1000

    async def at_once(head):
        pass

    async def slowly(head):
        async with slots:
            await asyncio.sleep(seconds)

    for name, client in (("fast", serve(at_once)), ("other", serve(at_once)), ("slow", serve(slowly)), ("large", serve(at_once, LARGE)), ("hung", hang)):
        if name in OPTIONS:
            await asyncio.start_server(client, "127.0.0.1", int(OPTIONS[name]), backlog=4096)
    print("ready", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
