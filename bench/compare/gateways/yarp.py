"""YARP with the mirror that people write first: bench/Peers."""
import json

import network
from gateways.base import Gateway


class Yarp(Gateway):
    name = "yarp"

    def launch(self):
        facts = {
            "listen": "%s:%d" % (network.HOST, self.port), "http2": "%s:%d" % (network.HOST, self.http2), "primary": self.peers.url("primary"),
            "routes": {name: {"percent": percent, "mirrors": [self.peers.url(one) for one in mirrors]}
                       for name, (percent, mirrors) in self.routes.items()},
        }
        return self.bench.processes.start(["dotnet", self.bench.library, "yarp", self.write("facts.json", json.dumps(facts))], descriptors=8192)
