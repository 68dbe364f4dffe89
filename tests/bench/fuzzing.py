"""How many changed answers are read in a second."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.bench.report import ResultLine, compare
from tests.support.recorded_exchanges import load_recorded

ANSWERS = 1000
LIMIT_S = 12.0
"""100,000 answers in twenty minutes of one process."""
ROUNDS = 3


def lines() -> Iterator[ResultLine]:
    """One process."""
    workload, name = f"{ANSWERS:,} changed answers read", "100,000 in 20 minutes"
    from tests.fuzz.answers import Corpus, fuzz

    corpus = Corpus(load_recorded())
    taken, faults = [], 0
    for seed in range(ROUNDS):
        began = time.perf_counter()
        outcome = fuzz(corpus, seed, ANSWERS)
        taken.append(time.perf_counter() - began)
        faults += len(outcome.faults)
    note = f"seconds, least of {ROUNDS}, one process: {ANSWERS / min(taken):,.0f} a second; {faults} faults"
    line = compare(workload, min(taken), LIMIT_S, name, 1.0, note)
    yield line if not faults else ResultLine(workload, line.ours, LIMIT_S, name, line.ratio, 1.0, False, note)
