"""The offline corpus: filters local files of the bulk datasets, builds the store, compares it, and removes it.

All work on files is done in a thread; a cancelled task ends it at the next chunk.
"""

from __future__ import annotations

import contextlib
import errno
import re
import shutil
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.corpus.corpus_folder import CorpusFolder, read_about
from scholar_desktop.domain.corpus.dataset_rows import ROW_TYPES
from scholar_desktop.domain.corpus.rule import FULL_TEXT, CorpusRule
from scholar_desktop.domain.errors import BadAnswer, DiskError, NotFound, UsageError
from scholar_desktop.domain.source import CORPUS
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.sizes import size_text
from scholar_desktop.net.threads import run_to_end
from scholar_desktop.services.corpus.corpus_claim import LOCK, claimed
from scholar_desktop.services.corpus.corpus_reader import no_corpus, unreadable
from scholar_desktop.services.corpus.local_filter import FilteredFiles, check_stop, damaged_lines, filter_files

if TYPE_CHECKING:
    from scholar_desktop.corpus.diff import StepChanges
    from scholar_desktop.corpus.store import CorpusStore
    from scholar_desktop.corpus.stored_answers import SearchFilter
    from scholar_desktop.domain.identifiers.identifiers import Identifier
    from scholar_desktop.services.corpus.graph_export import ExportedGraph

T = TypeVar("T")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_COUNTED = {
    "papers": "papers",
    "abstracts": "abstracts",
    "tldrs": "tldrs",
    "authors": "authors",
    "citations": "edges",
    "embeddings-specter_v2": "embeddings",
}
"""Datasets, and the facts of the store with their numbers of rows."""
_TEXTS = "texts"
"""The fact with the number of full texts; only in a store that has them."""
_BUILD, _UPDATE = "build", "update"
"""The folders of the lines that a build and an update could not read, among those that were not kept."""
_REMOVED = "removed-"
"""The start of the names of folders that are being deleted."""


class CorpusFacts(msgspec.Struct, frozen=True):
    """What the corpus in use holds.

    datasets: numbers of rows; lacking: papers that miss rows; bytes: of the store and the kept lines; kept: the names
    of all its datasets; bad: lines that could not be read when it was built and updated.
    """

    release: str | None
    rule: CorpusRule
    papers: int
    edges: int
    datasets: dict[str, int]
    lacking: int
    bytes: int
    path: str
    kept: tuple[str, ...] = ()
    bad: int = 0


class StoreDifference(msgspec.Struct, frozen=True):
    """One table that differs from a fresh build. missing, surplus, changed: numbers of rows; keys: the first ones."""

    table: str
    missing: int
    surplus: int
    changed: int
    keys: tuple[str, ...]


