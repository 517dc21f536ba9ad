"""From no copy to four."""
import cells
import tables

TITLE = "Copies"
TEXT = """No body, 32 connections, nginx as the services. `off` has no mirror; `p10` copies 10 % to one; `m1`, `m2`, `m4` copy all to one, two, four that answer
200 with 128 bytes; `m1-204` copies all to one that answers 204, which is nginx's best case: it opens a connection for each copy
whose answer has a body."""

ROUTES = {
    "halfsilver": ["off", "p10", "m1", "m1-204", "m2", "m4"],
    "nginx": ["off", "p10", "m1", "m1-204", "m2", "m4"],
    "yarp": ["off", "m1", "m2", "m4"],
}


def run(bench):
    with bench.field(ROUTES, plain=True) as (peers, running):
        return cells.rounds(bench, peers, running, [(name, route, 0, 32) for name, routes in ROUTES.items() for route in routes],
                            count=bench.settings.more_rounds)


def page(result):
    return tables.of_cells(result)
