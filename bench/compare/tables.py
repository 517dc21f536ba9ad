"""Tables of a page."""
import cells


def table(head, rows):
    lines = ["| %s |" % " | ".join(head), "|%s" % ("---|" * len(head))]
    return "\n".join(lines + ["| %s |" % " | ".join(str(one) for one in row) for row in rows])


def of_cells(result, latency=True):
    """Cells with their ratios: against nginx on the same route, and against the own route without a mirror."""
    bodies = any(cell["body"] for cell in result["cells"])
    head = ["gateway", "route"] + (["body"] if bodies else []) + ["req/s"] + (["p50 ms", "p99 ms"] if latency else [])
    head += ["CPU µs/req, lowest", "median", "of it kernel", "peak MiB", "copies/req", "new connections/req", "errors", "vs nginx", "vs own off"]
    rows = []
    for cell in result["cells"]:
        me = (cell["gateway"], cell["route"], cell["body"])
        row = list(me[:2]) + ([me[2]] if bodies else []) + ["%.0f" % cells.middle(cell, "rps")]
        row += ["%.2f" % (cells.middle(cell, figure) / 1000) for figure in (("p50", "p99") if latency else ())]
        row += ["%.1f" % cells.lowest(cell), "%.1f" % cells.middle(cell, "cpu"), "%.1f" % cells.middle(cell, "kernel"),
                "%.0f" % max(one["peak"] for one in cell["rounds"]), "%.2f" % cells.middle(cell, "copies"), "%.2f" % cells.middle(cell, "opened"),
                sum(one["errors"] for one in cell["rounds"]), shown(cells.ratio(result, me, ("nginx",) + me[1:])),
                shown(cells.ratio(result, me, (me[0], "off", me[2])))]
        rows.append(row)
    return table(head, rows)


def shown(ratio):
    return "–" if ratio is None else "%.2f" % ratio
