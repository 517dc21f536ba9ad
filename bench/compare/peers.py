"""The services between which gateways stand: one primary, mirrors that are well, mirrors that are not."""
import os
import subprocess
import time

import network
import processes

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
    """Their ports by name, and what the healthy ones counted."""

    def __init__(self, started, library):
        self.started, self.library = started, library
        self.ports, self.bad = {}, None
        self.ports["primary"] = self.say(["service", "200"])[1][0]
        healthy = self.say(["service"] + ["200"] * len(WELL) + ["204"])[1]
        self.ports.update(zip(WELL + [EMPTY], healthy))
        self.ports = {name: int(port) for name, port in self.ports.items()}

    def say(self, words, descriptors=16384):
        process = self.started.start(["dotnet", self.library] + words, descriptors=descriptors)
        processes.until(lambda: "\n" in processes.read(process.said), "the ports of " + words[0])
        line = processes.read(process.said).split("\n")[0]
        if not line.startswith("ports "):
            raise RuntimeError("%s said: %s" % (words[0], line))
        return process, line.split()[1:]

    def begin_bad(self):
        """Mirrors with a fault each; with more descriptors than any gateway has, so that they are not what runs out."""
        self.bad, ports = self.say(["bad"], descriptors=20000)
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
            requests, connections = requests + int(text.split()[0]), connections + int(text.split()[1])
        return requests, connections

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
