"""Closed papers that became open and preprints that were published, told once, and got without losing what is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from scholar_desktop.app import Composition
from scholar_desktop.domain.alerts.watched_items import CheckResult, WatchedItem
from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.domain.merging.merge_fields import is_deposit_doi
from scholar_desktop.domain.paper import Ids, OpenAccess, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query import Query
from scholar_desktop.services.alerts.open_access_watch import NOW_OPEN, NOW_PUBLISHED
from scholar_desktop.services.program.scheduler import Scheduler
from tests.support.demo_fixture import Demo
from tests.support.libraries import keep_pdf

MakeBackend = Callable[..., Composition]
OPEN = "10.1038/s41579-022-00846-2"


@asynccontextmanager
async def looking(backend: Composition, *papers: Paper) -> AsyncIterator[Scheduler]:
    await backend.store.add(papers)
    watch = backend.services.watch
    watch.start()
    await backend.idle()
    try:
        yield watch
    finally:
        await backend.aclose()


async def look(backend: Composition, kind: str) -> None:
    backend.services.watch.look_now(kind)
    await backend.idle()


def closed(doi: str, title: str = "A paper that was closed") -> Paper:
    """A paper that Unpaywall called closed when it was added."""
    oa = OpenAccess(is_oa=False, status="closed")
    return Paper(title=title, ids=Ids(doi=doi), oa=oa, sources=("unpaywall",))


async def a_closed_doi(backend: Composition) -> str:
    page = await backend.unpaywall.search("the", RequestOptions(), is_oa=False)
    return str(page.items[0].paper.ids.doi)


async def a_published_preprint(backend: Composition) -> Paper:
    """A paper of the demo that has an arXiv id and the DOI of an article."""
    found = await backend.s2.search(Query("language models"), RequestOptions())
    return next(
        paper for paper in found.papers if paper.ids.arxiv and paper.ids.doi and not is_deposit_doi(paper.ids.doi)
    )


async def test_a_closed_paper_that_became_open_is_told_once(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    async with looking(backend, closed(OPEN)) as watch:
        await look(backend, NOW_OPEN)
        (news,) = await watch.news()
        assert (news.kind, news.title) == (NOW_OPEN, "A paper that was closed")
        assert news.text.startswith("Now open at ")
        assert news.paper is not None
        kept = await backend.store.find(f"doi:{OPEN}")
        assert kept is not None
        assert kept.paper.oa.is_oa is True, "the library knows it too"
        await look(backend, NOW_OPEN)
        assert len(await watch.news()) == 1
        assert demo.stats()["counts"]["unpaywall"] == 1, "what is known to be open is not asked for again"


async def test_a_copy_that_may_be_old_is_not_said_to_be_new_at_the_first_check(make_backend: MakeBackend):
    backend = make_backend()
    by_another = msgspec.structs.replace(closed(OPEN), sources=("s2",))
    async with looking(backend, by_another) as watch:
        await look(backend, NOW_OPEN)
        (news,) = await watch.news()
        assert news.text.startswith("Already open at ")


async def test_a_preprint_that_an_earlier_check_saw_unpublished_is_said_to_be_published_now(make_backend: MakeBackend):
    backend = make_backend()
    whole = await a_published_preprint(backend)
    preprint = Paper(title=whole.title, ids=Ids(arxiv=whole.ids.arxiv), type="preprint")
    async with looking(backend, preprint) as watch:
        store = backend.store.watches
        (one,) = await store.preprints()
        (item,) = await store.watched(NOW_PUBLISHED, [WatchedItem(one.key, one.title)])
        await store.note(NOW_PUBLISHED, item, "2024-01-01T00:00:00Z", CheckResult(memory={"published": False}))
        await look(backend, NOW_PUBLISHED)
        (news,) = await watch.news()
        assert news.text.startswith("Now published in ")


async def test_a_paper_of_a_conference_is_no_preprint(make_backend: MakeBackend):
    backend = make_backend()
    found = await backend.s2.search(Query("attention is all you need"), RequestOptions())
    whole = next(paper for paper in found.papers if paper.ids.arxiv == "1706.03762")
    assert whole.venue
    on_server = Paper(title="On a server", ids=Ids(arxiv="2401.00001"), venue="arXiv.org")
    async with looking(backend, whole, on_server) as watch:
        assert [one.title for one in await backend.store.watches.preprints()] == ["On a server"]
        await look(backend, NOW_PUBLISHED)
        assert await watch.news() == ()


async def test_one_that_stays_closed_one_with_a_pdf_and_one_of_datacite_are_no_news(
    make_backend: MakeBackend, demo: Demo, tmp_path: Path
):
    backend = make_backend()
    doi = await a_closed_doi(backend)
    demo.reset()
    has_pdf = closed(OPEN, "Has a PDF")
    elsewhere = closed("10.5281/zenodo.123", "A record")
    async with looking(backend, closed(doi), has_pdf, elsewhere) as watch:
        await keep_pdf(backend.store, has_pdf, tmp_path)
        await look(backend, NOW_OPEN)
        assert await watch.news() == ()
        state = next(one for one in watch.states() if one.kind == NOW_OPEN)
        assert (state.watched, state.due, state.checked is not None) == (1, 0, True)
        assert demo.stats()["counts"] == {"unpaywall": 1}


async def test_preprints_are_asked_for_in_one_request_and_the_published_are_told(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    whole = await a_published_preprint(backend)
    demo.reset()
    preprint = Paper(title=whole.title, ids=Ids(arxiv=whole.ids.arxiv), type="preprint")
    unpublished = Paper(title="Not published", ids=Ids(arxiv="2401.00001"), type="preprint")
    async with looking(backend, preprint, unpublished) as watch:
        await look(backend, NOW_PUBLISHED)
        (news,) = await watch.news()
        assert news.text.startswith("Already published in "), "no earlier check has seen it unpublished"
        assert news.details["doi"] == whole.ids.doi
        assert demo.stats()["counts"] == {"s2": 1}
        await look(backend, NOW_PUBLISHED)
        assert next(one for one in watch.states() if one.kind == NOW_PUBLISHED).watched == 1, "it is none any more"


async def test_the_published_pdf_comes_beside_the_one_that_is_kept(make_backend: MakeBackend, tmp_path: Path):
    backend = make_backend()
    async with looking(backend, closed(OPEN)):
        answer = await backend.unpaywall.doi(OPEN, RequestOptions())
        old = await keep_pdf(backend.store, answer.paper, tmp_path, version="submittedVersion", name="preprint.pdf")
        (key,) = backend.services.downloads.enqueue([answer.paper], beside=True)
        await backend.idle()
        item = backend.services.downloads.row(key)
        assert (item.state, item.outcome) == (DownloadState.DONE, ItemOutcome.SAVED)
        kept = await backend.store.find(f"doi:{OPEN}")
        assert kept is not None
        assert [file.version for file in kept.files] == ["submittedVersion", "publishedVersion"]
        assert kept.files[0].sha256 == old
        assert kept.pdf == item.path == kept.files[1].path, "the published one is the paper's PDF now"


async def test_where_no_published_copy_is_open_the_kept_one_stays(make_backend: MakeBackend, tmp_path: Path):
    backend = make_backend()
    async with looking(backend):
        paper = closed(await a_closed_doi(backend))
        await keep_pdf(backend.store, paper, tmp_path, version="submittedVersion")
        (key,) = backend.services.downloads.enqueue([paper], beside=True)
        await backend.idle()
        item = backend.services.downloads.row(key)
        kept = await backend.store.find(paper.id)
        assert kept is not None
        assert [file.version for file in kept.files] == ["submittedVersion"]
        assert (item.outcome, item.path) == (ItemOutcome.SAVED, kept.pdf), "it is not without a PDF"
        assert item.reason == "No open copy of the published version found. Your PDF stays."
