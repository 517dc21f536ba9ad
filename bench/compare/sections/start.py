"""How long it takes to serve, and to choose among many routes."""
import os
import re
import statistics

import gateways.halfsilver
import processes
import tables

TITLE = "Start and routes"
TEXT = """From the start of the process until `/readyz` answers 200, asked every few milliseconds. Finding a route, each with a host of ten and a
path prefix of its own, is the micro-benchmark `RouteChoice`."""

COUNTS = [10, 1000]
MICRO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Micro")
BOUND = 300  # seconds of the micro-benchmark, its build among them
UNITS = {"ns": 1e-3, "μs": 1.0, "us": 1.0, "ms": 1e3}


def run(bench):
    with bench.field([]) as (peers, _):
        gateways.halfsilver.start_many(bench, peers, COUNTS[0])
        times = {str(count): [] for count in COUNTS}
        for _ in range(bench.settings.starts):
            for count in COUNTS:
                times[str(count)].append(gateways.halfsilver.start_many(bench, peers, count) * 1000)
    return {"ms": times, "choice": choice(bench)}


def choice(bench):
    """Microseconds to find a route, by how many there are."""
    process = bench.processes.start(["dotnet", "run", "-c", "Release", "--project", MICRO, "--", "--filter", "*RouteChoice*", "--inProcess",
                                     "--job", bench.settings.micro, "--artifacts", os.path.join(bench.folder, "micro")])
    try:
        process.wait(BOUND)
    finally:
        bench.processes.stop(process)
    said, found = processes.read(process.said), {}
    for count, number, unit in re.findall(r"^\| Find +\| ([\d,]+) +\| +([\d.,]+) (ns|μs|us|ms)", said, re.MULTILINE):
        found[count.replace(",", "")] = float(number.replace(",", "")) * UNITS[unit]
    if not found:
        raise RuntimeError("the micro-benchmark said: " + said[-1000:])
    return found


def ready(result, count):
    """The lowest, as with all that interference only adds to."""
    return min(result["ms"][str(count)])


def page(result):
    rows = [[count, "%.0f" % ready(result, count), "%.0f" % statistics.median(result["ms"][str(count)]), "%.0f" % max(result["ms"][str(count)]),
             "%.2f" % result["choice"][str(count)]] for count in COUNTS]
    return tables.table(["routes", "ready in ms, lowest", "median", "highest", "route found in µs"], rows)
