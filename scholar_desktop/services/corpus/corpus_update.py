"""Brings the offline corpus to a newer release: step by step by diffs, or fetched and built again where that is less.

The lines of a step are downloaded and filtered first; then the step is applied in one transaction. Readers continue
with the state before it. A step that was not applied is downloaded again only as far as its files are not done.
"""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.corpus.corpus_folder import CorpusFolder, KeptRelease, write_about
from scholar_desktop.corpus.filter_messages import DELETE, UPDATE, FilterTask
from scholar_desktop.domain.corpus.corpus_fetch import FilteredFile, UpdatedRows, UpdateResult, UpdateStep
from scholar_desktop.domain.corpus.dataset import LATEST, Dataset, Diff, Release, described_bytes
from scholar_desktop.domain.corpus.rule import CorpusRule
from scholar_desktop.domain.errors import BadAnswer, DiskError, UsageError
from scholar_desktop.domain.source import DATASETS
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.corpus.corpus_claim import claimed
from scholar_desktop.services.corpus.corpus_fetch import CorpusFetch, OnFile, OnProgress
from scholar_desktop.services.corpus.corpus_terms import CorpusTerms
from scholar_desktop.services.corpus.dataset_files import SignedLinks
from scholar_desktop.services.corpus.lines_fetch import FileSet, LinesFetch, first_failure
from scholar_desktop.services.corpus.offline_corpus import CorpusFacts, OfflineCorpus

if TYPE_CHECKING:
    from scholar_desktop.corpus.diff import StepChanges
    from scholar_desktop.domain.request_options import RequestOptions
    from scholar_desktop.net.client import Client
    from scholar_desktop.sources.s2_datasets.api import S2Datasets

OnStep = Callable[[UpdateStep], object]
OnRebuild = Callable[[str], object]


class DiffsDoNotFit(BadAnswer):
    """The diffs do not lead from the release of the corpus to the wanted one. The whole release may be fetched."""


class CorpusUpdate:
    """Updates the corpus in use. To pause an update, cancel its task; a new call continues.

    Every method raises SourceErrors (subject `datasets`), AccessRefused without a key among them.

    Args:
        datasets: the API of the bulk data.
        client: the HTTP client of the program.
        corpus: the corpus.
        terms: the accepted terms.
        fetch: fetches a whole release.
        at_once: how many files are downloaded and filtered at the same time.
    """

    def __init__(
        self,
        datasets: S2Datasets,
        client: Client,
        corpus: OfflineCorpus,
        terms: CorpusTerms,
        fetch: CorpusFetch,
        *,
        at_once: int = 2,
    ) -> None:
        self._datasets = datasets
        self._client = client
        self._corpus = corpus
        self._terms = terms
        self._fetch = fetch
        self._at_once = max(1, at_once)

    async def update(
        self,
        to: str = LATEST,
        *,
        ask: RequestOptions,
        on_file: OnFile = lambda _file: None,
        on_progress: OnProgress = lambda _dataset, _progress: None,
        on_step: OnStep = lambda _step: None,
        on_rebuild: OnRebuild = lambda _reason: None,
    ) -> tuple[UpdateResult, FilteredFile | None]:
        """Update the corpus to the release *to*.

        Args:
            on_file: gets each file of lines that has ended.
            on_progress: gets the name of a dataset and the progress of its files.
            on_step: gets each step that was applied.
            on_rebuild: gets the reason if the release is fetched and built again, before that begins.

        Returns:
            What was done, and the file that prevented the rest, or None.

        Raises:
            NotFound: there is no corpus.
            UsageError: the release is older than the corpus, or the terms are not accepted.
            DiffsDoNotFit: the diffs do not lead from the release of the corpus to the wanted one.
            DiskError: the disk is full, or another process changes the corpus.
        """
        facts = await self._corpus.info()
        releases = await self._corpus.datasets()
        start = facts.release
        if start is None or set(releases.values()) != {start}:
            raise UsageError(
                Message("The release of the corpus is unknown."),
                hint=Message("Fetch a release, or build the corpus from a folder named after the date of the release."),
            )
        # an answer of some hours ago may name an older release as the newest
        release = await self._datasets.release(to, dataclasses.replace(ask, refresh=True))
        if release.id < start:
            raise UsageError(
                Message(
                    "The corpus is already at release {start}, which is newer than {id}.", start=start, id=release.id
                ),
                subject=to,
            )
        if release.id == start:
            return UpdateResult(start, start), None
        await self._terms.need(release, list(releases))
        run = _UpdateRun(self._datasets, self._client, self._corpus, facts, list(releases), release, ask)
        plan = await run.plan()
        if plan is None:
            reason: str = Message("The papers around a collection can only be found in a whole release.")
            on_rebuild(reason)
            return await self._rebuild(start, facts.rule, list(releases), release.id, reason, ask, on_file, on_progress)
        folder = self._corpus.folder
        async with claimed(folder):
            lines = LinesFetch(self._client, ask, at_once=self._at_once)
            if await lines_are_more(lines, plan, release, list(releases)):
                await lines.aclose()
            else:
                try:
                    return await run.apply(lines, plan, on_file, on_progress, on_step)
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
        reason = Message("The changes are larger than the whole release.")
        on_rebuild(reason)
        return await self._rebuild(start, facts.rule, list(releases), release.id, reason, ask, on_file, on_progress)

    async def _rebuild(
        self,
        start: str,
        rule: CorpusRule,
        names: list[str],
        release: str,
        reason: str,
        ask: RequestOptions,
        on_file: OnFile,
        on_progress: OnProgress,
    ) -> tuple[UpdateResult, FilteredFile | None]:
        """Fetch the release and build the corpus from it."""
        # the papers around a collection are found again
        kept = msgspec.structs.replace(rule, ids=()) if rule.around else rule
        files = await self._fetch.fetch(kept, names, release, ask=ask, on_file=on_file, on_progress=on_progress)
        failed = first_failure(files)
        if failed is not None:
            return UpdateResult(start, start), failed
        await self._corpus.build([], None, lambda _step, _rows: None)
        folder = self._corpus.folder
        await asyncio.to_thread(_remove_older, folder, release)
        return UpdateResult(start, release, rebuilt=True, reason=reason), None


