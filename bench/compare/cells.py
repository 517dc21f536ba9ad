"""A cell: one gateway, one route, one load. Cells are measured in shuffled rounds, all gateways up at once."""
import random
import statistics

import load
import processes
from peers import WELL, EMPTY

# What compiles while it runs does so for its first half minute under load.
WARM = 3


def measure(bench, peers, gateway, route, seconds, connections=32, body=0, clients="wrk"):
    """One round of one cell: what the clients saw, what the gateway's processes took, what the mirrors counted."""
    healthy = [name for name in gateway.routes[route][1] if name in WELL + [EMPTY]]
    copies, opened = peers.settled(*healthy) if healthy else (0, 0)
    processes.reset_peak(gateway.number)
    user, system = processes.cpu(gateway.number)
    if clients == "wrk":
        figures = load.wrk(bench.folder, gateway.port, route, seconds, connections, body)
    else:
        figures = load.h2load(gateway.http2, route, seconds)
    after = peers.settled(*healthy) if healthy else (0, 0)
    user, system = (later - earlier for later, earlier in zip(processes.cpu(gateway.number), (user, system)))
    requests = max(1, figures["n"])
    figures.update(cpu=(user + system) / requests * 1e6, kernel=system / requests * 1e6, peak=processes.memory(gateway.number, "VmHWM"),
                   copies=(after[0] - copies) / requests, opened=(after[1] - opened) / requests)
    return figures


def rounds(bench, peers, running, wanted, clients="wrk", count=None):
    """wanted: (gateway, route, body, connections). Each is warmed first, by rounds that do not count; figures of the others are kept."""
    wanted = [one for one in wanted if one[0] in running and one[1] in running[one[0]].routes]
    seconds = bench.settings.seconds
    found = {one: [] for one in wanted}
    for counted in [False] * (1 if bench.settings.short else WARM) + [True] * (count or bench.settings.rounds):
        order = list(wanted)
        random.shuffle(order)
        for one in order:
            gateway, route, body, connections = one
            figures = measure(bench, peers, running[gateway], route, seconds, connections, body, clients)
            if counted:
                found[one].append(figures)
    return {"cells": [{"gateway": gateway, "route": route, "body": body, "connections": connections, "rounds": found[gateway, route, body, connections]}
                      for gateway, route, body, connections in wanted]}


def find(result, gateway, route, body=0):
    for cell in result["cells"]:
        if (cell["gateway"], cell["route"], cell["body"]) == (gateway, route, body):
            return cell
    return None


def lowest(cell):
    """Interference only adds: the lowest round is the nearest to what it costs."""
    return min(one["cpu"] for one in cell["rounds"])


def middle(cell, figure):
    return statistics.median(one[figure] for one in cell["rounds"])


def ratio(result, above, below):
    """CPU of one cell in that of another, each (gateway, route, body); None where one is missing."""
    above, below = find(result, *above), find(result, *below)
    return lowest(above) / lowest(below) if above and below else None
