"""How long it takes to read a file of many routes, in each dialect."""
import json
import os
import random
import resource
import statistics
import subprocess

import manyroutes
import tables

TITLE = "Reading"
TEXT = """1,000 routes in each dialect, as `bench/compare/manyroutes.py` writes them: a service each, mirrors at one of four, expressions in one of ten,
headers and methods in one of seven. *Reading* is from the opening of the file to the checked plan and its notices, as `halfsilver validate -o json`
tells it of a process that has just begun; rounds are shuffled. *CPU* is user and system time of the whole process, above that of `halfsilver version`."""

COUNT = 1000


def run(bench):
    names = {}
    for name, dialect, write in manyroutes.ALL:
        names[name] = os.path.join(bench.folder, name)
        with open(names[name], "w") as file:
            file.write(write(COUNT))
    found = {name: {"ms": [], "cpu": [], "bytes": os.path.getsize(path)} for name, path in names.items()}
    start = []
    for counted in [False] + [True] * bench.settings.starts:
        order = list(names) + [None]
        random.shuffle(order)
        for name in order:
            cpu, said = process(bench, ["validate", names[name], "-o", "json"] if name else ["version"])
            if not counted:
                continue
            if name is None:
                start.append(cpu)
                continue
            answer = json.loads(said)
            if not answer["valid"] or answer["routes"] < COUNT:
                raise RuntimeError("%s: %s" % (name, said[:500]))
            found[name]["ms"].append(answer["milliseconds"])
            found[name]["cpu"].append(cpu)
    return {"files": found, "start": start}


def process(bench, arguments):
    """Milliseconds of CPU that a process took, and what it said."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run([bench.halfsilver] + arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60).stdout.decode()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000, said


def slowest(result):
    """Each by its lowest round: the machine has other things to do, and that only adds."""
    return max(min(one["ms"]) for one in result["files"].values())


def page(result):
    rows = [["`%s`" % name, "%.0f" % (one["bytes"] / 1024), "%.0f" % min(one["ms"]), "%.0f" % statistics.median(one["ms"]), "%.0f" % max(one["ms"]),
             "%.0f" % (min(one["cpu"]) - min(result["start"]))] for name, one in result["files"].items()]
    return tables.table(["file", "KiB", "read in ms, lowest", "median", "highest", "CPU ms, lowest"], rows)
