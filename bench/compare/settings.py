"""How long and how often is measured."""
import dataclasses


@dataclasses.dataclass
class Settings:
    rounds: int = 5        # of cells that are compared by their lowest
    more_rounds: int = 15  # of cells that lie close to each other, and share the cores with up to four mirrors
    seconds: int = 2       # a cell
    pairs: int = 9         # rounds of cells that are compared one by one
    next_rounds: int = 5   # of one client on one connection
    silent: int = 30       # seconds of a mirror that never answers
    uploads: int = 30      # of 100 MiB each
    upload_mib: int = 100
    starts: int = 20
    micro: str = "default" # the job of the micro-benchmark
    short: bool = False

    @staticmethod
    def make(short, rounds, seconds):
        made = Settings()
        if short:
            made = Settings(rounds=1, more_rounds=1, seconds=1, pairs=1, next_rounds=1, silent=3, uploads=2, starts=2, micro="short", short=True)
        return dataclasses.replace(made, rounds=rounds or made.rounds, more_rounds=rounds or made.more_rounds, seconds=seconds or made.seconds)

    def words(self):
        return "rounds: %d of %d s (copies: %d); in pairs: %d" % (self.rounds, self.seconds, self.more_rounds, self.pairs)
