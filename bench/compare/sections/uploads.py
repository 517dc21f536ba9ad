"""Large uploads."""
import statistics

import load
import processes
import tables
from peers import WELL

TITLE = "Uploads"
TEXT = """One client uploads, in turns without a mirror, with one that is well, and with one that never reads; as fast as it can, and over a line of
2.5 Gbit/s, which leaves the machine with something to spare. A copy is whole when the mirror read it to its end. *Of own off* is the
median of the ratios inside one turn; *growth* is the largest of the peaks above what was resident before. The other gateways have fewer
turns."""

ROUTES = ["off", "m1", "slowread"]
LINE = 2_500_000_000 // 8
PACED = " at 2.5 Gbit/s"
TURNS_OF_OTHERS = 3

# Until the runtime has compiled what requests run through, and uploads: what is called once in each is compiled last.
WARM = 10
WARM_BODIES = [1 << 10, 1 << 18]


def run(bench):
    mib, found = bench.settings.upload_mib, []
    with bench.field(["halfsilver", "nginx", "yarp"], bad=True) as (peers, running):
        for name, gateway in running.items():
            warm(bench, gateway, mib)
            turns = bench.settings.uploads if name == "halfsilver" else min(TURNS_OF_OTHERS, bench.settings.uploads)
            found.append({"gateway": name, "turns": [turn(peers, gateway, mib) for _ in range(turns)]})
    return {"mib": mib, "gateways": found}


def warm(bench, gateway, mib):
    for route in ROUTES[:2]:
        for body in WARM_BODIES:
            load.wrk(bench.folder, gateway.port, route, bench.settings.seconds, connections=8, body=body)
    for route in ROUTES * (2 if bench.settings.short else WARM):
        load.upload(gateway.port, route, mib)


def turn(peers, gateway, mib):
    return {route + line: one(peers, gateway, route, mib, rate) for line, rate in (("", None), (PACED, LINE)) for route in ROUTES}


def one(peers, gateway, route, mib, rate):
    copies, _ = peers.settled(WELL[0])
    before = processes.memory(gateway.number)
    processes.reset_peak(gateway.number)
    seconds, answered = load.upload(gateway.port, route, mib, rate)
    # A copy may end behind its request; not for long.
    arrived = peers.settled(WELL[0])[0] - copies
    return {"seconds": seconds, "answered": answered, "copies": arrived, "growth": processes.memory(gateway.number, "VmHWM") - before}


def of(result, gateway="halfsilver"):
    return next(one["turns"] for one in result["gateways"] if one["gateway"] == gateway)


def against_off(turns, route):
    off = "off" + PACED if route.endswith(PACED) else "off"
    return statistics.median(turn[route]["seconds"] / turn[off]["seconds"] for turn in turns)


def noise(turns, line=""):
    """The slowest upload without a mirror, in the middle one: what differs by no more differs by nothing that shows."""
    times = [turn["off" + line]["seconds"] for turn in turns]
    return max(times) / statistics.median(times)


def growth(turns, route):
    return max(turn[route]["growth"] for turn in turns)


def whole(turns):
    return sum(turn["m1"]["copies"] for turn in turns) / len(turns)


def page(result):
    rows = []
    for gateway in result["gateways"]:
        turns = gateway["turns"]
        for route in turns[0]:
            times = [turn[route]["seconds"] for turn in turns]
            rows.append([gateway["gateway"], route, "%.3f" % statistics.median(times), "%.3f" % max(times), "%.2f" % against_off(turns, route),
                         "%d of %d" % (sum(turn[route]["answered"] for turn in turns), len(turns)),
                         "%d" % sum(turn[route]["copies"] for turn in turns) if route.startswith("m1") else "–", "%.0f" % growth(turns, route)])
    return tables.table(["gateway", "route", "%d MiB in s, median" % result["mib"], "slowest", "of own off", "answered", "whole copies", "growth MiB"], rows)
