"""Web pages whose address names no paper: looked at once, politely, and taken for the paper that they are of."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.errors import AccessRefused, NotFound, Offline, ScholarError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search import query_parser
from scholar_desktop.domain.search.query import SearchResult
from tests.support.demo_fixture import Demo
from tests.support.fake_web import FakeWeb, Reply, page, redirect

MakeBackend = Callable[..., Composition]

FORUM = "https://openreview.net/forum?id=rJXMpikCZ"
TITLE = "Attention is All you Need"
ATTENTION = "s2:204e3073870fae3d05bcbc2f6a8e263d9b72e776"


@pytest.fixture
def web() -> Iterator[FakeWeb]:
    world = FakeWeb()
    yield world
    world.close()


def tags(**named: str) -> Reply:
    return page("<head>" + "".join(f'<meta name="citation_{name}" content="{text}">' for name, text in named.items()))


async def search(backend: Composition, text: str, ask: RequestOptions | None = None) -> SearchResult:
    return await backend.services.search.run(query_parser.parse(text), lambda _result: None, ask or RequestOptions())


async def test_a_forum_is_found_by_its_title_for_one_look_and_one_question(
    make_backend: MakeBackend, demo: Demo, web: FakeWeb
):
    web.web["openreview.net/forum?id=rJXMpikCZ"] = tags(title=TITLE, author="Vaswani, Ashish", publication_date="2017")
    backend = make_backend(host_map=f"*={web.url}")
    try:
        for text in (
            "openreview.net/pdf?id=rJXMpikCZ",
            f"({FORUM}).",
            "https://OpenReview.net/attachment?id=rJXMpikCZ&name=x",
        ):
            found = await search(backend, text)
            assert found.taken_for == "OpenReview page: found by its title"
            assert [paper.id for paper in found.papers] == [ATTENTION]
        assert web.web_requests() == ["openreview.net/forum?id=rJXMpikCZ"], "every spelling is one page, looked at once"
        assert demo.stats()["counts"] == {"s2": 1}, "the answer to the title tells the paper, too"
    finally:
        await backend.aclose()
    backend = make_backend(host_map=f"*={web.url}")
    try:
        paper = await backend.services.papers.open(
            query_parser.parse(FORUM).identifier, lambda _paper: None, RequestOptions()
        )
        assert paper.id == ATTENTION
        assert len(web.web_requests()) == 1, "and it is known the next time"
    finally:
        await backend.aclose()


@pytest.mark.parametrize(
    ("said", "words", "paper"),
    [
        ({"doi": "https://doi.org/10.1038/S41579-022-00846-2"}, "DOI 10.1038/s41579-022-00846-2", "doi"),
        ({"arxiv_id": "1706.03762v5", "title": "x"}, "arXiv 1706.03762", "arxiv"),
    ],
)
async def test_a_page_is_taken_for_what_its_tags_name(
    make_backend: MakeBackend, web: FakeWeb, said: dict[str, str], words: str, paper: str
):
    web.web["journal.example.org/article/17"] = redirect("https://journal.example.org/a/17.html")
    web.web["journal.example.org/a/17.html"] = tags(**said)
    backend = make_backend(host_map=f"*={web.url}")
    try:
        found = await search(backend, "https://journal.example.org/article/17")
    finally:
        await backend.aclose()
    assert found.taken_for == f"journal.example.org page: {words}"
    assert len(found.papers) == 1
    assert getattr(found.papers[0].ids, paper) in words


@pytest.mark.parametrize(
    ("reply", "kind", "said"),
    [
        (
            page("<title>Just a moment...</title><script>window._cf_chl_opt={}</script>", 403),
            AccessRefused,
            "checks that you are human",
        ),
        (page("<h1>Forbidden</h1>", 403), AccessRefused, "refused access"),
        (page("<title>A list of papers</title>"), NotFound, "does not identify a paper"),
        (page("none", 404), NotFound, r"openreview.net has no page at this address \(404\)"),
        (page("gone", 410), NotFound, r"openreview.net no longer has this page \(410\)"),
        (
            Reply(200, b"%PDF-1.4 ...", {"Content-Type": "application/pdf"}),
            NotFound,
            "returned a file instead of a page",
        ),
        (tags(title=TITLE, author="Hopper, Grace"), NotFound, "by Hopper, Grace"),
        (tags(title="Of winged snails and their economy"), NotFound, "has no paper with this title"),
    ],
    ids=["challenge", "forbidden", "no tags", "none", "gone", "a file", "another author", "an unknown title"],
)
async def test_a_page_that_does_not_tell_is_said_and_not_asked_again(
    make_backend: MakeBackend, web: FakeWeb, reply: Reply, kind: type[ScholarError], said: str
):
    web.web["openreview.net/forum?id=rJXMpikCZ"] = reply
    backend = make_backend(host_map=f"*={web.url}")
    try:
        for _ in range(2):
            with pytest.raises(kind, match=said) as caught:
                await search(backend, FORUM)
            assert "title" in (caught.value.hint or ""), "what a person can do instead"
        assert len(web.web_requests()) == 1
        with pytest.raises(kind):
            await search(backend, FORUM, RequestOptions(again=True))
        assert len(web.web_requests()) == 2, "a person who tries again is served"
    finally:
        await backend.aclose()


async def test_a_page_in_a_private_network_is_not_asked_for(make_backend: MakeBackend, web: FakeWeb):
    backend = make_backend(host_map="")
    try:
        with pytest.raises(AccessRefused, match="private network"):
            await search(backend, "http://192.168.7.7/paper?id=1")
    finally:
        await backend.aclose()
    offline = make_backend("--offline", host_map=f"*={web.url}")
    try:
        with pytest.raises(Offline):
            await search(offline, FORUM)
    finally:
        await offline.aclose()
    assert web.web_requests() == []


async def test_an_address_that_semantic_scholar_does_not_know_is_looked_at(make_backend: MakeBackend, web: FakeWeb):
    web.web["dl.acm.org/citation.cfm"] = tags(title=TITLE)
    backend = make_backend(host_map=f"*={web.url}")
    try:
        found = await search(backend, "https://dl.acm.org/citation.cfm?id=99999999")
    finally:
        await backend.aclose()
    assert [paper.id for paper in found.papers] == [ATTENTION]
    assert found.taken_for == "dl.acm.org page: found by its title"


async def test_a_page_that_sends_a_browser_on_is_followed_once(make_backend: MakeBackend, web: FakeWeb):
    to = "https://journal.example.org/b"
    web.web["hub.example.org/retrieve/7"] = page(f'<meta http-equiv="refresh" content="2; url={to}">')
    web.web["journal.example.org/b"] = tags(arxiv_id="1706.03762")
    backend = make_backend(host_map=f"*={web.url}")
    try:
        found = await search(backend, "https://hub.example.org/retrieve/7")
    finally:
        await backend.aclose()
    assert found.taken_for == "hub.example.org page: arXiv 1706.03762"
    assert web.web_requests() == ["hub.example.org/retrieve/7", "journal.example.org/b"]


async def test_the_demo_has_pages_that_tell_and_pages_that_do_not(make_backend: MakeBackend, demo: Demo):
    backend = make_backend()
    try:
        found = await search(backend, "https://papers.nips.cc/paper/7181-attention-is-all-you-need")
        assert found.taken_for == "papers.nips.cc page: arXiv 1706.03762"
        assert found.papers[0].id == ATTENTION
        with pytest.raises(AccessRefused, match="sciencedirect"):
            await search(backend, "https://www.sciencedirect.com/science/article/pii/S0092867420302294")
    finally:
        await backend.aclose()
