"""The parts of the benchmark of the corpus that run in processes of their own: `python -m tests.bench.corpus_jobs`.

JOB FOLDER: prints JSON with the seconds of processor time (`cpu`, without the start of the process), the largest memory
in MB (`peak`), and what the job found.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.bench.report import memory_mb

FIELD = "Physics"
"""A field with some 6 percent of the generated papers."""
STEP = ("2026-06-02", "2026-06-09")
STORE = "corpus-0001.sqlite"


def files(folder: Path, dataset: str) -> list[Path]:
    return sorted((folder / STEP[0] / dataset).glob("*.gz"))


def filter_papers(folder: Path) -> Iterator[dict[str, Any]]:
    """Keep the papers of one field."""
    from scholar_desktop.corpus.line_filter import PaperTest
    from scholar_desktop.domain.corpus.rule import CorpusRule

    yield {}
    yield {"kept": _filter(folder, "papers", PaperTest(CorpusRule(fields=(FIELD,))))}


def filter_half_of_papers(folder: Path) -> Iterator[dict[str, Any]]:
    """Keep the papers of one field in every second file."""
    from scholar_desktop.corpus.line_filter import PaperTest
    from scholar_desktop.domain.corpus.rule import CorpusRule

    yield {}
    yield {"kept": _filter(folder, "papers", PaperTest(CorpusRule(fields=(FIELD,))), every=2, to="half")}


def filter_citations(folder: Path) -> Iterator[dict[str, Any]]:
    """Keep the citations between the papers that `filter_papers` kept."""
    from scholar_desktop.corpus.line_filter import CitationTest

    papers = _kept_papers(folder).ids()
    yield {}
    yield {"kept": _filter(folder, "citations", CitationTest(papers, "both"))}


def filter_and_build(folder: Path) -> Iterator[dict[str, Any]]:
    """Filter four datasets by one field, and build the store of what was kept."""
    from scholar_desktop.corpus.build import Builder
    from scholar_desktop.corpus.line_filter import PaperTest
    from scholar_desktop.domain.corpus.rule import CorpusRule

    yield {}
    kept = _filter(folder, "papers", PaperTest(CorpusRule(fields=(FIELD,))), to="four")
    papers = _kept_papers(folder, "four")
    for dataset in ("abstracts", "tldrs", "citations"):
        _filter(folder, dataset, papers.test(dataset, "both"), to="four")
    counts = Builder([folder / "four"]).build(folder / "four" / STORE, {})
    yield {"kept": kept, "edges": counts.edges}


def build(folder: Path) -> Iterator[dict[str, Any]]:
    """Build the store of everything."""
    from scholar_desktop.corpus.build import Builder

    sources = folder / "all"
    sources.mkdir(exist_ok=True)
    for dataset in ("papers", "abstracts", "tldrs", "citations"):
        if not (sources / dataset).exists():
            (sources / dataset).symlink_to(folder / STEP[0] / dataset)
    path = folder / STORE
    facts = {f"release.{name}": STEP[0] for name in ("papers", "citations")}
    yield {}
    counts = Builder([sources]).build(path, facts)
    yield {"papers": counts.papers, "edges": counts.edges, "bytes": path.stat().st_size, **_sizes(path)}


def look_ups(folder: Path) -> Iterator[dict[str, Any]]:
    """Papers by identifiers, one and a thousand at a time; seconds of this thread's processor time."""
    store, dice = _open(folder), random.Random(3)
    papers = _sample(store, 2000, dice)
    rows = store.papers(papers)
    named = [
        ("corpus", str(key), row.row["externalids"]["DOI"], row.row["url"].rpartition("/")[2])
        for key, row in rows.items()
    ]
    yield {}
    single = [
        _cpu(lambda scheme=scheme, value=value: store.papers([store.resolve(scheme, value) or 0]))
        for _, key, doi, sha in named[:700]
        for scheme, value in (("corpus", key), ("doi", (doi or "").lower()), ("s2", sha))
        if value
    ]
    thousand = papers[:1000]
    yield {
        "p99": _percentile(single, 99),
        "cold_p99": _percentile([_cold(folder, lambda s, key=key: s.papers([key])) for key in papers[:60]], 99),
        "thousand": min(_cpu(lambda: store.papers(thousand)) for _ in range(5)),
        "thousand_cold": min(_cold(folder, lambda s: s.papers(thousand)) for _ in range(3)),
        "floor": min(_cpu(lambda: _only_unpacked(store, thousand)) for _ in range(5)),
    }


