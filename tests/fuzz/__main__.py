"""`make fuzz`: 100,000 changed answers through everything that reads answers, side by side. Exit 1 on any fault.

python -m tests.fuzz [--answers N] [--seed N] [--jobs N] [--recorded DIR]
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.fuzz.answers import Corpus, Outcome, fuzz

TESTS = Path(__file__).parents[1]

CHUNK = 500
_corpora: dict[Path, Corpus] = {}


def _chunk(recorded: Path, seed: int, count: int) -> Outcome:
    if recorded not in _corpora:
        _corpora[recorded] = Corpus(recorded)
    return fuzz(_corpora[recorded], seed, count)


def main() -> int:
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("--answers", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--recorded", type=Path, default=TESTS.parents[1] / "shared" / "recorded")
    chosen = parser.parse_args()
    if not chosen.recorded.is_dir():
        sys.stderr.write(f"There are no recorded answers at {chosen.recorded}.\n")
        return 2
    chunks = -(-chosen.answers // CHUNK)
    began = time.monotonic()
    whole = Outcome()
    with ProcessPoolExecutor(chosen.jobs) as pool:
        for outcome in pool.map(
            _chunk, [chosen.recorded] * chunks, range(chosen.seed, chosen.seed + chunks), [CHUNK] * chunks
        ):
            whole.add(outcome)
    seconds = time.monotonic() - began
    for endpoint in sorted(whole.understood | whole.refused):
        understood, refused = whole.understood[endpoint], whole.refused[endpoint]
        sys.stdout.write(f"{endpoint:22}{understood:>9,} understood{refused:>9,} refused\n")
    rate = whole.answers / seconds
    sys.stdout.write(
        f"{whole.answers:,} changed answers in {seconds:.0f} s: {rate:,.0f} a second by {chosen.jobs} processes; "
        f"the slowest took {whole.slowest_s * 1000:.0f} ms; {len(whole.faults)} faults\n"
    )
    for told in whole.faults.values():
        sys.stdout.write(f"\n{told}\n")
    return 1 if whole.faults else 0


if __name__ == "__main__":
    sys.exit(main())
