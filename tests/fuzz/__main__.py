"""`make fuzz`: 100,000 changed answers, sidecars, lists, pages and PDFs through what reads them. Exit 1 on any fault.

python -m tests.fuzz [--kind KIND] [--answers N] [--seed N] [--jobs N]
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache

from tests.fuzz.answers import Corpus, Outcome, fuzz
from tests.fuzz.opened import NAMES, fuzz_opened
from tests.support.recorded_exchanges import load_recorded

CHUNK = 500
ANSWERS = "answers"


@cache
def _corpus() -> Corpus:
    return Corpus(load_recorded())


def _chunk(kind: str, seed: int, count: int) -> Outcome:
    return fuzz_opened((kind,), seed, count) if kind != ANSWERS else fuzz(_corpus(), seed, count)


def _kind_of(chunk: int) -> str:
    """The kind of a chunk: four of twenty are not answers of services."""
    return NAMES[chunk % 20] if chunk % 20 < len(NAMES) else ANSWERS


def main() -> int:
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("--kind", choices=(ANSWERS, *NAMES), help="only these (default: 80 %% answers, 5 %% of each)")
    parser.add_argument("--answers", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args()
    chunks = -(-chosen.answers // CHUNK)
    chosen_kinds = [chosen.kind or _kind_of(number) for number in range(chunks)]
    began = time.monotonic()
    whole = Outcome()
    with ProcessPoolExecutor(chosen.jobs) as pool:
        for outcome in pool.map(_chunk, chosen_kinds, range(chosen.seed, chosen.seed + chunks), [CHUNK] * chunks):
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
