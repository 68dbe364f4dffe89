"""Writes the citation graph of the corpus, or of a selection of it, as GraphML, CSV or Parquet.

Abstracts and citing sentences are not written, because graphs are shared. All functions block.
"""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from scholar_desktop.corpus.store import CorpusStore, match_of
from scholar_desktop.corpus.stored_answers import SearchFilter, StoredPaper
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.csv_table import safe_cell
from scholar_desktop.formats.graphml import EDGE_KEYS, PAPER_KEYS, GraphmlWriter

if TYPE_CHECKING:
    import threading

GRAPHML, CSV, PARQUET = "graphml", "csv", "parquet"
GRAPH_FORMATS = (GRAPHML, CSV, PARQUET)
BATCH = 500
"""Papers that are read at once."""
PARQUET_ROWS = 50_000
"""Rows of a row group."""
_NODE_COLUMNS = ("id", *(name for name, _ in PAPER_KEYS))
_EDGE_COLUMNS = ("source", "target", *(name for name, _ in EDGE_KEYS))
_TYPES = {"id": "int64", "source": "int64", "target": "int64", "year": "int32", "citations": "int32"} | {
    "influential": "bool"
}

Progress = Callable[[str, int, int], object]
"""Gets `papers` or `citations`, the number of papers that are done in this step, and the number of all papers."""


class ExportCancelled(Exception):
    """The export was cancelled; no file was written."""


class GraphSelection(msgspec.Struct, frozen=True):
    """The papers of a graph. words: of the texts, empty for all; ids: CorpusIds of which a paper must be one, None for
    all."""

    words: str = ""
    limits: SearchFilter = SearchFilter()
    ids: frozenset[int] | None = None


class ExportedGraph(msgspec.Struct, frozen=True):
    """A written graph. files: their paths; edges: citations between two of the papers."""

    papers: int
    edges: int
    files: tuple[str, ...]


class _GraphWriter(Protocol):
    def node(self, row: Sequence[Any]) -> None: ...

    def edge(self, row: Sequence[Any]) -> None: ...

    def close(self) -> None: ...


def export_graph(
    store: CorpusStore,
    target: Path,
    format_: str,
    selection: GraphSelection,
    progress: Progress = lambda _step, _done, _all: None,
    stop: threading.Event | None = None,
) -> ExportedGraph:
    """Write the papers of *selection* and the citations between them.

    Args:
        target: the file for GRAPHML; for CSV and PARQUET the folder of `nodes` and `edges`.
        stop: ends the export when it is set.

    Raises:
        UsageError: no paper is selected, or pyarrow is missing. ExportCancelled: *stop* was set. OSError.
        Nothing is left behind then, and files of the same names are as before.
    """
    papers = _selected(store, selection)
    if not papers:
        raise UsageError(Message("No papers of the corpus match."))
    suffix = {CSV: ".csv", PARQUET: ".parquet"}.get(format_)
    files = [target] if suffix is None else [target / f"{name}{suffix}" for name in ("nodes", "edges")]
    files[0].parent.mkdir(parents=True, exist_ok=True)
    parts = [file.with_name(f"{file.name}.part") for file in files]
    try:
        with contextlib.ExitStack() as opened:
            writer = _writer(format_, parts)
            opened.callback(writer.close)
            for row in _nodes(store, papers, progress, stop):
                writer.node(row)
            edges = 0
            for row in _edges(store, papers, progress, stop):
                writer.edge(row)
                edges += 1
        for part, file in zip(parts, files, strict=True):
            part.replace(file)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    return ExportedGraph(len(papers), edges, tuple(map(str, files)))


def _selected(store: CorpusStore, selection: GraphSelection) -> list[int]:
    limits = selection.limits
    if selection.ids is not None and not selection.words and limits == SearchFilter():
        return sorted(store.facts(sorted(selection.ids)))
    found = store.search(match_of(selection.words), limits, sort="citations", limit=-1).ids
    return sorted(found if selection.ids is None else selection.ids & set(found))


def _batches(papers: list[int], step: str, progress: Progress, stop: threading.Event | None) -> Iterator[list[int]]:
    for first in range(0, len(papers), BATCH):
        if stop is not None and stop.is_set():
            raise ExportCancelled
        yield papers[first : first + BATCH]
        progress(step, min(first + BATCH, len(papers)), len(papers))


