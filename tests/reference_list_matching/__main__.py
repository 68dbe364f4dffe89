"""`make matching`: reference lines with known answers, looked up. Exit 1 if a sure line is wrong.

python -m tests.reference_list_matching [--seeds N ...] [--lines N] [--recorded DIR] [--show]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.recordings.slim_set import full_or_slim
from tests.reference_list_matching.recorded_papers import recorded_papers
from tests.reference_list_matching.run import LEAST_SURE, Report, run
from tests.reference_list_matching.styles import STYLES


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.reference_list_matching", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[7])
    parser.add_argument("--lines", type=int, default=1000)
    parser.add_argument("--recorded", type=Path)
    parser.add_argument("--show", action="store_true", help="list the undamaged lines that are not sure")
    chosen = parser.parse_args()
    whole = Report()
    with tempfile.TemporaryDirectory() as folder:
        recorded = recorded_papers(chosen.recorded or full_or_slim(Path(folder) / "recorded"))
        for seed in chosen.seeds:
            whole.add(asyncio.run(run(recorded, seed, chosen.lines, str(Path(folder) / f"profile-{seed}"))))
    for told in (*whole.wrong, *whole.lost, *(whole.not_sure if chosen.show else ())):
        sys.stdout.write(f"{told}\n")
    sys.stdout.write(f"\nseeds {chosen.seeds}\n{whole.text()}\n")
    few = [style for style in STYLES if whole.share(style) < LEAST_SURE]
    return 1 if whole.wrong or whole.lost or few else 0


if __name__ == "__main__":
    sys.exit(main())
