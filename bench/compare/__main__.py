#!/usr/bin/env python3
"""Measures halfsilver beside nginx, HAProxy and YARP, and writes bench/RESULTS.md.

  dotnet publish src/Halfsilver.Gateway -c Release -r linux-x64 --self-contained -p:PublishSingleFile=true -p:PublishReadyToRun=true -o out
  python3 bench/compare out/halfsilver

Needs the .NET SDK, and wrk, h2load, nginx and haproxy (Debian: wrk nghttp2-client nginx haproxy): what is not here is left out and said.
Loopback only; about 45 minutes.
"""
import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import machine
import page
import peers
import sections
from bench import Bench
from settings import Settings

HERE = os.path.dirname(os.path.abspath(__file__))
PAGE = os.path.join(HERE, "..", "RESULTS.md")


def arguments():
    parser = argparse.ArgumentParser(prog="python3 bench/compare", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("halfsilver", nargs="?", help="the published executable")
    parser.add_argument("--sections", metavar="A,B", help="only these: " + ", ".join(sections.ALL))
    parser.add_argument("--rounds", type=int, help="rounds of each cell; 5")
    parser.add_argument("--seconds", type=int, help="seconds a cell; 2")
    parser.add_argument("--short", action="store_true", help="one round of one second: whether it runs, not what it costs")
    parser.add_argument("--keep", metavar="FILE", help="figures as JSON; sections that are there already stay unless they are measured again")
    parser.add_argument("--write-only", action="store_true", help="write the page from what --keep holds, and measure nothing")
    parser.add_argument("--page", metavar="FILE", help="where the page goes; without it to bench/RESULTS.md once it is whole, else to standard output")
    parser.add_argument("--peers", metavar="FILE", help="Halfsilver.Peers.dll, built; without it bench/Peers is built first")
    given = parser.parse_args()
    given.sections = given.sections.split(",") if given.sections else list(sections.ALL)
    unknown = [name for name in given.sections if name not in sections.ALL]
    if unknown:
        parser.error("there is no section %s; there are %s" % (", ".join(unknown), ", ".join(sections.ALL)))
    if given.write_only and not given.keep:
        parser.error("--write-only takes --keep FILE")
    if not given.write_only and not (given.halfsilver and shutil.which(given.halfsilver)):
        parser.error("name the published executable, as out/halfsilver")
    return given


def main():
    given = arguments()
    # Where servers lie that only root has on its path.
    os.environ["PATH"] += ":/usr/sbin:/usr/local/sbin"
    results = {"machine": None, "sections": {}}
    if given.keep and os.path.exists(given.keep):
        with open(given.keep) as file:
            results = json.load(file)
    failed = [] if given.write_only else measure(given, results)
    if not results["sections"]:
        print("nothing was measured")
        return 1
    text = page.write(results)
    whole = all(name in results["sections"] and not results["sections"][name]["run"]["short"] for name in sections.ALL)
    if given.page or whole:
        with open(given.page or PAGE, "w") as file:
            file.write(text)
    else:
        print(text)
    return 1 if failed else 0


def measure(given, results):
    """Adds what it measures; the sections that failed."""
    settings = Settings.make(given.short, given.rounds, given.seconds)
    library = given.peers or peers.build()
    bench, failed = Bench(given.halfsilver, library, settings), []
    # What was started ends with this process, however it ends.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        results["machine"] = machine.facts(bench.halfsilver, bench.library)
        for name in given.sections:
            if not all(machine.have(tool) for tool in sections.NEEDS.get(name, ["wrk"])):
                continue
            bench.say(name)
            load, at = os.getloadavg()[0], time.strftime("%Y-%m-%d %H:%M")
            try:
                result = sections.ALL[name].run(bench)
            except (OSError, RuntimeError, subprocess.SubprocessError) as fault:
                print("FAILED: %s: %s" % (name, fault), flush=True)
                failed.append(name)
                continue
            result["run"] = {"at": at, "version": results["machine"]["versions"][0], "settings": settings.words(), "short": settings.short,
                             "load": [load, os.getloadavg()[0]]}
            results["sections"][name] = result
            if given.keep:
                with open(given.keep, "w") as file:
                    json.dump(results, file)
        bench.say("done")
        return failed
    finally:
        bench.close()


if __name__ == "__main__":
    sys.exit(main())
