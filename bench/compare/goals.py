"""What the gateway shall reach, and whether it does. Floors must be met; stretch is where it wants to be."""
import cells
from sections import delivery, isolation, limits, reading, start, uploads, writes

KIB, MIB = 1024, 1024 * 1024


class Goal:
    def __init__(self, name, measure, section, floor, stretch, figure, form="%.2f ×", most=True):
        self.name, self.measure, self.section, self.figure = name, measure, section, figure
        self.floor, self.stretch, self.form, self.most = floor, stretch, form, most

    def of(self, results):
        """The figure, or None where it was not measured."""
        return self.figure(results[self.section]) if self.section in results else None

    def verdict(self, value):
        if value is None:
            return "not measured"
        if self.stretch is not None and self.holds(value, self.stretch):
            return "stretch"
        return "met" if self.holds(value, self.floor) else "**not met**"

    def holds(self, value, limit):
        return value <= limit if self.most else value >= limit

    def shown(self, value):
        return "–" if value is None else self.form % value


def against_nginx(route, body=0, other=None):
    return lambda result: cells.ratio(result, ("halfsilver", route, body), ("nginx", other or route, body))


def each_copy(result):
    """By the copies that came: a round that lost some is not the cheaper for it."""
    off, four = (cells.find(result, "halfsilver", route) for route in ("off", "m4"))
    lowest = cells.lowest(off)
    return min((one["cpu"] - lowest) / one["copies"] for one in four["rounds"]) / lowest


def tenth(result):
    return cells.ratio(result, ("halfsilver", "p10"), ("halfsilver", "off"))


def of_cases(worst, figure):
    return lambda result: worst(figure(case) for case in result["cases"])


def of_turns(figure, *more):
    return lambda result: figure(uploads.of(result), *more)


def frozen(line):
    def figure(result):
        turns = uploads.of(result, "frozen")
        return uploads.against_off(turns, "slowread" + line) / uploads.noise(turns, line)

    return figure


ALL = [
    Goal("P1", "no mirror, against nginx", "off", 1.20, 1.00, against_nginx("off")),
    Goal("P2", "one mirror, against nginx's", "copies", 0.40, 0.30, against_nginx("m1")),
    Goal("P2", "one mirror that answers 204, against nginx's", "copies", 1.25, 0.90, against_nginx("m1-204")),
    Goal("P3", "each of four copies: what it adds, in own off", "copies", 0.60, 0.35, each_copy),
    Goal("P3", "a share of 10 %, against own off", "copies", 1.12, 1.05, tenth),
    Goal("P4", "64 KiB, no mirror, against nginx", "bodies", 1.5, 1.2, against_nginx("off", 64 * KIB)),
    Goal("P4", "64 KiB, one mirror, against nginx's", "bodies", 0.8, 0.5, against_nginx("m1", 64 * KIB)),
    Goal("P4", "1 MiB, no mirror, against nginx", "bodies", 1.1, 0.9, against_nginx("off", MIB)),
    Goal("P4", "1 MiB, one mirror, against nginx's", "bodies", 1.3, 1.0, against_nginx("m1", MIB)),
    Goal("P5", "HTTP/2 clients, no mirror, against nginx", "http2", 1.20, 1.00, against_nginx("off")),
    Goal("P5", "HTTP/2 clients, one mirror, against nginx's", "http2", 0.45, 0.35, against_nginx("m1")),
    Goal("P6", "worst bad mirror: CPU, against the worse of own off and own healthy mirror", "isolation", 1.05, 1.02, of_cases(max, isolation.cpu), "%.3f ×"),
    Goal("P6", "worst bad mirror: throughput, likewise", "isolation", 0.95, 0.98, of_cases(min, isolation.throughput), "%.3f ×", most=False),
    Goal("P6", "bad mirrors: client errors", "isolation", 0, None, of_cases(sum, isolation.errors), "%d"),
    Goal("P6", "worst bad mirror: p99 of the next request, above own off", "isolation", 1, None, of_cases(max, isolation.delay), "%+.2f ms"),
    Goal("P7", "most sockets to a mirror, its cap being %d" % limits.SOCKETS, "limits", limits.SOCKETS, None, limits.sockets, "%d"),
    Goal("P7", "memory after a silent mirror, above the bytes that copies may hold", "limits", 32, 16, limits.growth, "%+.0f MiB"),
    Goal("P8", "100 MiB: whole copies", "uploads", 1, None, of_turns(uploads.whole), "%.2f of all", most=False),
    Goal("P8", "100 MiB, one mirror: time, against own off", "uploads", 1.25, 1.10, of_turns(uploads.against_off, "m1")),
    Goal("P8", "the same over a line of 2.5 Gbit/s", "uploads", 1.25, 1.10, of_turns(uploads.against_off, "m1" + uploads.PACED)),
    Goal("P8", "100 MiB, one mirror: memory", "uploads", 16, 8, of_turns(uploads.growth, "m1"), "%+.0f MiB"),
    Goal("P8", "100 MiB, a frozen mirror: time, in that of the slowest without a mirror", "uploads", 1, None, frozen("")),
    Goal("P8", "the same over a line of 2.5 Gbit/s", "uploads", 1, None, frozen(uploads.PACED)),
    Goal("P9", "copies delivered at saturation", "delivery", 0.995, 0.999, delivery.delivered, "%.4f of all", most=False),
    Goal("P9", "copies that neither arrived nor have a reason", "delivery", 0, None, delivery.unexplained, "%d"),
    Goal("–", "50 changes a second: errors of clients, refused and lost changes", "writes", 0, None, writes.errors, "%d"),
    Goal("–", "50 changes a second: p99 above that of its pair", "writes", 1, None, writes.delay, "%+.2f ms"),
    Goal("P10", "start to ready, 10 routes", "start", 400, 250, lambda result: start.ready(result, 10), "%.0f ms"),
    Goal("P10", "start to ready, 1,000 routes", "start", 700, 400, lambda result: start.ready(result, 1000), "%.0f ms"),
    Goal("P10", "reading 1,000 routes, the slowest dialect", "reading", 300, 150, reading.slowest, "%.0f ms"),
    Goal("P10", "a route among 1,000", "start", 3, 1, lambda result: result["choice"]["1000"], "%.2f µs"),
]