def _nodes(
    store: CorpusStore, papers: list[int], progress: Progress, stop: threading.Event | None
) -> Iterator[tuple[Any, ...]]:
    for batch in _batches(papers, "papers", progress, stop):
        for paper in store.papers(batch, with_texts=False, strict=True).values():
            yield _node(paper)


def _node(paper: StoredPaper) -> tuple[Any, ...]:
    row = paper.row
    names = "; ".join(name for each in row.get("authors") or () if (name := each.get("name")))
    venue = row.get("venue") or (row.get("journal") or {}).get("name")
    fields = dict.fromkeys(each["category"] for each in row.get("s2fieldsofstudy") or ())
    doi = ((row.get("externalids") or {}).get("DOI") or "").lower()
    facts = (row.get("title"), names, row.get("year"), venue, doi, row.get("citationcount"), "; ".join(fields))
    return paper.corpus_id, *(None if fact == "" else fact for fact in facts)


def _edges(
    store: CorpusStore, papers: list[int], progress: Progress, stop: threading.Event | None
) -> Iterator[tuple[Any, ...]]:
    wanted = set(papers)
    for batch in _batches(papers, "citations", progress, stop):
        for citing, cited, influential, intents in store.links(batch, wanted):
            yield citing, cited, influential, " ".join(intents) or None


def _writer(format_: str, files: list[Path]) -> _GraphWriter:
    if format_ == GRAPHML:
        return _GraphmlFile(files[0])
    return _CsvFiles(files) if format_ == CSV else _ParquetFiles(files)


class _GraphmlFile:
    def __init__(self, file: Path) -> None:
        self._file = file.open("w", encoding="utf-8", newline="\n")
        self._writer = GraphmlWriter(self._file.write)

    def node(self, row: Sequence[Any]) -> None:
        self._writer.node(str(row[0]), dict(zip(_NODE_COLUMNS[1:], row[1:], strict=True)))

    def edge(self, row: Sequence[Any]) -> None:
        self._writer.edge(str(row[0]), str(row[1]), dict(zip(_EDGE_COLUMNS[2:], row[2:], strict=True)))

    def close(self) -> None:
        self._writer.end()
        self._file.close()


class _CsvFiles:
    def __init__(self, files: list[Path]) -> None:
        self._files = [file.open("w", encoding="utf-8", newline="") for file in files]
        self._nodes, self._edges = (csv.writer(file, lineterminator="\n") for file in self._files)
        self._nodes.writerow(_NODE_COLUMNS)
        self._edges.writerow(_EDGE_COLUMNS)

    def node(self, row: Sequence[Any]) -> None:
        self._nodes.writerow(map(safe_cell, row))

    def edge(self, row: Sequence[Any]) -> None:
        self._edges.writerow(map(safe_cell, row))

    def close(self) -> None:
        for file in self._files:
            file.close()


class _ParquetFiles:
    def __init__(self, files: list[Path]) -> None:
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError as error:
            raise UsageError(
                Message("Parquet files need pyarrow, which is not installed."),
                hint=Message("Install it with pip install pyarrow, or use --format csv."),
            ) from error
        self._arrow = pyarrow
        self._rows: tuple[list[Sequence[Any]], list[Sequence[Any]]] = ([], [])
        columns = (_NODE_COLUMNS, _EDGE_COLUMNS)
        self._schemas = [
            pyarrow.schema([(name, pyarrow.type_for_alias(_TYPES.get(name, "string"))) for name in names])
            for names in columns
        ]
        self._files = [
            pyarrow.parquet.ParquetWriter(file, schema, compression="zstd")
            for file, schema in zip(files, self._schemas, strict=True)
        ]

    def node(self, row: Sequence[Any]) -> None:
        self._add(0, row)

    def edge(self, row: Sequence[Any]) -> None:
        self._add(1, row)

    def _add(self, place: int, row: Sequence[Any]) -> None:
        self._rows[place].append(row)
        if len(self._rows[place]) >= PARQUET_ROWS:
            self._flush(place)

    def _flush(self, place: int) -> None:
        schema, rows = self._schemas[place], self._rows[place]
        if rows:
            arrays = [self._arrow.array(column, type_.type) for column, type_ in zip(zip(*rows), schema, strict=True)]  # noqa: B905
            self._files[place].write_table(self._arrow.Table.from_arrays(arrays, schema=schema))
            rows.clear()

    def close(self) -> None:
        for place, file in enumerate(self._files):
            self._flush(place)
            file.close()