class OfflineCorpus:
    """The corpus in the folder `corpus` of the library folder.

    Args:
        data_dir: returns the library folder.
    """

    def __init__(self, data_dir: Callable[[], Path]) -> None:
        self._data_dir = data_dir

    @property
    def folder(self) -> CorpusFolder:
        """The folder of the corpus."""
        return CorpusFolder(self._data_dir() / "corpus")

    async def filter(
        self,
        sources: Sequence[Path],
        dataset: str,
        rule: CorpusRule,
        *,
        to: Path | None = None,
        write: Callable[[bytes], object] = lambda _lines: None,
    ) -> FilteredFiles:
        """Keep the lines of local files that satisfy the rule.

        Args:
            sources: .jsonl and .gz files, or folders of them, or folders with one folder for each dataset.
            to: the folder that gets `<dataset>/<file>.gz`; None: *write* gets the lines.

        Raises:
            UsageError: a source is missing, the dataset is unknown, or the papers of the rule are not known.
            BadAnswer: the files do not have the form of the dataset.
            DiskError: a file cannot be read or written.
        """
        if dataset not in ROW_TYPES:
            raise UsageError(
                Message("There is no dataset {dataset}.", dataset=dataset),
                hint=Message("Available datasets: {names}.", names=", ".join(sorted(ROW_TYPES))),
            )
        return await self._in_thread(lambda stop: filter_files(sources, dataset, rule, to, write, stop))

    async def build(
        self, sources: Sequence[Path], rule: CorpusRule | None, on_progress: Callable[[str, int], None]
    ) -> tuple[CorpusFacts, float]:
        """Build a new store from lines, and use it. Returns its facts, and the seconds that the build took.

        Args:
            sources: folders with one folder of lines for each dataset; empty for the kept lines of the corpus: those of
                its newest release, and the diffs that were applied since. The lines of older releases are deleted
                then.
            on_progress: gets a step and the number of rows done in it, in the thread of the work.

        Raises:
            UsageError: there are no lines.
            BadAnswer: a line is damaged. DiskError: the disk is full, a file cannot be read, or another process changes
                the corpus.
        """
        folder = self.folder
        async with claimed(folder):
            return await self._in_thread(lambda stop: _build(folder, sources, rule, on_progress, stop))

    async def resolve(self, identifiers: Sequence[Identifier]) -> list[int]:
        """Return the CorpusIds of papers of the corpus in use. Raises NotFound for one that is not in it, else as
        `info`."""
        return await self._in_thread(lambda _stop: _resolve(self.folder, identifiers))

    async def datasets(self) -> dict[str, str]:
        """Return the datasets of the corpus in use whose diffs can be applied, each with its release. Raises as
        `info`."""
        return await self._in_thread(lambda _stop: _datasets(self.folder))

    async def apply_step(self, rule: CorpusRule, lines: Path, start: str, end: str) -> StepChanges:
        """Apply one diff to the store in use, in one transaction; readers continue. The caller holds the claim.

        Args:
            lines: the folder of its kept lines.
            start: the release of the store.
            end: the release that the diff leads to.

        Raises:
            DiskError: the disk is full or would be, or the store cannot be changed. Nothing was changed then.
            BadAnswer: too many lines of a file cannot be read, or the store is of another release.
        """
        return await self._in_thread(lambda _stop: _apply(self.folder, rule, lines, start, end))

    async def info(self) -> CorpusFacts:
        """Return the facts of the corpus in use. Raises NotFound if there is none, DiskError if it cannot be read."""
        return await self._in_thread(lambda _stop: _facts(self.folder))

    async def unbuilt(self) -> str | None:
        """Return the newest whole release of kept lines, if the corpus in use was not built from it; else None."""
        return await self._in_thread(lambda _stop: _unbuilt(self.folder))

    async def verify(self, against: Path | None) -> tuple[StoreDifference, ...]:
        """Compare the store with one that is built from the lines in *against*; None for the kept lines of the corpus,
        as in `build`. Raises as `build` and `info`."""
        return await self._in_thread(lambda stop: _verify(self.folder, against, stop))

    async def export_graph(
        self,
        target: Path,
        format_: str,
        *,
        words: str = "",
        limits: SearchFilter | None = None,
        ids: Collection[str] | None = None,
        on_progress: Callable[[str, int, int], object] = lambda _step, _done, _papers: None,
    ) -> ExportedGraph:
        """Write the citation graph of the corpus, or of a selection of it.

        Args:
            target: the file for GraphML; the folder of `nodes` and `edges` for CSV and Parquet.
            words: papers with these words in their texts.
            ids: only these papers: CorpusIds, SHAs, `doi:...`, as in a rule.
            on_progress: gets `papers` or `citations`, how many papers are done in this step, and their number; in the
                thread of the work. A cancelled task leaves no file behind.

        Raises:
            NotFound: there is no corpus. UsageError: no paper is selected, or pyarrow is missing.
            DiskError: the store cannot be read, or the files cannot be written.
        """
        return await self._in_thread(
            lambda stop: _export(self.folder, target, format_, words, limits, ids, on_progress, stop)
        )

    async def remove(self, *, keep_lines: bool) -> int:
        """Delete the corpus. Returns the number of bytes that were freed. The record of the accepted terms is kept.

        Raises:
            NotFound: there is no corpus.
            DiskError: the files cannot be deleted, or another process changes the corpus.
        """
        folder = self.folder
        if not await self._in_thread(lambda _stop: _has_corpus(folder)):
            raise no_corpus()
        async with claimed(folder):
            freed = await self._in_thread(lambda _stop: _remove(folder, keep_lines))
        with contextlib.suppress(OSError):  # it is not empty: another process has begun a new corpus, or lines are kept
            folder.path.rmdir()
        return freed

    async def _in_thread(self, work: Callable[[threading.Event], T]) -> T:
        stop = threading.Event()
        with ThreadPoolExecutor(1, "corpus") as pool:
            return await run_to_end(pool, lambda: work(stop), stop=stop)


