"""How many changed answers are read in a second."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.report import ResultLine, compare

TESTS = Path(__file__).parents[1]
RECORDED = TESTS.parents[1] / "shared" / "recorded"
ANSWERS = 1000
LIMIT_S = 12.0
"""100,000 answers in twenty minutes of one process."""
ROUNDS = 3


def lines() -> Iterator[ResultLine]:
    """One process; without the recorded answers there is nothing to change."""
    workload, name = f"{ANSWERS:,} changed answers read", "100,000 in 20 minutes"
    if not RECORDED.is_dir():
        yield ResultLine(
            workload, None, LIMIT_S, name, None, 1.0, None, "there are no recorded answers beside the project"
        )
        return
    from tests.fuzz.answers import Corpus, fuzz

    corpus, taken, faults = Corpus(RECORDED), [], 0
    for seed in range(ROUNDS):
        began = time.perf_counter()
        outcome = fuzz(corpus, seed, ANSWERS)
        taken.append(time.perf_counter() - began)
        faults += len(outcome.faults)
    note = f"seconds, least of {ROUNDS}, one process: {ANSWERS / min(taken):,.0f} a second; {faults} faults"
    line = compare(workload, min(taken), LIMIT_S, name, 1.0, note)
    yield line if not faults else ResultLine(workload, line.ours, LIMIT_S, name, line.ratio, 1.0, False, note)
