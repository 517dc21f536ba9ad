"""halfsilver as it was published, on its defaults, metrics on."""
import re
import tempfile

import network
import processes
from gateways.base import Gateway

# The default, written out: goals are judged by it.
SOCKETS = 256


class Halfsilver(Gateway):
    name = "halfsilver"

    def __init__(self, bench, peers):
        super().__init__(bench, peers)
        # One entry point speaks both.
        self.http2 = self.port
        self.admin = network.free_port()
        self.data = None

    def launch(self):
        # Of its own: what one section writes through the API would win over the next one's file.
        self.data = tempfile.mkdtemp(dir=self.bench.folder)
        return run(self.bench, self.write("plan.yaml", self.plan()), self.data)

    def plan(self):
        used = sorted({name for _, mirrors in self.routes.values() for name in mirrors})
        lines = begin(self.port, self.admin)
        lines += ["  %s: { endpoints: [ \"%s\" ] }" % (name, self.peers.url(name)) for name in ["primary"] + used]
        lines.append("routes:")
        for name, (percent, mirrors) in self.routes.items():
            lines += ["  %s:" % name, "    match: { path: { prefix: /%s } }" % name, "    destinations: [ { service: primary } ]"]
            if mirrors:
                lines.append("    mirrors:")
                lines += ["      %s: { service: %s, percent: %d, only: { methods: all }, budget: { maxInFlight: %d } }"
                          % (one, one, percent, SOCKETS) for one in mirrors]
        return "\n".join(lines) + "\n"

    def metrics(self):
        """Values by name and labels, as (name, {label: value}, number)."""
        status, text = network.get(self.admin, "/metrics")
        if status != 200:
            raise RuntimeError("/metrics answered %d" % status)
        found = []
        for line in text.splitlines():
            match = re.match(r"(\w+)(?:\{(.*)\})? (\S+)$", line)
            if match:
                found.append((match.group(1), dict(re.findall(r'(\w+)="([^"]*)"', match.group(2) or "")), float(match.group(3))))
        return found

    def metric(self, name, **labels):
        return sum(value for one, has, value in self.metrics() if one == name and labels.items() <= has.items())


def begin(port, admin):
    return ["version: 1", "entryPoints: { web: { listen: \"%s:%d\" } }" % (network.HOST, port),
            "admin: { listen: \"%s:%d\", openMetrics: true }" % (network.HOST, admin), "services:"]


def run(bench, file, data=None):
    return bench.processes.start([bench.halfsilver, "run", "-c", file, "--log-level", "warn", "--data-dir", data or bench.folder])


def ready(admin):
    return network.get(admin, "/readyz")[0] == 200


def start_many(bench, peers, count):
    """Seconds from exec to ready with so many routes, each with a host of ten and a prefix of its own."""
    port, admin = network.free_port(), network.free_port()
    lines = begin(port, admin) + ["  primary: { endpoints: [ \"%s\" ] }" % peers.url("primary"), "routes:"]
    for i in range(count):
        lines += ["  route-%d:" % i, "    match: { hosts: [ host%d.example ], path: { prefix: /service/%d } }" % (i % 10, i),
                  "    destinations: [ { service: primary } ]"]
    file = "%s/start-%d.yaml" % (bench.folder, count)
    with open(file, "w") as opened:
        opened.write("\n".join(lines) + "\n")
    begun = bench.clock()
    process = run(bench, file)
    try:
        processes.until(lambda: process.poll() is not None or ready(admin), "the start with %d routes" % count, pause=0.002)
        taken = bench.clock() - begun
        if process.poll() is not None:
            raise RuntimeError("halfsilver ended: " + processes.read(process.said)[-500:])
    finally:
        bench.processes.stop(process)
    return taken
