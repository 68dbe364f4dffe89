"""Fetches a release for the offline corpus: downloads its files, and keeps the lines that satisfy the rule.

A fetch that was ended in any way continues with the files that are not done. With a rule around some papers the
citations are read first, since they name the other papers; else the papers are, which decide about everything else.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.corpus.corpus_folder import (
    CorpusFolder,
    KeptRelease,
    mark_path,
    read_about,
    write_about,
)
from scholar_desktop.corpus.filter_messages import BASE, FilterTask
from scholar_desktop.domain.corpus.corpus_fetch import FilteredFile
from scholar_desktop.domain.corpus.dataset import LATEST, Release
from scholar_desktop.domain.corpus.dataset_download import DownloadProgress
from scholar_desktop.domain.corpus.rule import DEFAULT_DATASETS, TEXT_DATASETS, CorpusRule
from scholar_desktop.domain.errors import BadAnswer, DiskError, UsageError
from scholar_desktop.domain.source import DATASETS
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.corpus.corpus_claim import claimed
from scholar_desktop.services.corpus.corpus_terms import CorpusTerms
from scholar_desktop.services.corpus.dataset_files import SignedLinks
from scholar_desktop.services.corpus.lines_fetch import FileSet, LinesFetch, first_failure

if TYPE_CHECKING:
    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.domain.request_options import RequestOptions
    from scholar_desktop.net.client import Client
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.sources.s2_datasets.api import S2Datasets
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar

LEAST_SHARE = 0.5
"""A release with less than this share of the rows of the last one is taken only when the user agrees."""

OnFile = Callable[[FilteredFile], object]
OnProgress = Callable[[str, DownloadProgress], None]


class FewerRows(BadAnswer):
    """A release has less than half of the rows of the last one. The user may accept it."""


class CorpusFetch:
    """Fetches releases into the folder of kept lines. To pause a fetch, cancel its task; a new call continues.

    Every method raises SourceErrors (subject `datasets`), AccessRefused without a key among them.

    Args:
        datasets: the API of the bulk data.
        client: the HTTP client of the program.
        folder: returns the folder of the corpus.
        terms: the accepted terms.
        library: has the collections.
        s2: looks up papers without a CorpusId.
        at_once: how many files are downloaded and filtered at the same time.
    """

    def __init__(
        self,
        datasets: S2Datasets,
        client: Client,
        folder: Callable[[], CorpusFolder],
        terms: CorpusTerms,
        library: Library,
        s2: SemanticScholar,
        *,
        at_once: int = 2,
    ) -> None:
        self._datasets = datasets
        self._client = client
        self._folder = folder
        self._terms = terms
        self._library = library
        self._s2 = s2
        self._at_once = max(1, at_once)

    async def unfinished(self) -> KeptRelease | None:
        """Return the newest fetch that has not ended; None if there is none."""
        return await asyncio.to_thread(lambda: _unfinished(self._folder()))

    async def centre(self, collection: str, ask: RequestOptions) -> tuple[int, ...]:
        """Return the CorpusIds of the papers of *collection*; those that the library does not know are looked up.

        Raises:
            UsageError: there is no such collection, or no paper of it has a CorpusId.
        """
        kept = await self._library.collection(collection)
        if kept is None:
            raise UsageError(
                Message("There is no collection “{collection}”.", collection=collection), subject=collection
            )
        found = await self._numbers_of(kept, ask)
        if not found:
            raise UsageError(
                Message("Semantic Scholar has no papers of the collection “{collection}”.", collection=collection),
                subject=collection,
            )
        return tuple(sorted(found))

    async def collected(self, ask: RequestOptions) -> tuple[int, ...]:
        """Return the CorpusIds of the papers in all collections, whose full texts are kept.

        Raises:
            UsageError: there is no such paper.
        """
        kept: dict[str, KeptPaper] = {}
        for path in await self._library.collections():
            kept |= {each.key: each for each in await self._library.collection(path) or ()}
        found = await self._numbers_of(list(kept.values()), ask)
        if not found:
            raise UsageError(
                Message("Full texts are kept for the papers in your collections, and there are none."),
                hint=Message("Add papers to a collection first, or leave out the dataset s2orc."),
            )
        return tuple(sorted(found))

    async def _numbers_of(self, kept: Sequence[KeptPaper], ask: RequestOptions) -> set[int]:
        """Return the CorpusIds of papers of the library; those that it does not know are looked up."""
        found = {int(value) for each in kept if (value := each.paper.ids.corpus)}
        rest = [each.paper.id for each in kept if not each.paper.ids.corpus]
        for paper in await self._s2.batch(rest, ask) if rest else ():
            if paper is not None and paper.ids.corpus:
                found.add(int(paper.ids.corpus))
        return found

    async def fetch(
        self,
        rule: CorpusRule | None,
        datasets: Sequence[str] = (),
        release: str = LATEST,
        *,
        ask: RequestOptions,
        on_file: OnFile = lambda _file: None,
        on_progress: OnProgress = lambda _dataset, _progress: None,
        accept_fewer: bool = False,
    ) -> tuple[FilteredFile, ...]:
        """Fetch *release*. If nothing failed, the corpus can be built from it.

        Args:
            rule: what is kept; None for the rule of the fetch that has not ended, else of the corpus, else everything.
            datasets: those of the fetch that has not ended, else DEFAULT_DATASETS, if empty.
            on_file: gets each file that has ended; those that were done before at once.
            on_progress: gets the name of a dataset and the progress of its files.
            accept_fewer: take a release with less than half of the rows of the last one.

        Returns:
            How each file ended. After papers that failed, the datasets that depend on them are not begun.

        Raises:
            UsageError: the terms are not accepted, or the release has no such dataset.
            FewerRows: the release has less than half of the rows of the last one.
            DiskError: the folder cannot be used, or another fetch or update is at work.
        """
        folder = self._folder()
        unfinished = await self.unfinished()
        goes_on = rule is None and unfinished is not None
        if goes_on and unfinished is not None:
            rule, datasets = unfinished.rule, datasets or unfinished.datasets
            release = unfinished.release if release == LATEST else release
        try:
            chosen = rule if rule is not None else folder.rule() or CorpusRule()
        except (OSError, ValueError) as error:
            raise DiskError(Message("The rule of the corpus cannot be read: {reason}.", reason=str(error))) from error
        names = _in_order(datasets or DEFAULT_DATASETS, chosen)
        found = await self._datasets.release(release, ask)
        await self._terms.need(found, names)
        if not any(name in TEXT_DATASETS for name in names):
            chosen = msgspec.structs.replace(chosen, texts=())
        elif not (goes_on and chosen.texts):
            chosen = msgspec.structs.replace(chosen, texts=await self.collected(ask))
        async with claimed(folder):
            run = _FetchRun(self._datasets, self._client, folder, found, names, chosen, ask, on_file, on_progress)
            lines = LinesFetch(self._client, ask, at_once=self._at_once)
            try:
                return await run.fetch(lines, accept_fewer=accept_fewer)
            except OSError as error:
                raise DiskError(
                    Message(
                        "The folder {path} cannot be used: {reason}.",
                        path=str(folder.path),
                        reason=error.strerror or str(error),
                    )
                ) from error
            finally:
                await lines.aclose()


class _FetchRun:
    """One fetch."""

    def __init__(
        self,
        datasets: S2Datasets,
        client: Client,
        folder: CorpusFolder,
        release: Release,
        names: list[str],
        rule: CorpusRule,
        ask: RequestOptions,
        on_file: OnFile,
        on_progress: OnProgress,
    ) -> None:
        self._datasets = datasets
        self._client = client
        self._folder = folder
        self._release = release
        self._names = names
        self._rule = rule
        self._ask = ask
        self._on_file = on_file
        self._on_progress = on_progress
        self._lines = folder.lines(release.id)
        self._about = KeptRelease(release.id, rule, tuple(names), complete=False)
        self._papers: tuple[str, ...] = ()
        self._papers_digest = ""

    async def fetch(self, lines: LinesFetch, *, accept_fewer: bool) -> tuple[FilteredFile, ...]:
        """Fetch all datasets. Raises SourceErrors, FewerRows and OSError."""
        last = await asyncio.to_thread(lambda: _last_whole(self._folder, self._release.id))
        await self._note()
        done: list[FilteredFile] = []
        for name in self._names:
            files = await self._file_set(name)
            await lines.measure(files)
            self._about.sizes[name] = files.bytes
            if not accept_fewer and last is not None:
                _check_amount(self._release.id, name, last, Message("bytes"), files.bytes, last.sizes.get(name))
            ended = await lines.fetch(files, on_file=self._on_file, on_progress=self._on_progress)
            done += ended
            self._about.rows[name] = sum(file.read for file in ended)
            if first_failure(ended) is not None and (lines.full is not None or name == self._names[0]):
                return tuple(done)
            if name == "papers":
                await asyncio.to_thread(self._take_papers, files)
            elif name == "citations" and self._rule.around:
                await asyncio.to_thread(self._take_ends, files)
        if first_failure(done) is None:
            if not accept_fewer and last is not None:
                for name, rows in self._about.rows.items():
                    _check_amount(self._release.id, name, last, Message("rows"), rows, last.rows.get(name))
            self._about = msgspec.structs.replace(self._about, complete=True)
        await self._note()
        return tuple(done)

    async def _note(self) -> None:
        about = msgspec.structs.replace(self._about, rule=self._rule)
        await asyncio.to_thread(lambda: write_about(self._lines, about))

    async def _file_set(self, name: str) -> FileSet:
        links = SignedLinks(lambda: self._datasets.dataset(name, self._release.id, self._ask))
        await links.load()
        is_first_pass = name == "citations" and bool(self._rule.around)
        digest = self._rule.digest()
        if is_first_pass:
            digest = CorpusRule(around=self._rule.around).digest()
        elif name != "papers" and not self._rule.keeps_all:
            digest = hashlib.sha256(f"{digest}{self._papers_digest}".encode()).hexdigest()[:16]
        if name in TEXT_DATASETS:
            digest = hashlib.sha256(f"{digest}{self._rule.texts}".encode()).hexdigest()[:16]
        # the ids of a rule may be many, and only those of papers are tested by it
        rule = self._rule if name == "papers" else msgspec.structs.replace(self._rule, ids=self._rule.ids[:1])
        if name not in TEXT_DATASETS:
            rule = msgspec.structs.replace(rule, texts=())
        task = FilterTask(
            name,
            BASE,
            rule,
            papers=() if name == "papers" or is_first_pass or self._rule.keeps_all else self._papers,
            centre=self._rule.around if is_first_pass else (),
        )
        return FileSet(name, links, self._lines / name, self._folder.aside / self._release.id / name, task, digest)

    def _take_papers(self, files: FileSet) -> None:
        """The papers are known: the lines of the other datasets depend on them."""
        targets = [files.target(name) for name in files.links.names()]
        self._papers = tuple(str(target) for target in targets)
        marks = b"".join(mark_path(target).read_bytes() for target in targets)
        self._papers_digest = hashlib.sha256(marks).hexdigest()

    def _take_ends(self, files: FileSet) -> None:
        """The citations around some papers are known: their other ends are papers of the corpus."""
        ids = set(self._rule.around)
        for name in files.links.names():
            ids |= ends_in(files.target(name))
        self._rule = msgspec.structs.replace(self._rule, ids=tuple(str(key) for key in sorted(ids)))


def ends_in(lines: Path) -> set[int]:
    """Return the CorpusIds of all papers that the citations in *lines* name. A line that cannot be read names none; the
    build sets it aside."""
    from scholar_desktop.corpus.line_filter import lines_of, open_lines
    from scholar_desktop.corpus.row_columns import decode_ends

    found: set[int] = set()
    with open_lines(lines) as stream:
        for chunk in lines_of(stream):
            for line in chunk:
                with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):
                    found.update(decode_ends(line).ends)
    return found - {0}


def _in_order(datasets: Sequence[str], rule: CorpusRule) -> list[str]:
    """Return the datasets in the order in which they are fetched: first the one that decides about the others."""
    names = list(dict.fromkeys(datasets))
    if "papers" not in names:
        raise UsageError(Message("The corpus needs the dataset “papers”."), hint=Message("Add papers to --datasets."))
    if rule.around and "citations" not in names:
        raise UsageError(Message("A corpus around a collection needs the dataset “citations”."))
    first = ["citations", "papers"] if rule.around else ["papers"]
    return [*first, *(name for name in names if name not in first)]


def _unfinished(folder: CorpusFolder) -> KeptRelease | None:
    if not folder.kept.is_dir():
        return None
    found = [read_about(each) for each in sorted(folder.kept.iterdir()) if each.is_dir()]
    begun = [each for each in found if each is not None and not each.complete and "-to-" not in each.release]
    return begun[-1] if begun else None


def _last_whole(folder: CorpusFolder, release: str) -> KeptRelease | None:
    """Return what is known of the newest whole release other than *release*."""
    if not folder.kept.is_dir():
        return None
    found = [read_about(each) for each in sorted(folder.kept.iterdir()) if each.is_dir() and each.name != release]
    whole = [each for each in found if each is not None and each.complete and "-to-" not in each.release]
    return whole[-1] if whole else None


def _check_amount(release: str, dataset: str, last: KeptRelease, what: str, now: int, before: int | None) -> None:
    if before and now < before * LEAST_SHARE:
        raise FewerRows(
            Message(
                "The dataset {dataset} of release {release} has only {now} {unit}, while {last} had {before}. The "
                "release may be broken.",
                dataset=dataset,
                release=release,
                now=now,
                unit=what,
                last=last.release,
                before=before,
            ),
            hint=Message("Use another release with --release, or accept this one with --fewer-rows."),
            subject=DATASETS,
        )
