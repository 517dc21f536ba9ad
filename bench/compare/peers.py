"""The services between which gateways stand: one primary, mirrors that are well, mirrors that are not."""
import os
import subprocess
import time

import machine
import network
import services

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.join(HERE, "..", "Peers")
BUILT = os.path.join(PROJECT, "bin", "Release", "net10.0", "Halfsilver.Peers.dll")

WELL = ["one", "two", "three", "four"]
EMPTY = "empty"  # answers 204


def build(bound=600):
    subprocess.run(["dotnet", "build", PROJECT, "-c", "Release", "-v", "q", "--nologo", "-nodeReuse:false", "-p:RunAnalyzers=false"], check=True, timeout=bound,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return BUILT


class Peers:
    """Their ports by name, and what the healthy ones counted. Plain: no request will have a body."""

    def __init__(self, started, library, plain=False):
        answers = {"primary": 200, **dict.fromkeys(WELL, 200), EMPTY: 204}
        self.own = services.Own(started, library)
        self.services = services.Nginx(started) if plain and machine.have("nginx") else self.own
        self.ports, self.bad = self.services.start(answers), None

    def begin_bad(self):
        """Mirrors with a fault each; with more descriptors than any gateway has, so that they are not what runs out."""
        self.bad, ports = self.own.say(["bad"], descriptors=20000)
        self.ports.update((name, int(port)) for name, port in (one.split("=") for one in ports))

    def url(self, name):
        return "http://%s:%d" % (network.HOST, self.ports[name])

    def counted(self, *names):
        """Requests and connections that these services counted together."""
        requests = connections = 0
        for name in names:
            status, text = network.get(self.ports[name], "/__count")
            if status != 200:
                raise RuntimeError("%s does not say what it counted" % name)
            more = self.services.read(name, text)
            requests, connections = requests + more[0], connections + more[1]
        return requests, connections

    def reached(self, name, count, seconds=3):
        """Its requests once there are so many, or the time is up: a large copy is counted at its end, and nothing shows before."""
        end = time.monotonic() + seconds
        while (now := self.counted(name)[0]) < count and time.monotonic() < end:
            time.sleep(0.02)
        return now

    def settled(self, *names, seconds=3):
        """The same once no more copies come, or the time is up: late ones belong to what was asked before."""
        names, end = names or WELL + [EMPTY], time.monotonic() + seconds
        before = self.counted(*names)
        while True:
            time.sleep(0.1)
            now = self.counted(*names)
            if now == before or time.monotonic() > end:
                return now
            before = now
