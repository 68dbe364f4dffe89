"""Runs the Spark job on local[2] over generated releases, and compares the lines with those of the desktop.

`python -m tests.corpus.spark_comparison PYTHON` with the Python of an environment that has pyspark; `make spark-test`.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from scholar_desktop.corpus.build import Builder
from scholar_desktop.corpus.citing_sentences import read_edges
from scholar_desktop.corpus.diff import DiffWriter
from scholar_desktop.corpus.line_filter import lines_of, open_lines
from scholar_desktop.corpus.packed_rows import RowPacker
from scholar_desktop.corpus.paper_counts import paper_lines
from scholar_desktop.demo.datasets.generated_releases import GeneratedReleases, Sizes, release_name
from scholar_desktop.domain.corpus.rule import CorpusRule
from scholar_desktop.services.corpus.offline_corpus import OfflineCorpus

ROOT = Path(__file__).parents[2]
DATASETS = ("papers", "abstracts", "citations", "s2orc")
RULES = {
    "field": (CorpusRule(fields=("Computer Science",)), ["--field", "Computer Science"]),
    "ends": (
        CorpusRule(fields=("Physics", "Law"), first_year=2000, last_year=2024, min_citations=2, edges="one"),
        ["--field", "Physics,Law", "--year", "2000-2024", "--min-citations", "2", "--edges", "one"],
    ),
    "all": (CorpusRule(), []),
}
COMPARED = {"field": DATASETS, "ends": ("papers", "citations"), "all": ("citations",)}
"""By rule, the datasets that are filtered; where the papers are among them, the diff is applied too."""
_JOBS = """
import json, sys
from scholar_desktop.corpus import spark
for job in json.load(sys.stdin):
    code = spark.main([*job, "--master", "local[2]"])
    if code:
        sys.exit(code)