def _build(
    folder: CorpusFolder,
    sources: Sequence[Path],
    rule: CorpusRule | None,
    on_progress: Callable[[str, int], None],
    stop: threading.Event,
) -> tuple[CorpusFacts, float]:
    import time

    from scholar_desktop.corpus.build import Builder
    from scholar_desktop.corpus.vectors import remove_vectors

    began = time.monotonic()
    base = None if sources else folder.base()
    chosen = list(sources) or ([base] if base is not None else [])
    if not any((source / "papers").is_dir() for source in chosen):
        raise UsageError(
            Message("There are no lines to build the corpus from."),
            hint=Message(
                "Fetch them: scholar-desktop corpus fetch. Or use a folder that contains the folder papers: --from DIR"
            ),
        )
    held = [(source, about) for source in chosen if (about := read_about(source)) is not None]
    kept_rule = rule or (held[0][1].rule if held else None) or folder.rule() or CorpusRule()

    def progress(step: str, rows: int) -> None:
        check_stop(stop)
        on_progress(step, rows)

    facts = _releases_of({source: source.name for source in chosen} | {source: about.release for source, about in held})
    facts["rule"] = msgspec.json.encode(kept_rule).decode()
    try:
        target = folder.next_store()
        Builder(chosen, progress, aside=folder.aside / _BUILD).build(target, facts)
        if base is not None:
            _apply_steps(folder, target, kept_rule, base.name, progress, folder.aside / _BUILD)
        folder.set_rule(kept_rule)
        folder.use(target)
        with _opened(folder) as store:
            remove_vectors(folder.path, keep=store.about().get("vectors"))
        if base is not None:
            for each in folder.outdated():
                with contextlib.suppress(OSError):  # the corpus is built all the same
                    _delete_folder(each)
    except EOFError as error:
        raise damaged_lines(error) from error
    except msgspec.DecodeError as error:
        raise damaged_lines(error) from error
    except (OSError, sqlite3.Error) as error:
        raise DiskError(
            Message("Could not build the corpus: {reason}.", reason=_reason_of(error)),
            hint=Message("Free up space, and try again: what was downloaded is kept.")
            if _is_full(error)
            else Message("The current corpus was not changed."),
        ) from error
    return _facts(folder), time.monotonic() - began


@contextlib.contextmanager
def _opened(folder: CorpusFolder) -> Iterator[CorpusStore]:
    """The store in use. Raises NotFound, and DiskError if it cannot be read."""
    from scholar_desktop.corpus.store import CorpusStore
    from scholar_desktop.corpus.stored_answers import StoreDamaged

    path = folder.store()
    if path is None:
        raise no_corpus()
    try:
        store = CorpusStore(path)
        try:
            yield store
        finally:
            store.close()
    except (StoreDamaged, sqlite3.Error) as error:
        raise unreadable(error) from error


def _resolve(folder: CorpusFolder, identifiers: Sequence[Identifier]) -> list[int]:
    found: list[int] = []
    with _opened(folder) as store:
        for each in identifiers:
            key = store.resolve(str(each.scheme), each.value)
            if key is None:
                raise NotFound(
                    Message("{scheme}:{value} is not in the offline corpus.", scheme=each.scheme, value=each.value),
                    subject=CORPUS,
                )
            found.append(key)
    return found


def _datasets(folder: CorpusFolder) -> dict[str, str]:
    from scholar_desktop.corpus.diff import APPLIED

    with _opened(folder) as store:
        facts = store.about()
    return {name: release for name in APPLIED if (release := facts.get(f"release.{name}")) is not None}


