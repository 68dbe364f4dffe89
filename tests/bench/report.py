"""One JSON line a workload, see `ResultLine`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path


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


def memory_mb(kind: str) -> float:
    """What this process has of *kind* in MB. VmRSS: in memory now; VmHWM: the most so far (`ru_maxrss` of a program is
    at least that of the process that started it)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{kind}:"):
            return int(line.split()[1]) / 1024
    raise OSError("this system does not say")
