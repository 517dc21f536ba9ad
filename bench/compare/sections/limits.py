"""Sockets and memory that mirrors without an answer take."""
import threading

import load
import processes
import tables
from gateways.halfsilver import Halfsilver, SOCKETS

TITLE = "Sockets and memory"
TEXT = """Sockets that the gateway holds towards each mirror, looked at every 0.2 s under load; its resident memory before, at most, and behind.
The mirror that never answers is loaded for longer. Before comes a load without and with a healthy mirror, of the same bodies."""

CASES = [("refuse", 0), ("reset", 0), ("slow1s", 0), ("slowread", 65536), ("hole", 0), ("hole", 65536)]


def run(bench):
    with bench.field(["halfsilver"], bad=True) as (peers, running):
        gateway = running[Halfsilver.name]
        for route, body in [("off", 0), ("m1", 0), ("off", 65536), ("m1", 65536)] * 2:
            load.wrk(bench.folder, gateway.port, route, bench.settings.seconds, body=body)
        before = processes.memory(gateway.number)
        cases = [one(bench, peers, gateway, route, body) for route, body in CASES]
        return {"before": before, "cap": SOCKETS, "budget": gateway.metric("halfsilver_mirror_buffered_limit_bytes") / (1 << 20), "cases": cases}


def one(bench, peers, gateway, route, body):
    seconds = bench.settings.silent if route == "hole" else bench.settings.seconds
    port, most, over = peers.ports[route], [0], threading.Event()

    def watch():
        while not over.wait(0.2):
            most[0] = max(most[0], processes.sockets_to(port))

    watching = threading.Thread(target=watch, daemon=True)
    processes.reset_peak(gateway.number)
    watching.start()
    figures = load.wrk(bench.folder, gateway.port, route, seconds, body=body)
    over.set()
    watching.join()
    return {"route": route, "body": body, "seconds": seconds, "rps": figures["rps"], "errors": figures["errors"], "sockets": most[0],
            "peak": processes.memory(gateway.number, "VmHWM"), "after": processes.memory(gateway.number)}


def sockets(result):
    return max(case["sockets"] for case in result["cases"])


def growth(result):
    """MiB above what it was before, and above what copies may hold, of a mirror that never answers."""
    return max(case["after"] for case in result["cases"] if case["route"] == "hole") - result["before"] - result["budget"]


def page(result):
    rows = [[case["route"], case["body"], case["seconds"], "%.0f" % case["rps"], case["errors"], "%d of %d" % (case["sockets"], result["cap"]),
             "%.0f" % case["peak"], "%.0f" % case["after"]] for case in result["cases"]]
    return "Before: %.0f MiB; copies may hold %.0f MiB.\n\n%s" % (result["before"], result["budget"], tables.table(
        ["mirror", "body", "seconds", "req/s", "client errors", "sockets", "peak MiB", "behind MiB"], rows))