def citations(folder: Path) -> Iterator[dict[str, Any]]:
    """The citations of the most cited paper, co-citation and a subgraph; seconds of processor time."""
    store, dice = _open(folder), random.Random(4)
    connection = store._connection
    ranked = connection.execute("SELECT cited, count(*) n FROM edge WHERE cited > 0 GROUP BY 1 ORDER BY n DESC")
    cited = ranked.fetchall()
    top, citing = cited[0]
    ordinary = [min(cited, key=lambda row: abs(row[1] - wanted))[0] for wanted in (1400, 800, 400, 250, 135)]
    some = _sample(store, 2000, dice)
    yield {}
    yield {
        "citing": citing,
        "first": min(_cpu(lambda: store.edges(top, cited_by=True, limit=100)) for _ in range(3)),
        "first_cold": min(_cold(folder, lambda s: s.edges(top, cited_by=True, limit=100)) for _ in range(3)),
        "ids": min(_cpu(lambda: store.citing_ids(top)) for _ in range(3)),
        "co_cited": min(_cpu(lambda: store.co_cited(ordinary)) for _ in range(3)),
        "co_cited_top": min(_cpu(lambda: store.co_cited([top])) for _ in range(2)),
        "subgraph": min(_cpu(lambda: store.subgraph(some)) for _ in range(3)),
    }


def queries(folder: Path) -> Iterator[dict[str, Any]]:
    """300 queries of 1 to 3 words as often as they occur, and the worst one; seconds of processor time."""
    from scholar_desktop.corpus.store import match_of
    from scholar_desktop.domain.search.query_parser import parse
    from scholar_desktop.services.corpus.corpus_papers import read_page
    from scholar_desktop.services.corpus.corpus_query import corpus_query

    store, dice = _open(folder), random.Random(5)
    titles = " ".join(paper.row["title"] for paper in store.papers(_sample(store, 500, dice)).values()).lower().split()
    asked = [" ".join(dice.choices(titles, k=dice.randint(1, 3))) for _ in range(300)]
    common = sorted(set(titles), key=lambda word: -titles.count(word))[:6]
    worst = " OR ".join(f'"{word}"' for word in common)
    plain = "SELECT rowid FROM fts WHERE fts MATCH ? ORDER BY rank LIMIT 100"
    yield {}
    taken = [_cpu(lambda words=words: store.search(match_of(words))) for words in asked]
    pages = [_cpu(lambda words=words: read_page(store, corpus_query(parse(words)), 100)) for words in asked]
    yield {
        "p50": _percentile(taken, 50),
        "p99": _percentile(taken, 99),
        "page_p50": _percentile(pages, 50),
        "page_p99": _percentile(pages, 99),
        "worst": min(_cpu(lambda: store.search(worst)) for _ in range(3)),
        "plain": min(_cpu(lambda: store._connection.execute(plain, (worst,)).fetchall()) for _ in range(2)),
    }


