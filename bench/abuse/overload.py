#!/usr/bin/env python3
"""Offers a steady rate of requests, whether answers come or not: overload.py PORT RATE SECONDS [PATH]

A rate of x40 is forty clients that ask again when they have their answer. Prints, by status: how many a second, and how long each took. The first second is not counted.
"""
import asyncio
import sys
import time

PORT, SECONDS = int(sys.argv[1]), float(sys.argv[3])
CLIENTS = int(sys.argv[2][1:]) if sys.argv[2].startswith("x") else 0
RATE = 0 if CLIENTS else float(sys.argv[2])
REQUEST = f"GET {sys.argv[4] if len(sys.argv) > 4 else '/'} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
idle, results, failed = [], {}, 0
began = 0.0


class Client(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.sent, self.held = transport, 0.0, b""
        transport.get_extra_info("socket").setsockopt(6, 1, 1)

    def ask(self):
        self.sent = time.monotonic()
        self.transport.write(REQUEST)

    def data_received(self, data):
        self.held += data
        end = self.held.find(b"\r\n\r\n")
        at = self.held.lower().find(b"content-length:")
        if end < 0 or len(self.held) < end + 4 + int(self.held[at + 15 : self.held.index(b"\r\n", at)]):
            return
        if self.sent > began + 1:
            results.setdefault(int(self.held[9:12]), []).append(time.monotonic() - self.sent)
        self.held, self.sent = b"", 0.0
        if CLIENTS:
            self.ask()
        else:
            idle.append(self)

    def connection_lost(self, error):
        global failed
        failed += self.sent > 0
        if self in idle:
            idle.remove(self)


async def main():
    global began
    loop = asyncio.get_running_loop()
    for _ in range(CLIENTS or 50):
        idle.append((await loop.create_connection(Client, "127.0.0.1", PORT))[1])
    began = time.monotonic()
    asked = CLIENTS
    for client in idle if CLIENTS else []:
        client.ask()
    while (now := time.monotonic() - began) < SECONDS:
        while asked < now * RATE:
            asked += 1
            client = idle.pop() if idle else (await loop.create_connection(Client, "127.0.0.1", PORT))[1]
            client.ask()
        await asyncio.sleep(0.001)
    for status, took in sorted(results.items()):
        took.sort()
        print(f"  {status}: {len(took) / (SECONDS - 1):7.0f}/s   median {took[len(took) // 2] * 1000:6.1f} ms   p95 {took[len(took) * 95 // 100] * 1000:6.1f} ms   p99 {took[len(took) * 99 // 100] * 1000:6.1f} ms")
    print(f"  offered {'by ' + str(CLIENTS) + ' clients' if CLIENTS else f'{asked / SECONDS:.0f}/s'}, connections lost with a request {failed}")


asyncio.run(main())
