"""Changes of the plan beside traffic: what a client sees of fifty a second."""
import http.client
import json
import os
import statistics
import threading
import time

import cells
import network
import tables
from gateways.halfsilver import Halfsilver

TITLE = "Changes beside traffic"
TEXT = """Four connections on a route with a mirror, while the mirror's share is changed over the admin side %d times a second; each change is checked,
put in force, written to the store and acknowledged. Each pair loads the route without changes and with them. *Later* is by how much p99 lies above
that of its pair; *lost* are changes that were acknowledged and are no revision."""
RATE = 50
TEXT %= RATE


def run(bench):
    with bench.field(["halfsilver"]) as (peers, running):
        gateway = running[Halfsilver.name]
        cells.measure(bench, peers, gateway, "m1", bench.settings.seconds, connections=4)
        return {"pairs": [pair(bench, peers, gateway) for _ in range(bench.settings.rounds)]}


def pair(bench, peers, gateway):
    seconds = 2 if bench.settings.short else 10
    idle = cells.measure(bench, peers, gateway, "m1", seconds, connections=4)
    writer = Writer(gateway.admin, os.path.join(gateway.data, "admin-token"), "/api/v1/mirrors/m1/" + gateway.routes["m1"][1][0])
    first = writer.revision()
    writer.start()
    busy = cells.measure(bench, peers, gateway, "m1", seconds, connections=4)
    writer.stop()
    return {"idle": idle, "busy": busy, "changes": writer.done, "refused": writer.refused, "lost": writer.done - (writer.revision() - first),
            "ms": sorted(writer.times)[len(writer.times) * 99 // 100] * 1000}


class Writer(threading.Thread):
    """One client that changes a mirror's share, at a pace of its own."""

    def __init__(self, port, token, path):
        super().__init__()
        self.connection, self.path, self.over = http.client.HTTPConnection(network.HOST, port, timeout=10), path, threading.Event()
        with open(token) as file:
            self.fields = {"Authorization": "Bearer " + file.read().strip(), "Content-Type": "application/json"}
        self.done = self.refused = 0
        self.times = []

    def ask(self, method, path, body=None):
        self.connection.request(method, path, body, self.fields)
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())

    def revision(self):
        return self.ask("GET", "/api/v1/status")[1]["revision"]

    def run(self):
        begun = time.monotonic()
        while not self.over.wait(max(0, begun + len(self.times) / RATE - time.monotonic())):
            asked = time.monotonic()
            status, answer = self.ask("PATCH", self.path, json.dumps({"percent": 99 if len(self.times) % 2 else 100}))
            self.times.append(time.monotonic() - asked)
            if status != 200:
                self.refused += 1
            # The first may say what is said already, which is no revision.
            elif answer["accepted"]:
                self.done += 1

    def stop(self):
        self.over.set()
        self.join()


def errors(result):
    return sum(one["busy"]["errors"] + one["refused"] + one["lost"] for one in result["pairs"])


def delay(result):
    """Milliseconds that p99 lies above that of its pair; the median."""
    return statistics.median((one["busy"]["p99"] - one["idle"]["p99"]) / 1000 for one in result["pairs"])


def page(result):
    rows = [["%.0f" % one["idle"]["rps"], "%.0f" % one["busy"]["rps"], "%.2f" % (one["idle"]["p99"] / 1000), "%.2f" % (one["busy"]["p99"] / 1000),
             "%+.2f" % ((one["busy"]["p99"] - one["idle"]["p99"]) / 1000), one["busy"]["errors"], one["changes"], one["refused"], one["lost"], "%.1f" % one["ms"]]
            for one in result["pairs"]]
    return tables.table(["req/s", "with changes", "p99 ms", "with changes", "later by ms", "client errors", "changes", "refused", "lost", "a change, p99 ms"], rows)