"""


def main(python: str) -> int:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        GeneratedReleases(Sizes(3000, 30_000, releases=2, seed=5, vectors=30, texts=600)).write(folder / "releases")
        old, step = folder / "releases" / release_name(0), f"{release_name(0)}-to-{release_name(1)}"
        _damage(old)
        jobs = [
            [
                command,
                "--input",
                *inputs,
                "--dataset",
                dataset,
                *options,
                "--to",
                str(folder / "spark" / name / command),
            ]
            for name, (_, options) in RULES.items()
            for command, inputs in (
                ("filter", [str(old)]),
                ("diff", [str(folder / "spark" / name / "filter"), str(folder / "releases" / step)]),
            )
            for dataset in COMPARED[name]
            if command == "filter" or "papers" in COMPARED[name]
        ]
        jobs[0] += ["--parquet", str(folder / "parquet")]
        # compiling costs more than these few rows
        quick = "--driver-java-options -XX:TieredStopAtLevel=1 --conf spark.sql.codegen.wholeStage=false"
        submit = f"{quick} --conf spark.sql.shuffle.partitions=2 --conf spark.ui.enabled=false pyspark-shell"
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_SUBMIT_ARGS": submit,
        }
        ran = subprocess.run(
            [python, "-c", _JOBS], input=json.dumps(jobs), text=True, capture_output=True, env=environment, timeout=1500
        )
        if ran.returncode:
            sys.stderr.write(ran.stderr[-4000:])
            return 1
        counts = dict(zip((_name_of(job) for job in jobs), map(json.loads, ran.stdout.splitlines()), strict=True))
        for name, (rule, _) in RULES.items():
            _compare_filter(folder, name, rule, old, counts)
            if "papers" in COMPARED[name]:
                _compare_diff(folder, name, rule, step)
        assert list((folder / "parquet" / "papers").glob("*.parquet")), "no Parquet was written"
    sys.stdout.write(f"make spark-test: {len(jobs)} jobs wrote the same lines as the desktop\n")
    return 0


def _name_of(job: list[str]) -> str:
    return f"{Path(job[job.index('--to') + 1]).parent.name} {job[0]} {job[job.index('--dataset') + 1]}"


def _damage(release: Path) -> None:
    """Add damaged lines to the papers, two unknown forms of a full text, and a second export of some citations."""
    # of a paper that the rule keeps: the desktop reads the texts of others no further than their keys
    wanted = {
        row["corpusid"]
        for row in map(json.loads, lines_in(release / "papers"))
        if any(each["category"] == "Computer Science" for each in row["s2fieldsofstudy"] or ())
    }
    texts = [json.loads(line)["corpusid"] for line in lines_in(release / "s2orc")]
    paper = next(key for key in texts if key in wanted)
    with gzip.open(release / "papers" / "part-90000.gz", "wb") as file:
        file.write(b'{"corpusid": 12, "year": "no nu\n\n')
        file.write(
            b"".join(
                b'{"corpusid": %d, "s2fieldsofstudy": [{"category": "Computer Science"}]}\n' % number
                for number in (-3, 2**40)
            )
        )
    with gzip.open(release / "s2orc" / "part-90000.gz", "wb") as file:
        file.write(b'{"corpusid": %d, "fulltext": "New."}\n{"corpusid": %d, "content": ["New."]}\n' % (paper, paper))
    first = sorted((release / "citations").glob("*.gz"))[0]
    with gzip.open(release / "citations" / "part-90000.gz", "wb") as file:
        file.write(b"\n".join(gzip.decompress(first.read_bytes()).splitlines()[:500]) + b"\n")


def lines_in(folder: Path) -> Iterator[bytes]:
    for file in sorted(folder.glob("*.gz")):
        with open_lines(file) as stream:
            for lines in lines_of(stream):
                yield from lines


def _compare_filter(folder: Path, name: str, rule: CorpusRule, old: Path, counts: dict[str, Any]) -> None:
    to = folder / "desktop" / name
    for dataset in COMPARED[name]:
        corpus = OfflineCorpus(lambda: folder)
        found = asyncio.run(corpus.filter([old], dataset, rule, to=to))
        ours, theirs = list(lines_in(to / dataset)), list(lines_in(folder / "spark" / name / "filter" / dataset))
        assert set(ours) == set(theirs), f"{name}: {len(set(ours) ^ set(theirs))} lines of {dataset} differ"
        assert ours, f"{name}: no lines of {dataset} were kept"
        assert len(theirs) == len(set(ours)), f"{name}: lines of {dataset} were written twice"
        counted = counts[f"{name} filter {dataset}"]
        assert counted == {"read": found.read, "kept": len(theirs), "bad": found.bad}, counted
    about = json.loads((folder / "spark" / name / "filter" / "about.json").read_bytes())
    assert about["release"] == release_name(0)
    assert about["datasets"] == list(COMPARED[name])
    assert msgspec.convert(about["rule"], CorpusRule) == rule


def _compare_diff(folder: Path, name: str, rule: CorpusRule, step: str) -> None:
    """Compare the store that the desktop's diff changed with one that is built from the lines of the job."""
    updated, built = folder / f"{name}-1.sqlite", folder / f"{name}-2.sqlite"
    Builder([folder / "desktop" / name]).build(updated, {f"release.{each}": release_name(0) for each in COMPARED[name]})
    before = _rows(updated)
    writer = DiffWriter(updated, rule)
    writer.apply(folder / "releases" / step, release_name(0), release_name(1), COMPARED[name])
    writer.close()
    Builder([folder / "spark" / name / "diff"]).build(built, {})
    ours, theirs = _rows(updated), _rows(built)
    for table in ours:
        assert ours[table] != before[table], f"{name}: the diff changes no row of {table}"
        assert ours[table] == theirs[table], f"{name}: {len(ours[table] ^ theirs[table])} rows of {table} differ"


def _rows(store: Path) -> dict[str, set[tuple[Any, ...]]]:
    """Return the lines of papers and abstracts, the full texts, and the citations with their sentences."""
    connection = sqlite3.connect(store)
    packers = {table: RowPacker(dictionary) for table, dictionary in connection.execute("SELECT k, d FROM dict")}
    found: dict[str, set[tuple[Any, ...]]] = {
        table: {(packers[table].unpack(row),) for (row,) in connection.execute(f"SELECT row FROM {table}")}
        for table in ("abstract", "full_text")
        if table in packers
    }
    found["paper"] = {(line,) for _, line in paper_lines(connection)}
    found["edge"] = set(read_edges(connection))
    connection.close()
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
