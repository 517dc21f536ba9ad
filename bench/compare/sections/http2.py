"""Clients that speak HTTP/2."""
import cells
import tables

TITLE = "HTTP/2 clients"
TEXT = """`h2load -c8 -m8`, without TLS, nginx as the services; they are asked by HTTP/1.1."""


def run(bench):
    names = ["halfsilver", "nginx", "haproxy", "yarp"]
    with bench.field(names, plain=True) as (peers, running):
        return cells.rounds(bench, peers, running, [(name, route, 0, 8) for name in names for route in ("off", "m1")], clients="h2load")


def page(result):
    return tables.of_cells(result, latency=False)