class _Step:
    """The files of one diff. files: (dataset, UPDATE or DELETE, links), in the order in which they are filtered."""

    def __init__(self, start: str, end: str) -> None:
        self.start = start
        self.end = end
        self.files: list[tuple[str, str, SignedLinks]] = []


class _UpdateRun:
    """One update by diffs."""

    def __init__(
        self,
        datasets: S2Datasets,
        client: Client,
        corpus: OfflineCorpus,
        facts: CorpusFacts,
        names: list[str],
        release: Release,
        ask: RequestOptions,
    ) -> None:
        self._datasets = datasets
        self._client = client
        self._corpus = corpus
        self._folder = corpus.folder
        self._store = Path(facts.path)
        self._rule = facts.rule
        self._start = facts.release or ""
        self._names = names
        self._release = release
        self._ask = ask

    async def plan(self) -> list[_Step] | None:
        """Return the steps with links to their files; None if the rule cannot follow diffs. Raises DiffsDoNotFit."""
        if self._rule.around:
            return None
        steps: list[_Step] = []
        for name in self._names:
            diffs = (await self._datasets.diffs(name, self._start, self._release.id, self._ask)).diffs
            ends = [self._start, *(diff.to_release for diff in diffs)]
            if [diff.from_release for diff in diffs] != ends[:-1] or ends[-1] != self._release.id:
                raise _no_chain(name, self._start, self._release.id)
            if not steps:
                steps = [_Step(diff.from_release, diff.to_release) for diff in diffs]
            if [step.end for step in steps] != ends[1:]:
                raise _no_chain(name, self._start, self._release.id)
            for place, step in enumerate(steps):
                for kind in (UPDATE, DELETE):
                    step.files.append((name, kind, await self._links(name, place, kind, diffs[place])))
        return steps

    async def _links(self, name: str, place: int, kind: str, first: Diff) -> SignedLinks:
        """Return the links to the update or delete files of a step: those of *first*, renewed when they expire."""
        given: list[Diff] = [first]

        async def links() -> Dataset:
            if given:
                diff = given.pop()
            else:
                found = await self._datasets.diffs(name, self._start, self._release.id, self._ask)
                diff = found.diffs[place]
            return Dataset(name, files=diff.update_files if kind == UPDATE else diff.delete_files)

        signed = SignedLinks(links)
        await signed.load()
        return signed

    async def apply(
        self, lines: LinesFetch, steps: list[_Step], on_file: OnFile, on_progress: OnProgress, on_step: OnStep
    ) -> tuple[UpdateResult, FilteredFile | None]:
        """Fetch the lines of each step, and apply it. Raises SourceErrors, DiskError and OSError."""
        done: list[UpdateStep] = []
        entered = 0
        for step in steps:
            failed, bad = await self._fetch(lines, step, on_file, on_progress)
            if failed is not None:
                return UpdateResult(self._start, step.start, tuple(done), entered), failed
            changes = await self._corpus.apply_step(
                self._rule, self._folder.step_lines(step.start, step.end), step.start, step.end
            )
            done.append(_step_of(changes, bad))
            entered += changes.entered
            on_step(done[-1])
        return UpdateResult(self._start, self._release.id, tuple(done), entered), None

    async def _fetch(
        self, lines: LinesFetch, step: _Step, on_file: OnFile, on_progress: OnProgress
    ) -> tuple[FilteredFile | None, int]:
        """Fetch the lines of a step. Returns a file that failed, or None, and how many lines could not be read."""
        folder = self._folder.step_lines(step.start, step.end)
        about = KeptRelease(folder.name, self._rule, tuple(self._names), complete=False)
        await asyncio.to_thread(write_about, folder, about)
        digest = hashlib.sha256(f"{self._rule.digest()}{step.start}".encode()).hexdigest()[:16]
        papers: tuple[str, ...] = ()
        bad = 0
        order = sorted(step.files, key=lambda each: each[0] != "papers")
        for name, kind, links in order:
            needed = name in ("papers",) or kind == DELETE or self._rule.keeps_all
            task = FilterTask(name, kind, self._rule, papers=() if needed else papers, store=str(self._store))
            aside = self._folder.aside / folder.name / name / kind
            files = FileSet(name, links, folder / name / kind, aside, task, digest)
            await lines.measure(files)
            ended = await lines.fetch(files, on_file=on_file, on_progress=on_progress)
            failed = first_failure(ended)
            if failed is not None:
                return failed, bad
            bad += sum(file.bad for file in ended)
            if name == "papers" and kind == UPDATE:
                papers = tuple(str(files.target(each)) for each in links.names())
        await asyncio.to_thread(write_about, folder, msgspec.structs.replace(about, complete=True))
        return None, bad


