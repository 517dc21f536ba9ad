"""Without a mirror."""
import cells
import tables

TITLE = "Without a mirror"
TEXT = """No body, 32 connections, nginx as the service. HAProxy stands here alone: it has no mirror of this kind."""


def run(bench):
    names = ["halfsilver", "nginx", "haproxy", "yarp"]
    with bench.field(names, plain=True) as (peers, running):
        return cells.rounds(bench, peers, running, [(name, "off", 0, 32) for name in names])


def page(result):
    return tables.of_cells(result)