def _apply(folder: CorpusFolder, rule: CorpusRule, lines: Path, start: str, end: str) -> StepChanges:
    from scholar_desktop.corpus.diff import DiffWriter, WrongRelease

    path = folder.store()
    if path is None:
        raise no_corpus()
    # every page of the store may be written once more before the step is committed
    needed, free = path.stat().st_size, shutil.disk_usage(path.parent).free
    if free < needed:
        raise DiskError(
            Message(
                "Not enough disk space for the update: up to {size} needed, {free} free.",
                size=size_text(needed),
                free=size_text(free),
            ),
            hint=Message("Free up space, and run the same command again."),
        )
    try:
        writer = DiffWriter(path, rule)
        try:
            return writer.apply(lines, start, end, writer.datasets(), folder.aside / _UPDATE / lines.name)
        finally:
            writer.close()
    except (EOFError, msgspec.DecodeError) as error:
        raise BadAnswer(
            damaged_lines(error).message,
            hint=Message(
                "The corpus is still at release {start}. Delete this file, and update again: only missing files are "
                "downloaded.",
                start=start,
            ),
            subject=CORPUS,
        ) from error
    except WrongRelease as error:
        raise BadAnswer(
            Message("The changes do not match the corpus: {reason}.", reason=str(error)), subject=CORPUS
        ) from error
    except (OSError, sqlite3.Error) as error:
        raise DiskError(
            Message("Could not update the corpus: {reason}.", reason=_reason_of(error)),
            hint=Message("Free up space, and try again: what was downloaded is kept.")
            if _is_full(error)
            else Message("It is still at release {start}.", start=start),
        ) from error


def _apply_steps(
    folder: CorpusFolder,
    store: Path,
    rule: CorpusRule,
    release: str,
    progress: Callable[[str, int], None],
    aside: Path | None = None,
) -> None:
    """Apply the kept diffs from *release* on to a store that is not in use yet.

    aside: the folder that gets lines that cannot be read; None if they are only counted.
    """
    from scholar_desktop.corpus.diff import DiffWriter

    writer = DiffWriter(store, rule)
    try:
        for start, end, lines in folder.steps_after(release):
            progress(f"{start} to {end}", 0)
            writer.apply(lines, start, end, writer.datasets(), None if aside is None else aside / lines.name)
    finally:
        writer.close()


def _releases_of(days: Mapping[Path, str]) -> dict[str, str]:
    """Return the releases of the datasets in folders of lines, as a store has them."""
    return {
        f"release.{name}": day for source, day in days.items() if _DAY.fullmatch(day) for name in _datasets_in(source)
    }


def _datasets_in(source: Path) -> list[str]:
    return [name for name in ROW_TYPES if (source / name).is_dir()]


def _facts(folder: CorpusFolder) -> CorpusFacts:
    from scholar_desktop.corpus.diff import APPLIED

    with _opened(folder) as store:
        about = store.about()
        lacking = store.lacking_count()
    datasets = {name: int(about.get(key, 0)) for name, key in _COUNTED.items()}
    if _TEXTS in about:
        datasets[FULL_TEXT] = int(about[_TEXTS])
    return CorpusFacts(
        release=about.get("release.papers"),
        rule=msgspec.json.decode(about.get("rule", "{}"), type=CorpusRule),
        papers=int(about.get("papers", 0)),
        edges=int(about.get("edges", 0)),
        datasets=datasets,
        lacking=lacking,
        bytes=_bytes_of(folder.path),
        path=str(store.path),
        kept=tuple(name for name in APPLIED if f"release.{name}" in about),
        bad=int(about.get("bad", 0)),
    )


def _unbuilt(folder: CorpusFolder) -> str | None:
    base = folder.base()
    about = read_about(base) if base is not None else None
    if about is None:
        return None
    try:
        facts = _facts(folder)
    except (NotFound, DiskError):
        return about.release
    is_newer = facts.release is None or about.release > facts.release
    return about.release if is_newer or about.rule != facts.rule else None


