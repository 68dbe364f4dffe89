"""Writes generated releases of the bulk datasets.

`python -m scholar_desktop.demo.datasets --papers N --citations M --releases K --seed S --to DIR`
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scholar_desktop.demo.datasets.generated_releases import GeneratedReleases, Sizes


def main() -> int:
    """Write the releases, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scholar_desktop.demo.datasets", description=__doc__)
    parser.add_argument("--papers", type=int, default=10_000, metavar="N", help="papers of the first release (10,000)")
    parser.add_argument("--citations", type=int, default=100_000, metavar="M", help="its citations (100,000)")
    parser.add_argument("--releases", type=int, default=1, metavar="K", help="number of releases, a week apart (1)")
    parser.add_argument("--seed", type=int, default=0, metavar="S")
    parser.add_argument("--vectors", type=int, default=200, metavar="V", help="papers with an embedding (200)")
    parser.add_argument("--texts", type=int, default=200, metavar="T", help="papers with a full text (200)")
    parser.add_argument("--to", type=Path, required=True, metavar="DIR")
    options = parser.parse_args()
    if options.papers < 1 or options.citations < 0 or options.releases < 1:
        parser.error("at least one paper and one release are needed")
    sizes = Sizes(
        options.papers,
        options.citations,
        options.releases,
        options.seed,
        vectors=options.vectors,
        texts=options.texts,
    )
    GeneratedReleases(sizes).write(options.to)
    return 0


if __name__ == "__main__":
    sys.exit(main())
