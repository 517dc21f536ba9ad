"""Large uploads."""
import statistics

import load
import processes
import tables
from peers import WELL

TITLE = "Uploads"
TEXT = """One client uploads, in turns without a mirror and with one that is well, and then without one and with one that never reads (*frozen*:
copies of earlier turns still hold disk); as fast as it can, and over a line of 2.5 Gbit/s, which leaves the machine with something to
spare. A copy is whole when the mirror read it to its end. *Of own off* is the median of the ratios inside one turn; *growth* is the
largest of the peaks above what was resident before. The other gateways have fewer turns."""

# By what their turns are called; what a frozen mirror leaves behind is no other mirror's.
ROUTES = {"well": ["off", "m1"], "frozen": ["off", "slowread"]}
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
            turns = bench.settings.uploads if name == "halfsilver" else min(TURNS_OF_OTHERS, bench.settings.uploads)
            found.append({"gateway": name})
            for mirror, routes in ROUTES.items():
                warm(bench, gateway, routes, mib)
                found[-1][mirror] = [turn(peers, gateway, routes, mib) for _ in range(turns)]
    return {"mib": mib, "gateways": found}


def warm(bench, gateway, routes, mib):
    for route in routes if routes == ROUTES["well"] else []:
        for body in WARM_BODIES:
            load.wrk(bench.folder, gateway.port, route, bench.settings.seconds, connections=8, body=body)
    for route in routes * (2 if bench.settings.short else WARM):
        load.upload(gateway.port, route, mib)


def turn(peers, gateway, routes, mib):
    return {route + line: one(peers, gateway, route, mib, rate) for line, rate in (("", None), (PACED, LINE)) for route in routes}


def one(peers, gateway, route, mib, rate):
    copies, _ = peers.settled(WELL[0])
    before = processes.memory(gateway.number)
    processes.reset_peak(gateway.number)
    seconds, answered = load.upload(gateway.port, route, mib, rate)
    # A copy may end behind its request; not for long.
    arrived = peers.reached(WELL[0], copies + (route == "m1")) - copies
    return {"seconds": seconds, "answered": answered, "copies": arrived, "growth": processes.memory(gateway.number, "VmHWM") - before}


def of(result, mirror="well", gateway="halfsilver"):
    return next(one[mirror] for one in result["gateways"] if one["gateway"] == gateway)


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
        for mirror, route in ((mirror, route) for mirror in ROUTES for route in gateway[mirror][0]):
            turns = gateway[mirror]
            times = [turn[route]["seconds"] for turn in turns]
            rows.append([gateway["gateway"], mirror, route, "%.3f" % statistics.median(times), "%.3f" % max(times), "%.2f" % against_off(turns, route),
                         "%d of %d" % (sum(turn[route]["answered"] for turn in turns), len(turns)),
                         "%d" % sum(turn[route]["copies"] for turn in turns) if route.startswith("m1") else "–", "%.0f" % growth(turns, route)])
    return tables.table(["gateway", "mirror", "route", "%d MiB in s, median" % result["mib"], "slowest", "of own off", "answered", "whole copies", "growth MiB"], rows)
