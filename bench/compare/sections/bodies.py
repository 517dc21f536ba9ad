"""Bodies of requests."""
import cells
import tables

TITLE = "Bodies"
TEXT = """POST with a body of so many bytes; the primary and the mirrors read it whole before they answer. nginx keeps it in memory
(`client_body_buffer_size 1100k`)."""

KIB = 1024
SIZES = [(1 * KIB, 32), (64 * KIB, 32), (1024 * KIB, 8)]


def run(bench):
    names = ["halfsilver", "nginx", "haproxy", "yarp"]
    with bench.field(names) as (peers, running):
        return cells.rounds(bench, peers, running, [(name, route, size, connections)
                                                    for name in names for size, connections in SIZES for route in ("off", "m1")])


def page(result):
    return tables.of_cells(result)
