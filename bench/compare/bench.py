"""What one run has in hand: its settings, its folder, its processes."""
import contextlib
import os
import tempfile
import time

import gateways
from peers import Peers
from processes import Processes


class Bench:
    clock = staticmethod(time.monotonic)

    def __init__(self, halfsilver, library, settings):
        self.halfsilver, self.library, self.settings = os.path.abspath(halfsilver), os.path.abspath(library), settings
        self.scratch = tempfile.TemporaryDirectory(prefix="halfsilver-bench-")
        self.folder = self.scratch.name
        # nginx's workers may be another user.
        os.chmod(self.folder, 0o755)
        self.processes = Processes(self.folder)

    def close(self):
        self.processes.stop_all()
        self.scratch.cleanup()

    @contextlib.contextmanager
    def field(self, names, bad=False, plain=False):
        """Peers, and those of the gateways that are here: fresh, for as long as the block lasts. Plain: no request will have a body."""
        before = list(self.processes.running)
        try:
            peers = Peers(self.processes, self.library, plain)
            if bad:
                peers.begin_bad()
            here = [name for name in names if gateways.ALL[name].is_here()]
            yield peers, {name: gateways.ALL[name](self, peers).start() for name in here}
        finally:
            for process in reversed([one for one in self.processes.running if one not in before]):
                self.processes.stop(process)

    def say(self, text):
        print("%s  %s" % (time.strftime("%H:%M:%S"), text), flush=True)
