"""HAProxy without a mirror: it has none of this kind."""
import os

from gateways.base import Gateway

FILE = """global
  nbthread %(threads)d
  maxconn 4000
defaults
  mode http
  timeout connect 5s
  timeout client 600s
  timeout server 600s
  option http-keep-alive
frontend web
  bind 127.0.0.1:%(port)d
  bind 127.0.0.1:%(http2)d proto h2
  default_backend primary
backend primary
  http-reuse always
  server primary 127.0.0.1:%(primary)d
"""


class HAProxy(Gateway):
    name = tool = "haproxy"

    def __init__(self, bench, peers):
        super().__init__(bench, peers)
        self.routes = {"off": self.routes["off"]}

    def launch(self):
        text = FILE % {"threads": os.cpu_count(), "port": self.port, "http2": self.http2, "primary": self.peers.ports["primary"]}
        return self.bench.processes.start(["haproxy", "-db", "-f", self.write("haproxy.cfg", text)])
