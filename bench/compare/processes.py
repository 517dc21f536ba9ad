"""Processes that this run started: their start, what they cost, their end."""
import ctypes
import glob
import os
import re
import resource
import signal
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)

# Of /proc/net/tcp: sockets whose owner still holds them (established, connecting, closed by the other side alone).
HELD = ("01", "02", "08")


class Processes:
    """Starts processes and ends them, and no others; they end with this one, too."""

    def __init__(self, folder):
        self.folder = folder
        self.running = []
        self.count = 0

    def start(self, command, environment=None, descriptors=16384):
        def prepare():
            os.setsid()
            LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
            limit = descriptors if most < 0 else min(descriptors, most)
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))

        self.count += 1
        said = os.path.join(self.folder, "said-%d" % self.count)
        with open(said, "wb") as output:
            process = subprocess.Popen(command, env={**os.environ, **(environment or {})}, preexec_fn=prepare,
                                       stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        process.said = said
        self.running.append(process)
        return process

    def stop(self, process, within=5):
        # One that has ended may have left its number to another.
        for number in reversed(tree(process.pid) if process.poll() is None else []):
            tell(number, signal.SIGTERM)
        try:
            process.wait(within)
        except subprocess.TimeoutExpired:
            for number in tree(process.pid):
                tell(number, signal.SIGKILL)
            process.wait()
        if process in self.running:
            self.running.remove(process)

    def stop_all(self):
        for process in reversed(list(self.running)):
            self.stop(process)


def tell(number, what):
    try:
        os.kill(number, what)
    except ProcessLookupError:
        pass


def tree(number):
    """A process and all below it."""
    found, left = [], [number]
    while left:
        one = left.pop()
        found.append(one)
        for file in glob.glob("/proc/%d/task/*/children" % one):
            left += [int(child) for child in read(file).split()]
    return found


def read(file):
    try:
        with open(file) as opened:
            return opened.read()
    except OSError:
        return ""  # a process that ended meanwhile


def cpu(number):
    """Seconds of user and of system time that a process and those below it took so far."""
    user = system = 0
    for one in tree(number):
        fields = read("/proc/%d/stat" % one).rpartition(")")[2].split()
        if fields:
            user, system = user + int(fields[11]), system + int(fields[12])
    return user / TICKS, system / TICKS


def memory(number, what="VmRSS"):
    """Resident MiB now, or at most since the last reset (VmHWM)."""
    total = 0
    for one in tree(number):
        found = re.search(what + r":\s+(\d+)", read("/proc/%d/status" % one))
        total += int(found.group(1)) if found else 0
    return total / 1024


def reset_peak(number):
    for one in tree(number):
        try:
            with open("/proc/%d/clear_refs" % one, "w") as file:
                file.write("5")
        except OSError:
            pass  # ended meanwhile


def sockets_to(port):
    """Sockets on this machine that somebody holds towards a port."""
    count, wanted = 0, ":%04X" % port
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in read(table).splitlines():
            fields = line.split()
            if fields[2].endswith(wanted) and fields[3] in HELD:
                count += 1
    return count


def until(holds, what, seconds=20, pause=0.02):
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError("%s: not within %d s" % (what, seconds))
        time.sleep(pause)
