"""nginx with its mirror module, tuned as its manual tells: kept connections, bodies in memory, a worker a core."""
import os

import nginxfile
from gateways.base import Gateway

HTTP = """  client_max_body_size 0;
  client_body_buffer_size 1100k;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Host $http_host;
  split_clients "$request_id" $share { 10%% 1; * 0; }
%(upstreams)s
  server { listen 127.0.0.1:%(port)d backlog=4096; %(locations)s }
  server { listen 127.0.0.1:%(http2)d http2; http2_max_concurrent_streams 256; %(locations)s }"""


class Nginx(Gateway):
    name = tool = "nginx"

    def launch(self):
        used = sorted({name for _, mirrors in self.routes.values() for name in mirrors})
        http = HTTP % {
            "port": self.port, "http2": self.http2,
            "upstreams": "\n".join(self.upstream(name) for name in ["primary"] + used),
            "locations": "\n".join(self.location(name) for name in self.routes),
        }
        folder = os.path.join(self.bench.folder, "nginx-%d" % self.port)
        return nginxfile.start(self.bench.processes, folder, workers=os.cpu_count(), connections=8192, http=http)

    def upstream(self, name):
        return ("  upstream %s { server 127.0.0.1:%d max_fails=0; keepalive 256; keepalive_requests 1000000000; keepalive_timeout 600s; }"
                % (name, self.peers.ports[name]))

    def location(self, name):
        percent, mirrors = self.routes[name]
        asked = "".join("mirror /_%s_%s; " % (name, one) for one in mirrors)
        left_out = "if ($share = 0) { return 200; } " if percent < 100 else ""
        copies = "".join("\n  location = /_%s_%s { internal; %sproxy_pass http://%s$request_uri; }" % (name, one, left_out, one) for one in mirrors)
        return "location /%s/ { %sproxy_pass http://primary; }%s" % (name, asked, copies)
