"""The offline corpus with 10,000 and 100,000 papers: filters, builds, look-ups, searches, diffs and vectors.

Filters and builds are compared with `zcat FILES > /dev/null` by the processor time of both processes, so the figures
hold on a loaded machine. `python -m tests.bench.corpus --papers 1000000 [10000000]` measures larger ones: 1,000,000
papers need 8 GB of disk, 10,000,000 need 80 GB. `make bench PAPERS=1000000` does the same. With `--keep DIR` the data
of one size are generated in DIR, if it is empty, and stay there.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.corpus_jobs import STORE
from tests.bench.report import ResultLine, compare, show

SIZES = (10_000, 100_000)
ROOT = Path(__file__).parents[2]
MB = 1.0
LIMITS: dict[str, tuple[float | None, float | None, float | None]] = {
    "filter": (1.2, 0.75, 0.75),
    "filter, two": (None, 0.6, 0.5),
    "duckdb": (None, 0.9, 0.8),
    "edges": (1.3, 0.8, 0.75),
    "four": (None, 1.3, 1.1),
    "build": (8, 8.5, 8.5),
    "peak": (150, 300, 450),
    "filter peak": (80, 80, 120),
    "disk of papers": (3, 2.95, 2.95),
    "disk of edges": (2.3, 2.2, 2.2),
    "look-up": (0.5, 0.5, 0.5),
    "look-up, cold": (2, 5, 5),
    "thousand": (2.3, 2.3, 2.3),
    "thousand, cold": (40, 150, 200),
    "first": (None, 15, 80),
    "first, cold": (None, 80, 250),
    "ids": (None, 30, 180),
    "co-citation": (None, 15, 50),
    "co-citation, top": (None, 200, 1500),
    "subgraph": (20, 20, 20),
    "p50": (1, 5, 25),
    "p99": (12, 30, 120),
    "page, p50": (10, 12, 40),
    "page, p99": (20, 35, 140),
    "window, p50": (None, 35, 40),
    "window, p99": (None, 100, 140),
    "window, stall": (None, 16, 16),
    "worst": (None, 0.2, 0.1),
    "counts": (None, 15, 15),
    "mixed": (None, 150, 150),
    "edge rows": (None, 50, 45),
    "similar": (None, 0.25, 0.2),
}
"""For 10,000 papers, for 100,000, and for 1,000,000 or more: ratios, milliseconds, MB, microseconds a row; None: not
measured. Milliseconds and microseconds are those of a machine that unpacks and decodes the rows of 1,000 papers in
FLOOR_S; they are divided by what that takes here.
"""
FLOOR_S = 0.0065
GROWTH, LEAST_RECALL = 1.25, 95


def lines(sizes: tuple[int, ...] = SIZES, keep: Path | None = None) -> Iterator[ResultLine]:
    """The lines of every size, and how the cost of a row grows from one size to the next. keep: for one size, the
    folder of its data, which stays."""
    costs: list[tuple[int, float]] = []
    for papers in sizes:
        folder = keep or Path(tempfile.mkdtemp(prefix="bench-corpus-"))
        try:
            yield from _Size(papers, folder).lines(costs)
        finally:
            if keep is None:
                shutil.rmtree(folder)
    for (small, before), (large, after) in itertools.pairwise(costs):
        name = f"corpus: a paper's cost in the build, {large:,} against {small:,}"
        yield compare(name, after * 1e6, before * 1e6, f"{small:,} papers", GROWTH, "microseconds of processor time")


class _Size:
    def __init__(self, papers: int, folder: Path) -> None:
        self._papers = papers
        self._folder = folder
        self._place = 0 if papers < 50_000 else 1 if papers < 500_000 else 2

    def lines(self, costs: list[tuple[int, float]]) -> Iterator[ResultLine]:
        if not (self._folder / "truth.json").exists():  # written last
            _python("-m", "scholar_desktop.demo.datasets", *self._sizes(), "--to", str(self._folder))
        zcat = {name: self._zcat(name) for name in ("papers", "abstracts", "tldrs", "citations")}
        reading = sum(zcat.values())
        kept = self._job("filter_papers")
        note = f"seconds of processor time; {kept['kept']:,} kept"
        yield from self._line("filter", "papers of one field filtered", kept["cpu"], zcat["papers"], "zcat", note)
        yield from self._two_processes()
        yield from self._line("filter peak", "memory of the filter", kept["peak"], MB, "1 MB", "")
        yield from self._duckdb(kept)
        edges = self._job("filter_citations")
        note = f"seconds of processor time; {edges['kept']:,} kept"
        yield from self._line("edges", "citations by both ends", edges["cpu"], zcat["citations"], "zcat", note)
        four = self._job("filter_and_build")
        yield from self._line("four", "four datasets filtered and built", four["cpu"], reading, "zcat", "")
        built = self._job("build")
        costs.append((self._papers, built["cpu"] / self._papers))
        yield from self._line("build", "store of all lines built", built["cpu"], reading, "zcat", "")
        peak = max(each["peak"] for each in (kept, edges, four, built))
        yield from self._line("peak", "largest memory", peak, MB, "1 MB", "")
        yield from self._disk(built)
        yield from self._reading()
        yield from self._window()
        yield from self._diffs()
        yield from self._vectors()

    def _sizes(self) -> tuple[str, ...]:
        return "--papers", str(self._papers), "--citations", str(10 * self._papers), "--vectors", "1", "--texts", "0"

    def _line(self, limit: str, name: str, ours: float, reference: float, peer: str, note: str) -> Iterator[ResultLine]:
        allowed = LIMITS[limit][self._place]
        if allowed is not None:
            yield compare(f"corpus of {self._papers:,}: {name}", ours, reference, peer, allowed, note)

    def _times(self, found: dict[str, Any], *rows: tuple[str, str, str]) -> Iterator[ResultLine]:
        """Yield the line of each (limit, name, key of the seconds)."""
        for limit, name, key in rows:
            # what comes from the disk is not scaled
            scale = 1.0 if "cold" in limit else self._floor / FLOOR_S
            note = "milliseconds after the store was opened" if "cold" in limit else "milliseconds of processor time"
            yield from self._line(limit, name, found[key] * 1000, scale, f"{scale:.2f} ms", note)

    # --- the peers

    def _zcat(self, dataset: str) -> float:
        """Return the seconds of processor time of zcat over the files of *dataset*; the least of three."""
        names = sorted(str(path) for path in (self._folder / "2026-06-02" / dataset).glob("*.gz"))
        taken = []
        for _ in range(3):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(["zcat", *names], stdout=subprocess.DEVNULL, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return min(taken)

    def _two_processes(self) -> Iterator[ResultLine]:
        """Half of the files in a process: the longer of two, since both run at the same time."""
        half = self._job("filter_half_of_papers")
        note = "seconds of processor time of one of two processes"
        yield from self._line(
            "filter, two", "the same in two processes", half["cpu"], self._zcat("papers"), "zcat", note
        )

    def _duckdb(self, kept: dict[str, Any]) -> Iterator[ResultLine]:
        limit = LIMITS["duckdb"][self._place]
        if limit is None:
            return
        name = f"corpus of {self._papers:,}: papers of one field filtered"
        try:
            peer = self._job("duckdb")
        except subprocess.CalledProcessError:
            note = "DuckDB is not installed: pip install duckdb"
            yield ResultLine(name, round(kept["cpu"], 4), None, "DuckDB, one thread", None, limit, None, note)
            return
        assert peer["kept"] == kept["kept"], (peer, kept)
        yield compare(name, kept["cpu"], peer["cpu"], "DuckDB, one thread", limit, "seconds of processor time")

    # --- what the store costs and answers

    def _disk(self, built: dict[str, Any]) -> Iterator[ResultLine]:
        if "edge_bytes" not in built:
            return
        size = {name: self._bytes_of(name) for name in ("papers", "abstracts", "tldrs", "citations")}
        note = "bytes of the store and of the .gz lines"
        papers = float(size["papers"] + size["abstracts"] + size["tldrs"])
        yield from self._line("disk of papers", "disk of papers and texts", built["paper_bytes"], papers, ".gz", note)
        edges = float(size["citations"])
        yield from self._line("disk of edges", "disk of citations", built["edge_bytes"], edges, ".gz", note)

    def _bytes_of(self, dataset: str) -> int:
        return sum(path.stat().st_size for path in (self._folder / "2026-06-02" / dataset).glob("*.gz"))

    def _reading(self) -> Iterator[ResultLine]:
        found = self._job("look_ups")
        self._floor = found["floor"]
        name, note = "1,000 papers by id", "seconds of processor time"
        yield from self._line("thousand", name, found["thousand"], found["floor"], "unpacking and decoding alone", note)
        yield from self._times(
            found,
            ("look-up", "a paper by id, DOI, SHA, p99", "p99"),
            ("look-up, cold", "a paper by id, nothing in memory, p99", "cold_p99"),
            ("thousand, cold", "1,000 papers by id, nothing in memory", "thousand_cold"),
        )
        found = self._job("citations")
        citing = f"of {found['citing']:,} citing"
        yield from self._times(
            found,
            ("first", f"first 100 {citing}, whole rows", "first"),
            ("first, cold", f"first 100 {citing}, nothing in memory", "first_cold"),
            ("ids", f"all ids {citing}", "ids"),
            ("co-citation", "co-citation of 5 papers", "co_cited"),
            ("co-citation, top", "co-citation of the most cited paper", "co_cited_top"),
            ("subgraph", "citations between 2,000 papers", "subgraph"),
        )
        found = self._job("queries")
        yield from self._times(
            found,
            ("p50", "300 queries, the median", "p50"),
            ("p99", "300 queries, p99", "p99"),
            ("page, p50", "300 searches, first 100 papers, the median", "page_p50"),
            ("page, p99", "300 searches, first 100 papers, p99", "page_p99"),
        )
        note = "seconds of processor time; the six commonest words, any of them"
        yield from self._line("worst", "the worst query", found["worst"], found["plain"], "bm25 of all hits", note)

    def _window(self) -> Iterator[ResultLine]:
        """From Return to the first rows, without the network."""
        if LIMITS["window, p50"][self._place] is None:
            return
        found = json.loads(_python("-m", "tests.bench.corpus_window", str(self._folder / STORE)))
        searches = f"{found['searches']} searches in the window, first rows"
        yield from self._times(
            found, ("window, p50", f"{searches}, the median", "p50"), ("window, p99", f"{searches}, p99", "p99")
        )
        note = "milliseconds of the clock; of each search the least of several"
        yield from self._line("window, stall", "longest stall of a search", found["stall"] * 1000, 1.0, "1 ms", note)

    def _diffs(self) -> Iterator[ResultLine]:
        found = self._job("diff")
        for limit, name, key in (
            ("counts", "diff of counts, a row", "counts"),
            ("mixed", "diff of papers with titles and deletes, a row", "mixed"),
            ("edge rows", "diff of citations, a row", "edges"),
        ):
            scale = self._floor / FLOOR_S
            note = "microseconds of processor time"
            yield from self._line(limit, name, found[key], scale, f"{scale:.2f} us", note)

    def _vectors(self) -> Iterator[ResultLine]:
        if LIMITS["similar"][self._place] is None:
            return
        found = self._job("similar")
        note = f"seconds of processor time; recall {found['recall']:.1f} of 100; made in {found['made']:.0f} s"
        yield from self._line(
            "similar", "similar papers", found["quick"], found["exact"], "comparing all numbers", note
        )
        name = f"corpus of {self._papers:,}: similar papers that are missed"
        yield compare(name, 100 - found["recall"], 100 - LEAST_RECALL, "5 of 100", 1.0, "the first 100, mean of 20")

    def _job(self, name: str) -> dict[str, Any]:
        """Run a job of `corpus_jobs` in a process of its own."""
        found = json.loads(_python("-m", "tests.bench.corpus_jobs", name, str(self._folder)))
        assert isinstance(found, dict)
        return found


def _python(*arguments: str) -> bytes:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    ran = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True)
    if ran.returncode and b"duckdb" not in ran.stderr:
        sys.stderr.buffer.write(ran.stderr)
    ran.check_returncode()
    return ran.stdout


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.corpus", description=__doc__)
    parser.add_argument("--papers", type=int, nargs="+", default=list(SIZES), metavar="N")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="the folder of the data, of one size")
    options = parser.parse_args()
    if options.keep is not None and len(options.papers) != 1:
        parser.error("--keep needs one size")
    missed = False
    for line in lines(tuple(options.papers), options.keep):
        show(line)
        missed = missed or line.ok is False
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
