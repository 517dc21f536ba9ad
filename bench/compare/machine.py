"""Where it was measured and with what."""
import os
import platform
import re
import shutil
import subprocess

# What a command prints that holds its version, by the package that brings it.
TOOLS = {
    "nginx": (["nginx", "-v"], r"nginx/(\S+)", "nginx"),
    "haproxy": (["haproxy", "-v"], r"version (\S+)", "haproxy"),
    "wrk": (["wrk", "-v"], r"(\d+\.\d+\.\d+)", "wrk"),
    "h2load": (["h2load", "--version"], r"nghttp2/(\S+)", "nghttp2-client"),
}
SAID = set()


def have(tool):
    """Whether a tool is here; says so once where it is not."""
    if shutil.which(tool) is None and tool not in SAID:
        SAID.add(tool)
        print("SKIPPED: no %s here (apt-get install %s)" % (tool, TOOLS[tool][2]), flush=True)
    return shutil.which(tool) is not None


def facts(halfsilver, library):
    versions = ["halfsilver " + halfsilver_version(halfsilver), ".NET " + runtime()]
    versions += ["%s %s" % (tool, first(command, pattern)) for tool, (command, pattern, _) in TOOLS.items() if shutil.which(tool)]
    versions.append("YARP " + yarp(library))
    return {"versions": versions, "machine": ["%d cores" % os.cpu_count(), "%.0f GiB" % memory(), "%s %s" % (platform.system(), platform.release().split("-")[0]), cpu()]}


def halfsilver_version(halfsilver):
    return first([halfsilver, "version"], r"(\d+\.\d+\.\d+\S*)")


def runtime():
    return sorted(re.findall(r"Microsoft\.NETCore\.App (10\.\S+)", said(["dotnet", "--list-runtimes"])), key=numbers)[-1]


def numbers(version):
    return [int(part) for part in re.findall(r"\d+", version)]


def yarp(library):
    with open(library.replace(".dll", ".deps.json")) as file:
        return re.search(r'"Yarp\.ReverseProxy/([^"]+)"', file.read()).group(1)


def memory():
    with open("/proc/meminfo") as file:
        return int(re.search(r"MemTotal:\s+(\d+)", file.read()).group(1)) / (1 << 20)


def cpu():
    with open("/proc/cpuinfo") as file:
        found = re.search(r"model name\s*:\s*(.+)", file.read())
    return found.group(1) if found else platform.machine()


def first(command, pattern):
    found = re.search(pattern, said(command))
    return found.group(1) if found else "of unknown version"


def said(command):
    ran = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=20)
    return ran.stdout
