"""What a gateway under load is: a process, a port or two, and routes."""
import os

import machine
import network
import processes
import routes


class Gateway:
    name = None
    tool = None  # what must be installed

    def __init__(self, bench, peers):
        self.bench, self.peers = bench, peers
        self.port, self.http2 = network.free_port(), network.free_port()
        self.routes = routes.for_peers(peers)
        self.process = None

    @classmethod
    def is_here(cls):
        return cls.tool is None or machine.have(cls.tool)

    def start(self):
        self.process = self.launch()
        processes.until(self.answers, "%s, which said: %s" % (self.name, processes.read(self.process.said)[-500:]))
        return self

    def stop(self):
        self.bench.processes.stop(self.process)

    def answers(self):
        if self.process.poll() is not None:
            raise RuntimeError("%s ended: %s" % (self.name, processes.read(self.process.said)[-500:]))
        return network.get(self.port, "/off/x")[0] == 200

    @property
    def number(self):
        return self.process.pid

    def write(self, name, text):
        path = os.path.join(self.bench.folder, "%s-%d-%s" % (self.name, self.port, name))
        with open(path, "w") as file:
            file.write(text)
        return path

    def launch(self):
        raise NotImplementedError
