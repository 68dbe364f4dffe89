"""One JSON line a workload, see `ResultLine`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class ResultLine:
    """ours, reference: seconds, or a count where the note says so; ratio: ours / reference; limit: the largest ratio
    allowed; ok: None where the reference is absent."""

    workload: str
    ours: float | None
    reference: float | None
    reference_name: str
    ratio: float | None
    limit: float
    ok: bool | None
    note: str = ""


def compare(workload: str, ours: float, reference: float, name: str, limit: float, note: str = "") -> ResultLine:
    """The line of *ours* beside *reference*."""
    ratio = ours / reference if reference else float(ours > 0)
    return ResultLine(workload, round(ours, 4), round(reference, 4), name, round(ratio, 3), limit, ratio <= limit, note)


def show(line: ResultLine) -> None:
    sys.stdout.write(json.dumps(asdict(line)) + "\n")
    sys.stdout.flush()
