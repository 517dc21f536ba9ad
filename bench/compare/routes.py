"""The routes that every gateway has; the first segment of the path picks one."""
import peers

BAD = ["refuse", "reset", "slow1s", "hole", "slowread"]

# Share of the requests in percent, and who gets the copies.
ROUTES = {
    "off": (0, []),
    "p10": (10, peers.WELL[:1]),
    "m1": (100, peers.WELL[:1]),
    "m1-204": (100, [peers.EMPTY]),
    "m2": (100, peers.WELL[:2]),
    "m4": (100, peers.WELL[:4]),
}
ROUTES.update((name, (100, [name])) for name in BAD)


def for_peers(there):
    """Those whose mirrors are there."""
    return {name: (percent, mirrors) for name, (percent, mirrors) in ROUTES.items() if all(one in there.ports for one in mirrors)}
