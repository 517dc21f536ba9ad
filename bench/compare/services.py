"""Who plays the services: a program of ours that reads bodies to their end, or nginx, which costs least where there are none."""
import os

import network
import nginxfile
import processes


class Own:
    """bench/Peers: the primary in one process, the mirrors in another."""

    def __init__(self, started, library):
        self.started, self.library, self.ports = started, library, {}

    def start(self, answers):
        """Ports by name; answers: the status each answers, 200 with 128 bytes."""
        names = list(answers)
        for group in (names[:1], names[1:]):
            ports = self.say(["service"] + [str(answers[name]) for name in group])[1]
            self.ports.update((name, int(port)) for name, port in zip(group, ports))
        return dict(self.ports)

    def say(self, words, descriptors=16384):
        process = self.started.start(["dotnet", self.library] + words, descriptors=descriptors)
        processes.until(lambda: "\n" in processes.read(process.said), "the ports of " + words[0])
        line = processes.read(process.said).split("\n")[0]
        if not line.startswith("ports "):
            raise RuntimeError("%s said: %s" % (words[0], line))
        return process, line.split()[1:]

    def read(self, name, text):
        """Requests and connections so far, of what /__count answered."""
        return tuple(int(number) for number in text.split())


HTTP = """  default_type text/plain;
  server {
    listen 127.0.0.1:%(port)d backlog=4096;
    location = /__count { stub_status; }
    location / { return %(answer)s; }
  }"""


class Nginx:
    """One process each, as each counts by itself."""

    def __init__(self, started):
        self.started, self.ports, self.asked = started, {}, {}

    def start(self, answers):
        """Ports by name, as Own.start."""
        for name, status in answers.items():
            self.ports[name] = self.begin(name, "204" if status == 204 else '%d "%s"' % (status, "x" * 128))
        return dict(self.ports)

    def begin(self, name, answer):
        port = network.free_port()
        process = nginxfile.start(self.started, os.path.join(self.started.folder, "service-%d" % port), workers=1, connections=16384,
                                  http=HTTP % {"port": port, "answer": answer})
        processes.until(lambda: self.answers(process, port), "nginx as %s" % name)
        self.asked[name] = 1
        return port

    def answers(self, process, port):
        if process.poll() is not None:
            raise RuntimeError("nginx ended: " + processes.read(process.said)[-500:])
        return network.get(port, "/__count")[0] == 200

    def read(self, name, text):
        """Requests and connections so far, without those that asked for the counters."""
        self.asked[name] += 1
        accepted, _, requests = (int(number) for number in text.splitlines()[2].split())
        return requests - self.asked[name], accepted - self.asked[name]