def diff(folder: Path) -> Iterator[dict[str, Any]]:
    """Three diffs: counts of papers; titles and deletes of papers; citations. Microseconds of processor time a row."""
    from scholar_desktop.corpus.diff import DiffWriter
    from scholar_desktop.domain.corpus.rule import CorpusRule

    papers, edges = _lines(folder, "papers", 20_000), _lines(folder, "citations", 20_000)
    steps = {
        "counts": ("papers", [{**row, "citationcount": row["citationcount"] + 1} for row in papers], []),
        "mixed": (
            "papers",
            [{**row, "title": f"{row['title']} again"} if at % 12 == 0 else row for at, row in enumerate(papers)],
            [{"corpusid": row["corpusid"]} for row in papers[::4]],
        ),
        "edges": ("citations", [{**row, "isinfluential": not row["isinfluential"]} for row in edges], []),
    }
    for name, (dataset, updates, deletes) in steps.items():
        for part, rows in (("update", updates), ("delete", deletes)):
            to = folder / "steps" / name / dataset / part
            to.mkdir(parents=True, exist_ok=True)
            # in the form of the lines of the release
            lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
            (to / "part.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    found: dict[str, Any] = {}
    yield {}
    for name, (dataset, updates, deletes) in steps.items():
        writer = DiffWriter(folder / STORE, CorpusRule())
        before, at = time.process_time(), time.perf_counter()
        writer.apply(folder / "steps" / name, *STEP, [dataset])
        found[name] = (time.process_time() - before) / (len(updates) + len(deletes)) * 1e6
        found[f"{name}_seconds"] = time.perf_counter() - at
        writer.close()
        with sqlite3.connect(folder / STORE) as connection:
            connection.execute("UPDATE about SET value = ? WHERE key = ?", (STEP[0], f"release.{dataset}"))
        connection.close()
    yield found


def similar(folder: Path) -> Iterator[dict[str, Any]]:
    """Similar papers by signs, and by all numbers; seconds of processor time."""
    import numpy as np

    from scholar_desktop.corpus.vectors import VectorBuilder, Vectors

    store = _open(folder)
    ids = np.array([key for (key,) in store._connection.execute("SELECT id FROM paper")], np.int64)
    rng = np.random.default_rng(7)
    basis, groups = rng.standard_normal((48, 768)), rng.standard_normal((500, 48))
    base = folder / "vectors-9001"
    builder = VectorBuilder(base)
    before = time.process_time()
    for first in range(0, len(ids), 5000):
        part = ids[first : first + 5000]
        points = groups[rng.integers(0, 500, len(part))] + 0.6 * rng.standard_normal((len(part), 48))
        rows = points @ basis / 7 + 0.3 * rng.standard_normal((len(part), 768))
        builder.add(part, rows.astype(np.float32))
    builder.finish()
    made = time.process_time() - before
    vectors = Vectors(base)
    wanted = random.Random(8).sample(ids.tolist(), 12)
    yield {}
    quick = [_process_cpu(lambda key=key: vectors.similar([key])) for key in wanted]
    vectors.is_exact = True
    exact = [_process_cpu(lambda key=key: vectors.similar([key])) for key in wanted]
    size = sum(path.stat().st_size for path in folder.glob("vectors-9001.*"))
    yield {"quick": min(quick), "exact": min(exact), "recall": vectors.recall_at_build, "bytes": size, "made": made}


def duckdb(folder: Path) -> Iterator[dict[str, Any]]:
    """The filter of `filter_papers` by DuckDB with one thread."""
    import duckdb as peer

    connection = peer.connect(config={"threads": 1})
    yield {}
    query = (
        "COPY (SELECT json FROM read_json(?, format='newline_delimited', records=false, columns={json: 'JSON'}) "
        f"WHERE list_contains(json_extract_string(json, '$.s2fieldsofstudy[*].category'), '{FIELD}')) "
        f"TO '{folder / 'duckdb.csv'}' (HEADER false)"
    )
    [(kept,)] = connection.execute(query, [[str(file) for file in files(folder, "papers")]]).fetchall()
    yield {"kept": kept}


# --- shared parts


def _filter(folder: Path, dataset: str, test: Any, *, every: int = 1, to: str = "kept") -> int:
    from scholar_desktop.corpus.line_filter import filter_file, open_lines

    kept = 0
    for file in files(folder, dataset)[::every]:
        with open_lines(file) as stream:
            target = folder / to / dataset / file.name
            kept += filter_file(stream, test, target, "rule", aside=folder / "aside" / file.name).kept
    return kept


def _kept_papers(folder: Path, name: str = "kept") -> Any:
    from scholar_desktop.corpus.line_filter import KeptPapers, lines_of, open_lines

    found = KeptPapers()
    for file in sorted((folder / name / "papers").glob("*.gz")):
        with open_lines(file) as stream:
            for lines in lines_of(stream):
                found.add_lines(lines)
    return found


def _open(folder: Path) -> Any:
    from scholar_desktop.corpus.store import CorpusStore

    return CorpusStore(folder / STORE)


def _lines(folder: Path, dataset: str, count: int) -> list[dict[str, Any]]:
    with gzip.open(files(folder, dataset)[0]) as file:
        return [json.loads(line) for _, line in zip(range(count), file, strict=False)]


def _sample(store: Any, count: int, dice: random.Random) -> list[int]:
    ids = [key for (key,) in store._connection.execute("SELECT id FROM paper")]
    return dice.sample(ids, min(count, len(ids)))


def _only_unpacked(store: Any, ids: Sequence[int]) -> int:
    """Read, unpack and decode the rows as the store does, with nothing around it."""
    import zlib

    import msgspec

    decode = msgspec.json.Decoder(dict[str, Any]).decode
    done = 0
    for table in ("paper", "abstract", "tldr"):
        [(dictionary,)] = store._connection.execute("SELECT d FROM dict WHERE k = ?", (table,))
        unpacker = zlib.decompressobj(-15, zdict=dictionary)
        marks = ",".join("?" * len(ids))
        for (packed,) in store._connection.execute(f"SELECT row FROM {table} WHERE id IN ({marks})", ids):
            decode(unpacker.copy().decompress(packed))
            done += 1
    return done


def _sizes(path: Path) -> dict[str, int]:
    """Return the bytes of the citations in the store, and of the rest."""
    with sqlite3.connect(path) as connection:
        query = "SELECT sum(pgsize) FROM dbstat WHERE name IN ('edge', 'refs', 'bycid', 'sentences')"
        try:
            [(edges,)] = connection.execute(query).fetchall()
        except sqlite3.OperationalError:
            return {}  # this SQLite has no dbstat
    connection.close()
    return {"edge_bytes": edges, "paper_bytes": path.stat().st_size - edges}


def _cpu(work: Callable[[], object]) -> float:
    before = time.thread_time()
    work()
    return time.thread_time() - before


def _process_cpu(work: Callable[[], object]) -> float:
    """Numpy may use several threads."""
    before = time.process_time()
    work()
    return time.process_time() - before


def _cold(folder: Path, work: Callable[[Any], object]) -> float:
    """Seconds of *work* in a store that is opened for it, none of whose pages are in memory."""
    descriptor = os.open(folder / STORE, os.O_RDONLY)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)
    store = _open(folder)
    before = time.perf_counter()
    work(store)
    taken = time.perf_counter() - before
    store.close()
    return taken


def _percentile(values: list[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


JOBS: dict[str, Callable[[Path], Iterator[dict[str, Any]]]] = {
    job.__name__: job
    for job in (
        *(filter_papers, filter_half_of_papers, filter_citations, filter_and_build, build, look_ups, citations),
        *(queries, diff, similar, duckdb),
    )
}
"""Each yields once when it is ready to be measured, and then what it found."""


def main(name: str, folder: Path) -> None:
    job = JOBS[name](folder)
    next(job)
    before, at = time.process_time(), time.perf_counter()
    found = next(job)
    found |= {"cpu": time.process_time() - before, "wall": time.perf_counter() - at}
    found["peak"] = memory_mb("VmHWM")
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
