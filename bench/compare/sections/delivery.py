"""What becomes of copies to a healthy mirror when gateway, mirror and primary have all that the machine gives."""
import cells
import tables
from gateways.halfsilver import Halfsilver
from peers import WELL

TITLE = "Delivery at saturation"
TEXT = """32 connections, all requests copied to a healthy mirror. *Delivered*: copies that the mirror counted in the requests that the primary
counted. The last column is from the gateway's own books: each copy that was not sent or not answered, by reason."""


def run(bench):
    with bench.field(["halfsilver"]) as (peers, running):
        gateway = running[Halfsilver.name]
        cells.measure(bench, peers, gateway, "m1", bench.settings.seconds)
        return {"rounds": [one(bench, peers, gateway) for _ in range(bench.settings.rounds)]}


def one(bench, peers, gateway):
    names = ["primary", WELL[0]]
    before, books = [peers.settled(name)[0] for name in names], lost(gateway)
    figures = cells.measure(bench, peers, gateway, "m1", bench.settings.seconds)
    requests, copies = (peers.settled(name)[0] - earlier for name, earlier in zip(names, before))
    reasons = {reason: count - books.get(reason, 0) for reason, count in lost(gateway).items() if count > books.get(reason, 0)}
    return {"rps": figures["rps"], "requests": requests, "copies": copies, "lost": reasons}


def lost(gateway):
    families = ("halfsilver_mirror_skipped_total", "halfsilver_mirror_errors_total")
    return {labels["reason"]: value for name, labels, value in gateway.metrics() if name in families and labels.get("route") == "m1" and value}


def delivered(result):
    """Of all rounds together."""
    return sum(one["copies"] for one in result["rounds"]) / sum(one["requests"] for one in result["rounds"])


def unexplained(result):
    """Copies that neither arrived nor have a reason."""
    return sum(abs(one["requests"] - one["copies"] - sum(one["lost"].values())) for one in result["rounds"])


def page(result):
    rows = [["%.0f" % one["rps"], one["requests"], one["copies"], "%.2f %%" % (100 * one["copies"] / one["requests"]),
             ", ".join("%d × `%s`" % (count, reason) for reason, count in one["lost"].items()) or "none"] for one in result["rounds"]]
    return tables.table(["req/s", "requests", "copies", "delivered", "not delivered, by reason"], rows)
