"""Clients: wrk, h2load, and one that uploads."""
import json
import os
import re
import socket
import subprocess
import time

import network

# What wrk writes when it is done; microseconds.
DONE = """
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('FIGURES {"n":%d,"us":%d,"p50":%d,"p99":%d,"max":%d,"errors":%d}\\n', summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), latency.max, e.status + e.connect + e.read + e.write + e.timeout))
end
"""
POST = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/octet-stream"
wrk.body = string.rep("a", %d)
"""


def wrk(folder, port, route, seconds, connections=32, body=0):
    script = os.path.join(folder, "body-%d.lua" % body)
    if not os.path.exists(script):
        with open(script, "w") as file:
            file.write((POST % body if body else "") + DONE)
    said = run(["wrk", "-t1", "-c%d" % connections, "-d%ds" % seconds, "--timeout", "5s", "-s", script,
                "http://%s:%d/%s/x?a=1" % (network.HOST, port, route)], seconds)
    figures = json.loads(re.search(r"FIGURES (\{.*\})", said).group(1))
    figures["rps"] = figures["n"] / (figures["us"] / 1e6)
    return figures


def h2load(port, route, seconds):
    said = run(["h2load", "-c8", "-m8", "-t1", "-D%d" % seconds, "http://%s:%d/%s/x?a=1" % (network.HOST, port, route)], seconds)
    done = re.search(r"(\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout", said)
    answered, *bad = [int(number) for number in done.groups()]
    return {"n": answered, "rps": answered / seconds, "errors": sum(bad[:1]) + bad[2]}


def run(command, seconds):
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=seconds + 40, check=True).stdout


# Of Linux, and unknown to Python.
SO_MAX_PACING_RATE = 47


def upload(port, route, mib, rate=None, seconds=20):
    """How long an upload took until its answer began, and whether that was 200; rate: bytes a second at most."""
    part = b"a" * (1 << 20)
    begun = time.monotonic()
    try:
        with socket.create_connection((network.HOST, port), seconds) as connection:
            connection.settimeout(seconds)
            if rate:
                connection.setsockopt(socket.SOL_SOCKET, SO_MAX_PACING_RATE, rate)
            connection.sendall(("POST /%s/x HTTP/1.1\r\nHost: bench\r\nContent-Length: %d\r\n\r\n" % (route, mib << 20)).encode())
            for _ in range(mib):
                connection.sendall(part)
            answered = connection.recv(4096).startswith(b"HTTP/1.1 200 ")
    except OSError:
        answered = False
    return time.monotonic() - begun, answered
