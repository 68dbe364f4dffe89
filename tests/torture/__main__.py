"""`make torture`: kill a working library again and again, and print what came of it. Exit 1 when anything was lost.

python -m tests.torture [--seeds N] [--first N] [--kills N] [--jobs N] [--place DIR] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support.disks import in_memory
from tests.torture.kills import SeedResult, torture

TESTS = Path(__file__).parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(prog="torture")
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--kills", type=int, default=4, help="of each seed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--place", type=Path, help="where the libraries lie (default: in memory, where there is room)")
    parser.add_argument("--json", action="store_true", help="one line of JSON a seed, and nothing else")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="torture-", dir=in_memory()) as temporary:
        place = chosen.place or Path(temporary)
        if chosen.json:
            return _one_after_another(chosen, place)
        return _side_by_side(chosen, place)


def _one_after_another(chosen: argparse.Namespace, place: Path) -> int:
    is_good = True
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        told = torture(seed, place / f"seed-{seed}", kills=chosen.kills)
        is_good = is_good and not told.wrong
        sys.stdout.write(json.dumps(vars(told)) + "\n")
        sys.stdout.flush()
    return 0 if is_good else 1


def _side_by_side(chosen: argparse.Namespace, place: Path) -> int:
    """Each job is a process without threads, which may fork."""
    began = time.monotonic()
    share = -(-chosen.seeds // chosen.jobs)
    jobs = []
    for first in range(chosen.first, chosen.first + chosen.seeds, share):
        count = min(share, chosen.first + chosen.seeds - first)
        words = ["--json", "--first", first, "--seeds", count, "--kills", chosen.kills, "--place", place]
        jobs.append(
            subprocess.Popen(
                [sys.executable, "-m", "tests.torture", *map(str, words)],
                cwd=TESTS.parent,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
    told = [SeedResult(**json.loads(line)) for job in jobs for line in job.communicate()[0].splitlines()]
    _show(told, time.monotonic() - began)
    missing = chosen.seeds - len(told)
    if missing:
        sys.stdout.write(f"{missing} seeds gave no answer\n")
    return 1 if missing or any(one.wrong for one in told) else 0


def _show(told: list[SeedResult], seconds: float) -> None:
    figures = {
        "seeds": len(told),
        "kills": sum(one.kills for one in told),
        "of these in the middle of an operation": sum(one.begun for one in told),
        "which had happened all the same": sum(one.done for one in told),
        "of these while the library was opened": sum(one.opening for one in told),
        "operations refused on a full disk": sum(one.refused for one in told),
        "operations confirmed": sum(one.operations for one in told),
        "seeds with anything lost or wrong": sum(bool(one.wrong) for one in told),
    }
    for name, figure in figures.items():
        sys.stdout.write(f"{name:42}{figure:>9,}\n")
    sys.stdout.write(f"{'minutes':42}{seconds / 60:>9.1f}\n")
    for one in told:
        for problem in one.wrong:
            sys.stdout.write(f"seed {one.seed}: {problem}\n")


if __name__ == "__main__":
    sys.exit(main())
