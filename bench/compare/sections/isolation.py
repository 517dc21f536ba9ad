"""A bad mirror beside no mirror and beside a good one, in pairs."""
import random
import statistics

import cells
import tables
from gateways.halfsilver import Halfsilver

TITLE = "Isolation"
TEXT = """The mirror refuses, resets at once, answers after a second (`slow1s`), never answers (`hole`), or never reads (`slowread`). Each round
loads the bad mirror's route, the route without a mirror and the one with a healthy mirror, one behind the other in shuffled order; a ratio
is taken inside each round, and its median over the rounds is what counts. *CPU* is per request, in that of the worse of the two others;
*throughput* in that of the worse as well. *Next request*: one client asks over one connection, one request behind the other, so that any
wait for a mirror would be its own; the difference of p99 to the route without a mirror, in the same rounds."""
OTHERS = """The same for others, one round each, without a rule: requests a second on the bad mirror's route, in those without a mirror."""

CASES = [("refuse", 0), ("reset", 0), ("slow1s", 0), ("hole", 0), ("hole", 65536), ("slowread", 65536)]


def run(bench):
    result = {}
    with bench.field(["halfsilver"], bad=True) as (peers, running):
        gateway = running[Halfsilver.name]
        for route, body in [("off", 0), ("m1", 0), ("off", 65536), ("m1", 65536)]:
            cells.measure(bench, peers, gateway, route, bench.settings.seconds, body=body)
        result["cases"] = [{"route": route, "body": body, "rounds": [], "next": []} for route, body in CASES]
        for _ in range(bench.settings.pairs):
            for case in shuffled(result["cases"]):
                case["rounds"].append({route: cells.measure(bench, peers, gateway, route, bench.settings.seconds, body=case["body"])
                                       for route in shuffled(["off", "m1", case["route"]])})
        for _ in range(bench.settings.next_rounds):
            for case in shuffled(result["cases"]):
                case["next"].append({route: cells.measure(bench, peers, gateway, route, 1, connections=1, body=case["body"])
                                     for route in shuffled(["off", case["route"]])})
    result["others"] = [case for name in ("nginx", "yarp") for case in once(bench, name)]
    return result


def once(bench, name):
    # Each gateway for itself: one that runs out of sockets must not touch the next.
    with bench.field([name], bad=True) as (peers, running):
        gateway = running.get(name)
        if gateway is None:
            return
        cells.measure(bench, peers, gateway, "off", bench.settings.seconds)
        off = {body: cells.measure(bench, peers, gateway, "off", bench.settings.seconds, body=body) for body in (0, 65536)}
        for route, body in CASES:
            yield {"gateway": name, "route": route, "body": body, "off": off[body],
                   "bad": cells.measure(bench, peers, gateway, route, bench.settings.seconds, body=body)}


def shuffled(items):
    items = list(items)
    random.shuffle(items)
    return items


def cpu(case):
    """In the CPU of the worse of no mirror and a healthy one; the median of the rounds."""
    return statistics.median(one[case["route"]]["cpu"] / max(one["off"]["cpu"], one["m1"]["cpu"]) for one in case["rounds"])


def throughput(case):
    return statistics.median(one[case["route"]]["rps"] / min(one["off"]["rps"], one["m1"]["rps"]) for one in case["rounds"])


def errors(case):
    return sum(one[case["route"]]["errors"] for one in case["rounds"] + case["next"])


def delay(case):
    """Milliseconds that p99 of the next request lies above that without a mirror."""
    return statistics.median((one[case["route"]]["p99"] - one["off"]["p99"]) / 1000 for one in case["next"])


def page(result):
    rows = []
    for case in result["cases"]:
        def middle(route, figure, among="rounds", case=case):
            return statistics.median(one[route][figure] for one in case[among])
        bad = case["route"]
        rows.append([bad, case["body"], "%.0f" % middle(bad, "rps"), "%.0f" % middle("off", "rps"), "%.0f" % middle("m1", "rps"),
                     "%.1f" % middle(bad, "cpu"), "%.1f" % middle("off", "cpu"), "%.1f" % middle("m1", "cpu"),
                     "%.2f" % cpu(case), "%.2f" % throughput(case), "%.2f" % (middle(bad, "p99") / 1000), errors(case),
                     "%.2f" % (middle("off", "p99", "next") / 1000), "%.2f" % (middle(bad, "p99", "next") / 1000), "%+.2f" % delay(case)])
    others = [[one["gateway"], one["route"], one["body"], "%.0f" % one["bad"]["rps"], "%.2f" % (one["bad"]["rps"] / max(1, one["off"]["rps"])),
               one["bad"]["errors"]] for one in result["others"]]
    return "\n\n".join([
        tables.table(["mirror", "body", "req/s", "off", "m1", "CPU µs/req", "off", "m1", "CPU", "throughput", "p99 ms", "client errors",
                      "next request: off p99 ms", "bad mirror p99 ms", "later by ms"], rows),
        OTHERS, tables.table(["gateway", "mirror", "body", "req/s", "of own off", "client errors"], others)])
