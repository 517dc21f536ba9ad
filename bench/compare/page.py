"""The page of results, from what was measured."""
import goals
import sections
import tables

HEAD = """# Results

Written by `python3 bench/compare`; [how it is measured](README.md).

{machine}

Read ratios inside one table and nothing else: the machine is shared with whatever else it does, and interference only ever adds. *CPU* is
user and system time of the gateway's processes over the requests answered, of the lowest round; *kernel* is the part of it that is system time.
Everything on loopback, on one machine with its clients and services; a closed loop, so requests a second rank designs and are no capacity.

## Goals

*Met* is the floor, *stretch* what is aimed at. Ratios are of CPU per request where nothing else is said.

{goals}
"""


def write(results):
    """results: {"machine": {...}, "sections": {name: result}}."""
    parts = [HEAD.format(machine=machine(results["machine"]), goals=table_of_goals(results["sections"]))]
    for name, section in sections.ALL.items():
        result = results["sections"].get(name)
        if result:
            parts.append("## %s\n\n%s\n\n%s\n\n%s\n" % (section.TITLE, section.TEXT, when(result), section.page(result)))
    return "\n".join(parts)


def machine(facts):
    return "Versions: %s. Machine: %s." % (", ".join(facts["versions"]), ", ".join(facts["machine"]))


def when(result):
    run = result["run"]
    return "Measured %s with %s; %s. Load of the machine before and behind: %.1f, %.1f." % (
        run["at"], run["version"], run["settings"], run["load"][0], run["load"][1])


def table_of_goals(results):
    rows = []
    for goal in goals.ALL:
        value = goal.of(results)
        rows.append([goal.name, goal.measure, goal.form % goal.floor, "–" if goal.stretch is None else goal.form % goal.stretch,
                     goal.shown(value), goal.verdict(value)])
    return tables.table(["", "measure", "floor", "stretch", "figure", ""], rows)
