"""Estimates a fetch before it starts: bytes to read, papers kept, disk and time.

The share of the papers that are kept is measured on the head of one file. The citations of a part of the papers cannot
be estimated so: they are known once a file of them was filtered.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from scholar_desktop.corpus.corpus_folder import CorpusFolder, read_about, read_mark
from scholar_desktop.corpus.filter_messages import SAMPLE, FilterResult, FilterTask
from scholar_desktop.domain.corpus.corpus_fetch import FetchPlan, KeepEstimate
from scholar_desktop.domain.corpus.dataset import LATEST, Release, described_bytes, described_rows
from scholar_desktop.domain.corpus.dataset_download import FetchedFile
from scholar_desktop.domain.corpus.rule import DEFAULT_DATASETS, CorpusRule
from scholar_desktop.domain.errors import BadAnswer
from scholar_desktop.domain.source import DATASETS
from scholar_desktop.domain.text.message import Message
from scholar_desktop.net.client import BulkFile, Download, RemoteFileSize
from scholar_desktop.services.corpus.corpus_terms import CorpusTerms
from scholar_desktop.services.corpus.dataset_files import SignedLink, SignedLinks
from scholar_desktop.services.corpus.filter_client import FilterEnded, FilterProcess, FilterSink, SampleTaken
from scholar_desktop.services.corpus.link_transfer import is_gzip, measure_files, transfer_file

if TYPE_CHECKING:
    from scholar_desktop.domain.request_options import RequestOptions
    from scholar_desktop.net.client import Client
    from scholar_desktop.sources.s2_datasets.api import S2Datasets

SAMPLE_BYTES = 64 << 20
"""Compressed bytes of a file of `papers` that are read: about 290,000 rows."""
PAPER_BYTES = 1440
EDGE_BYTES = 181
"""Bytes of the store for a paper with its text, and for a citation (docs/decisions/0038)."""
LINES_SHARE = 0.45
"""Bytes of the kept lines for each byte of the store."""
_Z95 = 1.96


class CorpusPlanner:
    """Plans fetches. Raises SourceErrors (subject `datasets`).

    Args:
        datasets: the API of the bulk data.
        client: the HTTP client of the program.
        folder: returns the folder of the corpus.
        terms: the accepted terms.
        at_once: how many sizes are requested at the same time.
    """

    def __init__(
        self,
        datasets: S2Datasets,
        client: Client,
        folder: Callable[[], CorpusFolder],
        terms: CorpusTerms,
        *,
        at_once: int = 2,
    ) -> None:
        self._datasets = datasets
        self._client = client
        self._folder = folder
        self._terms = terms
        self._at_once = at_once

    async def plan(
        self, rule: CorpusRule, datasets: Sequence[str] = (), release: str = LATEST, *, ask: RequestOptions
    ) -> FetchPlan:
        """Return the plan for a fetch of *datasets* (DEFAULT_DATASETS if empty).

        Before the terms are accepted nothing but the release is requested, which needs no key.

        Raises:
            UsageError: the release has no such dataset.
            BadAnswer: the lines of the sample do not have the form of the dataset.
        """
        names = list(datasets or DEFAULT_DATASETS)
        found = await self._datasets.release(release, ask)
        terms = await self._terms.of(found, names)
        if not all(each.accepted for each in terms):
            stated = [described_bytes(each) or 0 for each in found.datasets if each.name in names]
            return FetchPlan(found.id, sum(stated), None, None, None, terms, is_estimated=True)
        links = {name: await self._links(name, found.id, ask) for name in names}
        sizes = {name: await self._sizes(each, ask) for name, each in links.items()}
        done = await asyncio.to_thread(_done, self._folder(), found.id, rule, sizes)
        left = sum(sum(each.size or 0 for each in files.values()) for files in sizes.values()) - sum(
            size for size, _ in done.values()
        )
        sample, speed = await self._sample(links["papers"], rule, ask) if "papers" in links else (None, None)
        papers_bytes = sum(each.size or 0 for each in sizes.get("papers", {}).values())
        keep = None
        if sample is not None and not rule.around:
            keep = _estimate(sample.result, sample.size, papers_bytes, _edges(found, rule, sizes, done))
        store = None if keep is None else keep.rows * PAPER_BYTES + (keep.edges or 0) * EDGE_BYTES
        return FetchPlan(
            found.id,
            left,
            keep,
            None if store is None else round(store * (1 + LINES_SHARE)),
            left / speed if speed else None,
            terms,
        )

    async def _links(self, name: str, release: str, ask: RequestOptions) -> SignedLinks:
        links = SignedLinks(lambda: self._datasets.dataset(name, release, ask))
        await links.load()
        return links

    async def _sizes(self, links: SignedLinks, ask: RequestOptions) -> dict[str, RemoteFileSize]:
        return await measure_files(self._client, links, ask, at_once=self._at_once)

    async def _sample(self, links: SignedLinks, rule: CorpusRule, ask: RequestOptions) -> tuple[_Sample, float]:
        """Return what was counted in the head of the first file, and the speed in bytes per second."""
        process = FilterProcess()
        sink = FilterSink(process, FilterTask("papers", SAMPLE, rule), most=SAMPLE_BYTES)
        began = time.monotonic()

        async def transfer(link: SignedLink) -> Download:
            return await self._client.stream(
                link.url, sink, ask=ask, sniff=is_gzip, bulk=BulkFile(link.address), resume=sink.resume
            )

        async def received() -> int:
            return sink.size

        [name, *_] = links.names()
        try:
            ended = await transfer_file(links, name, transfer, received)
            if isinstance(ended, FetchedFile):
                raise BadAnswer(
                    Message("Could not read {name}: {reason}", name=name, reason=ended.reason), subject=DATASETS
                )
            result = sink.result
        except SampleTaken:
            result = await sink.counted()
        except FilterEnded as early:
            result = early.result
        finally:
            await sink.aclose()
            await asyncio.to_thread(process.close)
        if result is None or result.error is not None or not result.read:
            reason = result.text if result is not None else Message("the filter process has stopped")
            raise BadAnswer(Message("Could not read {name}: {reason}.", name=name, reason=reason), subject=DATASETS)
        return _Sample(result, sink.size), sink.size / max(time.monotonic() - began, 1e-6)


class _Sample:
    """The head of a file. size: its compressed bytes."""

    def __init__(self, result: FilterResult, size: int) -> None:
        self.result = result
        self.size = size


_LENGTHS = 0.6
"""An assumption: the standard deviation of the compressed length of a row of `papers`, as a part of the mean length."""


def _estimate(counted: FilterResult, size: int, whole: int, edges: int | None) -> KeepEstimate:
    """Return the estimate for all files, which have *whole* bytes, from a sample of *size* bytes."""
    rows = max(counted.read, round(counted.read * whole / size))
    share = counted.kept / counted.read
    unseen = math.sqrt((rows - counted.read) / max(1, rows - 1))
    error = _Z95 * math.sqrt(share * (1 - share) / counted.read) * rows * unseen
    if counted.kept in (0, counted.read):
        # with 95 %, fewer than 3 rows of another kind in as many as the sample has
        error = 3 / counted.read * rows * unseen
    # the number of rows follows from the bytes of the files, and the rows of the sample may be shorter or longer
    error = math.hypot(error, _Z95 * _LENGTHS / math.sqrt(counted.read) * share * (rows - counted.read))
    kept = round(share * rows)
    size_kept = round(counted.bytes / counted.kept * kept) if counted.kept else 0
    return KeepEstimate(kept, size_kept, math.ceil(error), edges, rows)


def _edges(
    release: Release,
    rule: CorpusRule,
    sizes: dict[str, dict[str, RemoteFileSize]],
    done: dict[str, tuple[int, int]],
) -> int | None:
    """Return how many citations are kept; None if it cannot be known yet."""
    if "citations" not in sizes:
        return 0
    if rule.keeps_all:
        described = next((described_rows(each) for each in release.datasets if each.name == "citations"), None)
        return described[0] if described is not None else None
    read, kept = done.get("citations", (0, 0))
    return round(kept * sum(each.size or 0 for each in sizes["citations"].values()) / read) if read else None


def _done(
    folder: CorpusFolder, release: str, rule: CorpusRule, sizes: dict[str, dict[str, RemoteFileSize]]
) -> dict[str, tuple[int, int]]:
    """Return by dataset (bytes of the files that are done, lines kept of them), for a fetch that continues."""
    lines = folder.lines(release)
    held = read_about(lines)
    if held is None or held.rule.digest() != rule.digest():
        return {}
    found: dict[str, tuple[int, int]] = {}
    for name, files in sizes.items():
        marks = [(read_mark(lines / name / file), stated) for file, stated in files.items()]
        whole = [mark for mark, stated in marks if mark is not None and mark.size == stated.size]
        found[name] = (sum(mark.size or 0 for mark in whole), sum(mark.kept for mark in whole))
    return found