async def lines_are_more(lines: LinesFetch, steps: list[_Step], release: Release, names: list[str]) -> bool:
    """Return True if the files of all *steps* are larger than those of the whole *release*. Raises SourceErrors."""
    whole = [described_bytes(each) for each in release.datasets if each.name in names]
    if any(size is None for size in whole):
        return False
    total = 0
    for step in steps:
        for name, kind, links in step.files:
            files = FileSet(name, links, Path(), Path(), FilterTask(name, kind, CorpusRule()), "")
            await lines.measure(files)
            total += files.bytes
    return total > sum(size or 0 for size in whole)


def _step_of(changes: StepChanges, bad: int) -> UpdateStep:
    """Return what a step did. bad: lines that could not be read when they were filtered."""
    rows = {name: UpdatedRows(each.upserted, each.deleted) for name, each in changes.datasets.items()}
    return UpdateStep(changes.from_release, changes.to_release, rows, bad + changes.bad)


def _no_chain(dataset: str, start: str, end: str) -> DiffsDoNotFit:
    return DiffsDoNotFit(
        Message(
            "The changes of the dataset {dataset} from {start} to {end} have a gap.",
            dataset=dataset,
            start=start,
            end=end,
        ),
        hint=Message("Fetch the release again: scholar-desktop corpus fetch"),
        subject=DATASETS,
    )


def _remove_older(folder: CorpusFolder, release: str) -> None:
    """Delete the kept lines of releases and diffs before *release*. Raises DiskError."""
    try:
        for each in folder.kept.iterdir():
            if each.is_dir() and each.name[:10] < release:
                shutil.rmtree(each)
    except OSError as error:
        raise DiskError(
            Message("Could not delete older files: {reason}.", reason=error.strerror or str(error))
        ) from error