def _verify(folder: CorpusFolder, against: Path | None, stop: threading.Event) -> tuple[StoreDifference, ...]:
    import tempfile

    from scholar_desktop.corpus.build import Builder
    from scholar_desktop.corpus.verify import differences

    path = folder.store()
    if path is None:
        raise no_corpus()
    base = folder.base() if against is None else None
    lines = against or base
    if lines is None or (base is not None and not (base / "papers").is_dir()):
        raise UsageError(
            Message("The corpus has no lines to compare it with."),
            hint=Message("Name a folder of lines: --against DIR"),
        )
    if not (lines / "papers").is_dir():
        raise UsageError(Message("{against} has no folder “papers”.", against=str(lines)), subject=str(lines))

    def progress(_step: str, _rows: int) -> None:
        check_stop(stop)

    try:
        with tempfile.TemporaryDirectory(dir=folder.path) as temporary:
            fresh = Path(temporary) / "corpus-0001.sqlite"
            Builder([lines], progress).build(fresh, {} if base is None else _releases_of({base: base.name}))
            if base is not None:
                _apply_steps(folder, fresh, folder.rule() or CorpusRule(), base.name, progress)
            return tuple(
                StoreDifference(each.table, each.missing, each.surplus, each.changed, each.keys)
                for each in differences(path, fresh)
            )
    except (EOFError, msgspec.DecodeError) as error:
        raise damaged_lines(error) from error
    except (OSError, sqlite3.Error) as error:
        raise DiskError(Message("Could not compare the corpus: {reason}.", reason=_reason_of(error))) from error


def _export(
    folder: CorpusFolder,
    target: Path,
    format_: str,
    words: str,
    limits: SearchFilter | None,
    ids: Collection[str] | None,
    on_progress: Callable[[str, int, int], object],
    stop: threading.Event,
) -> ExportedGraph:
    from scholar_desktop.corpus.stored_answers import SearchFilter
    from scholar_desktop.services.corpus.graph_export import GraphSelection, export_graph

    try:
        with _opened(folder) as store:
            known = None if ids is None else frozenset(_resolved(store, ids))
            selection = GraphSelection(words, limits or SearchFilter(), known)
            return export_graph(store, target, format_, selection, on_progress, stop)
    except OSError as error:
        raise DiskError(Message("Could not export the graph: {reason}.", reason=_reason_of(error))) from error


def _resolved(store: CorpusStore, ids: Collection[str]) -> Iterator[int]:
    for each in ids:
        scheme, colon, value = each.partition(":")
        found = store.resolve(scheme, value) if colon else store.resolve("corpus" if each.isdecimal() else "s2", each)
        if found is not None:
            yield found


def _reason_of(error: Exception) -> str:
    """Return the words of the system for *error*, without its number."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _is_full(error: Exception) -> bool:
    """Return True if the disk has no more space, or the user's share of it has none."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def _has_corpus(folder: CorpusFolder) -> bool:
    """Return True if there is more than the accepted terms."""
    found = folder.path.iterdir() if folder.path.is_dir() else ()
    return any(each.name not in (LOCK, folder.terms.name) for each in found)


def _remove(folder: CorpusFolder, keep_lines: bool) -> int:
    before = _bytes_of(folder.path)
    try:
        # without this file there is no corpus, so an interrupted removal leaves none that is not whole
        folder.use_none()
        if keep_lines:
            for file in (*folder.path.glob("corpus-*.sqlite*"), *folder.path.glob("vectors-*")):
                file.unlink()
        else:
            for each in list(folder.path.iterdir()):
                if each == folder.terms:
                    continue  # what was accepted stays accepted, and its text and time are on record
                if each.is_dir():
                    _delete_folder(each)
                elif each.name != LOCK:
                    each.unlink()
    except OSError as error:
        raise DiskError(
            Message("Could not delete the corpus: {reason}.", reason=error.strerror or str(error))
        ) from error
    return before - _bytes_of(folder.path)


def _delete_folder(folder: Path) -> None:
    """Delete a folder. It is renamed first, so that no part of the lines is taken for a whole release."""
    gone = folder.with_name(f"{_REMOVED}{folder.name.removeprefix(_REMOVED)}")
    if gone != folder and gone.exists():
        shutil.rmtree(gone)  # what was left of a deletion that was interrupted
    folder.rename(gone)
    shutil.rmtree(gone)


def _bytes_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
