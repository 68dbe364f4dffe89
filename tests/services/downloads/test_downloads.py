"""Getting a paper: every outcome of the table in docs/command-line.md, and a good copy is tried after a bad one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scholar_desktop.domain.attempt import ItemOutcome, Lookup, Outcome
from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.paper import access_status
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.library.store import LibraryStore
from scholar_desktop.services.open_access.fetch_run import _found_words
from tests.support.drawn_pdfs import draw_paper, draw_pdf
from tests.support.fake_web import Answerer, FakeWeb, Reply, page, pdf, redirect

if TYPE_CHECKING:
    from scholar_desktop.app import Composition
    from tests.support.fake_web_fixtures import Started

TITLE = "On the engine that weaves algebraic patterns"
AUTHORS = ("Ada Lovelace", "Grace Hopper")
GOOD = draw_paper(TITLE, AUTHORS, filler=3000)
WRONG = draw_paper("Llamas of the high Andes and their wool", ["Jane Roe"])
DOI = "10.5555/engine"


async def get(backend: Composition, *ids: str, to: Path | None = None, name: str | None = None) -> list[DownloadItem]:
    return await backend.batch_download.get(ids, ask=RequestOptions(), on_item=lambda _item: None, to=to, name=name)


async def get_one(backend: Composition, text: str) -> DownloadItem:
    [item] = await get(backend, text)
    return item


def content_of(path: str) -> bytes:
    return Path(path).read_bytes()


def outcomes(item: DownloadItem) -> list[str]:
    return [attempt.outcome.value for attempt in item.attempts]


async def test_an_open_copy_is_saved_into_the_library(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://repo.org/x.pdf"])
    world.web["repo.org/x.pdf"] = pdf(GOOD)
    async with started() as backend:
        item = await get_one(backend, DOI)
        kept = await backend.store.find(DOI)
    assert (item.outcome, outcomes(item), item.asked_as) == (ItemOutcome.SAVED, ["saved"], DOI)
    assert item.path is not None
    assert content_of(item.path) == GOOD
    assert Path(item.path).is_relative_to(backend.settings.data_dir / "papers")
    [attempt] = item.attempts
    assert (attempt.url, attempt.source, attempt.http_status) == ("https://repo.org/x.pdf", "unpaywall", 200)
    assert (attempt.bytes, attempt.sha256) == (len(GOOD), hashlib.sha256(GOOD).hexdigest())
    assert attempt.final_url == "https://repo.org/x.pdf"
    assert kept is not None
    [file] = kept.files
    assert (file.license, file.version, file.source_url) == ("cc-by", "acceptedVersion", "https://repo.org/x.pdf")
    assert not list((backend.settings.data_dir / "downloads").iterdir())


async def test_what_is_in_the_library_is_not_asked_for(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://repo.org/x.pdf"])
    world.web["repo.org/x.pdf"] = pdf(GOOD)
    async with started() as backend:
        first = await get_one(backend, DOI)
        world.requests.clear()
        again = await get_one(backend, f"https://doi.org/{DOI.upper()}")
        by_other_id = await get_one(backend, "CorpusId:1")
    assert (again.outcome, again.attempts, again.path) == (ItemOutcome.SAVED, (), first.path)
    assert (by_other_id.outcome, by_other_id.attempts) == (ItemOutcome.SAVED, ())
    assert world.requests == []


def html_with(meta: str) -> Reply:
    return page(f"<head><title>A journal</title>{meta}</head><body>An abstract</body>")


@pytest.mark.parametrize(
    ("reply", "outcome", "item_outcome"),
    [
        (page("<title>No</title>", 404), Outcome.UNAVAILABLE, ItemOutcome.UNAVAILABLE),
        (Reply(410), Outcome.UNAVAILABLE, ItemOutcome.UNAVAILABLE),
        (Reply(451, b"law"), Outcome.UNAVAILABLE, ItemOutcome.UNAVAILABLE),
        (Reply(402, b"pay"), Outcome.UNAVAILABLE, ItemOutcome.UNAVAILABLE),
        (page("<title>Forbidden</title>", 403), Outcome.REFUSED, ItemOutcome.NEEDS_PERSON),
        (Reply(401, b"no"), Outcome.REFUSED, ItemOutcome.NEEDS_PERSON),
        (page("<title>Just a moment...</title>", 403), Outcome.NEEDS_PERSON, ItemOutcome.NEEDS_PERSON),
        (page("<title>Just a moment...</title>", 503), Outcome.NEEDS_PERSON, ItemOutcome.NEEDS_PERSON),
        (page("<title>Client Challenge</title>"), Outcome.NEEDS_PERSON, ItemOutcome.NEEDS_PERSON),
        (page("<form><input type=password></form>"), Outcome.NEEDS_PERSON, ItemOutcome.NEEDS_PERSON),
        (Reply(202, b"", {"x-amzn-waf-action": "challenge"}), Outcome.NEEDS_PERSON, ItemOutcome.NEEDS_PERSON),
        (html_with(""), Outcome.HTML_NOT_PDF, ItemOutcome.NEEDS_PERSON),
        (Reply(200, b""), Outcome.NOT_PDF, ItemOutcome.UNAVAILABLE),
        (pdf(b"PK\x03\x04 a zip"), Outcome.NOT_PDF, ItemOutcome.UNAVAILABLE),
        (pdf(b"%PDF-1.7 nothing more\n%%EOF\n"), Outcome.NOT_PDF, ItemOutcome.UNAVAILABLE),
        (pdf(draw_pdf([TITLE], password="secret")), Outcome.ENCRYPTED, ItemOutcome.UNAVAILABLE),
        (pdf(GOOD[:-200]), Outcome.TRUNCATED, ItemOutcome.TEMPORARY),
        (pdf(GOOD, cut=2000), Outcome.TRUNCATED, ItemOutcome.TEMPORARY),
        (Reply(reset=True), Outcome.UNREACHABLE, ItemOutcome.TEMPORARY),
        (Reply(500, b"oops"), Outcome.UNREACHABLE, ItemOutcome.TEMPORARY),
        (Reply(429, b"Rate exceeded."), Outcome.RATE_LIMITED, ItemOutcome.TEMPORARY),
        (Reply(503, b"later"), Outcome.RATE_LIMITED, ItemOutcome.TEMPORARY),
        (redirect("/x.pdf"), Outcome.REDIRECT_LOOP, ItemOutcome.UNAVAILABLE),
        (pdf(WRONG), Outcome.WRONG_ARTICLE, ItemOutcome.NEEDS_PERSON),
        (pdf(draw_pdf(["Supplementary Information for", TITLE])), Outcome.QUARANTINED, ItemOutcome.NEEDS_PERSON),
        (pdf(draw_pdf(["Erratum", TITLE, "Ada Lovelace"])), Outcome.QUARANTINED, ItemOutcome.NEEDS_PERSON),
        (pdf(draw_pdf([])), Outcome.CANNOT_CHECK, ItemOutcome.SAVED),
        (pdf(GOOD), Outcome.SAVED, ItemOutcome.SAVED),
    ],
)  # fmt: skip
async def test_each_answer_has_its_outcome(
    world: FakeWeb, started: Started, reply: Reply, outcome: Outcome, item_outcome: ItemOutcome
) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://repo.org/x.pdf"])
    world.web["repo.org/x.pdf"] = reply
    async with started() as backend:
        item = await get_one(backend, DOI)
        kept = await backend.store.find(DOI)
    assert (outcomes(item), item.outcome) == ([outcome.value], item_outcome), item.reason
    assert (kept is not None) == (item_outcome is ItemOutcome.SAVED)
    [attempt] = item.attempts
    assert "repo.org" in attempt.reason or item_outcome is ItemOutcome.SAVED
    assert item.reason == attempt.reason
    assert list((backend.settings.data_dir / "papers").glob("*/*.pdf")) == ([Path(item.path)] if item.path else [])


async def test_a_refused_host_and_a_private_address_are_not_asked(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://shut.org/x.pdf", "http://10.0.0.7/x.pdf"])
    async with started(HOST_MAP="shut.org=refuse") as backend:
        item = await get_one(backend, DOI)
    assert outcomes(item) == ["blocked", "private_address"]
    assert item.outcome is ItemOutcome.UNAVAILABLE
    assert world.web_requests() == []


async def test_a_file_over_the_limit_is_given_up(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://repo.org/x.pdf"])
    world.web["repo.org/x.pdf"] = pdf(draw_paper(TITLE, AUTHORS, filler=1_200_000))
    async with started(MAX_PDF_MB="1") as backend:
        item = await get_one(backend, DOI)
    assert (outcomes(item), item.outcome) == (["too_big"], ItemOutcome.UNAVAILABLE)


async def test_the_next_copy_is_tried_and_each_failure_keeps_its_reason(world: FakeWeb, started: Started) -> None:
    urls = [f"https://host{n}.org/x.pdf" for n in range(6)]
    world.add_paper(TITLE, doi=DOI, copies=urls)
    replies: Sequence[Answerer] = [page("", 404), html_with(""), pdf(WRONG), pdf(GOOD, cut=900), pdf(GOOD), pdf(GOOD)]
    for url, reply in zip(urls, replies, strict=True):
        world.web[url.removeprefix("https://")] = reply
    async with started() as backend:
        item = await get_one(backend, DOI)
    assert outcomes(item) == ["unavailable", "html_not_pdf", "wrong_article", "truncated", "saved"]
    assert item.outcome is ItemOutcome.SAVED
    assert [attempt.url for attempt in item.attempts] == urls[:5]
    assert [f"host{n}.org" in attempt.reason for n, attempt in enumerate(item.attempts)] == [True] * 5
    assert "host5.org/x.pdf" not in world.web_requests()


async def test_of_several_failures_the_first_that_leaves_hope_counts(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://a.org/x", "https://b.org/x", "https://c.org/x"])
    world.web |= {"a.org/x": Reply(404), "b.org/x": html_with(""), "c.org/x": Reply(503)}
    async with started() as backend:
        item = await get_one(backend, DOI)
    assert outcomes(item) == ["unavailable", "html_not_pdf", "rate_limited"]
    assert item.outcome is ItemOutcome.TEMPORARY
    assert item.reason == item.attempts[2].reason


async def test_a_copy_that_stalls_is_followed_by_its_page_and_then_by_the_next_copy(
    world: FakeWeb, started: Started
) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://slow.org/x.pdf", "https://repo.org/x.pdf"])
    world.unpaywall[DOI]["oa_locations"][0]["url_for_landing_page"] = "https://slow.org/page"
    world.web |= {
        "slow.org/x.pdf": pdf(GOOD, hang=700, ranges=True),
        "slow.org/page": html_with('<meta name="citation_pdf_url" content="/other.pdf">'),
        "slow.org/other.pdf": pdf(GOOD, hang=700, ranges=True),
        "repo.org/x.pdf": pdf(GOOD),
    }
    async with started(COPY_WAIT="0.5") as backend:
        item = await get_one(backend, DOI)
    assert [(attempt.outcome, attempt.source) for attempt in item.attempts] == [
        ("timeout", "unpaywall"),
        ("timeout", "landing"),
        ("saved", "unpaywall"),
    ]
    assert world.web_requests() == ["slow.org/x.pdf", "slow.org/page", "slow.org/other.pdf", "repo.org/x.pdf"]
    assert "sent almost nothing for 0.5 seconds" in item.attempts[0].reason
    [page] = item.lookups
    assert (page.url, page.found, page.reason) == ("https://slow.org/page", 1, "slow.org names 1 address to try.")
    assert item.attempts[0].at <= page.at <= item.attempts[1].at


async def test_every_address_that_was_asked_is_an_attempt_or_a_lookup_with_what_came_of_it(
    world: FakeWeb, started: Started
) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://repo.org/x.pdf"])
    world.s2[f"doi:{DOI}"]["externalIds"]["PubMed"] = "7"
    world.web["repo.org/x.pdf"] = Reply(404)
    world.web["www.ebi.ac.uk/europepmc/webservices/rest/search"] = Reply(
        200, b'{"resultList": {"result": []}}', {"Content-Type": "application/json"}
    )
    async with started() as backend:
        item = await get_one(backend, DOI)
    pages = [one for one in item.lookups if not one.is_of_service]
    told = [one.url.split("://")[1].partition("?")[0] for one in (*item.attempts, *pages)]
    assert told == [url.partition("?")[0] for url in world.web_requests()]
    assert [one.reason for one in pages] == ["ebi.ac.uk lists no PDF of this paper."]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "a.org names only addresses that were already tried."),
        (1, "a.org names 1 address to try."),
        (2, "a.org names 2 addresses to try."),
    ],
)
def test_a_lookup_says_how_many_addresses_were_named(count: int, words: str) -> None:
    assert _found_words("https://a.org/page", count) == words


def test_an_answer_of_a_service_has_no_address_and_a_page_of_its_own_record_has_one() -> None:
    assert Lookup("", "zenodo", 1, "Zenodo names 1 copy.", "").is_of_service
    assert not Lookup("https://zenodo.org/api/records/7", "zenodo", 1, "It names 1 file.", "").is_of_service


async def test_the_lookups_so_far_are_shown_and_saved_before_the_download_ends(
    world: FakeWeb, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://slow.org/x.pdf", "https://repo.org/x.pdf"])
    world.unpaywall[DOI]["oa_locations"][0]["url_for_landing_page"] = "https://slow.org/page"
    world.web |= {
        "slow.org/x.pdf": pdf(GOOD, hang=700, ranges=True),
        "slow.org/page": html_with('<meta name="citation_pdf_url" content="/other.pdf">'),
        "slow.org/other.pdf": Reply(404),
        "repo.org/x.pdf": pdf(GOOD),
    }
    saved: list[DownloadItem] = []
    save = LibraryStore.save_download

    async def noted(store: LibraryStore, item: DownloadItem, *, run: str) -> None:
        saved.append(item)
        await save(store, item, run=run)

    monkeypatch.setattr(LibraryStore, "save_download", noted)
    async with started(COPY_WAIT="0.5") as backend:
        await get_one(backend, DOI)
    before_the_end = [item for item in saved if item.outcome is None]
    assert [len(item.lookups) for item in before_the_end if len(item.attempts) == 2] == [1]


async def test_a_wrong_article_waits_outside_the_library(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://repo.org/x.pdf"])
    world.web["repo.org/x.pdf"] = pdf(WRONG)
    async with started() as backend:
        item = await get_one(backend, DOI)
        folder = backend.settings.data_dir / "quarantine"
        [waiting] = folder.iterdir()
        assert await backend.store.files_with_sha256([hashlib.sha256(WRONG).hexdigest()]) == {}
    assert item.quarantined == str(waiting)
    assert waiting.read_bytes() == WRONG
    assert "Llamas" in item.reason


async def test_the_file_of_another_paper_is_quarantined(world: FakeWeb, started: Started) -> None:
    scan = draw_pdf([])
    world.add_paper(TITLE, doi=DOI, copies=["https://repo.org/x.pdf"])
    world.add_paper(
        "Another engine altogether, with other wheels", doi="10.5555/other", copies=["https://repo.org/y.pdf"]
    )
    world.web |= {"repo.org/x.pdf": pdf(scan), "repo.org/y.pdf": pdf(scan)}
    async with started() as backend:
        assert (await get_one(backend, DOI)).outcome is ItemOutcome.SAVED
        item = await get_one(backend, "10.5555/other")
    assert (outcomes(item), item.outcome) == (["quarantined"], ItemOutcome.NEEDS_PERSON)
    assert TITLE in item.reason


# -- landing pages


async def test_a_landing_page_leads_to_its_pdf(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, pages=["https://journal.org/7"])
    world.web["journal.org/7"] = html_with(
        f'<meta name="citation_title" content="{TITLE}"><meta name="citation_pdf_url" content="/files/7.pdf">'
    )
    world.web["journal.org/files/7.pdf"] = pdf(GOOD)
    async with started() as backend:
        item = await get_one(backend, DOI)
    [attempt] = item.attempts
    assert (attempt.outcome, attempt.source, attempt.url) == ("saved", "landing", "https://journal.org/files/7.pdf")
    link = next(request for request in world.requests if request.path == "/files/7.pdf")
    assert link.headers["referer"] == "https://journal.org/7"


async def test_a_direct_link_that_brings_a_page_is_read_as_one(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://journal.org/epdf/7"])
    world.web["journal.org/epdf/7"] = html_with('<meta name="citation_pdf_url" content="https://journal.org/pdf/7">')
    world.web["journal.org/pdf/7"] = pdf(GOOD)
    async with started() as backend:
        item = await get_one(backend, DOI)
    assert [(attempt.outcome, attempt.source) for attempt in item.attempts] == [("saved", "landing")]


async def test_the_page_of_another_paper_leads_nowhere(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, pages=["https://journal.org/7"])
    world.web["journal.org/7"] = html_with(
        '<meta name="citation_title" content="Llamas of the high Andes"><meta name="citation_pdf_url" content="/8.pdf">'
    )
    async with started() as backend:
        item = await get_one(backend, DOI)
    assert outcomes(item) == ["html_not_pdf"]
    assert "Llamas" in item.reason
    assert world.asked("journal.org") == ["/7"]


async def test_a_page_that_jumps_is_followed_with_its_cookies(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://journal.org/get/7"])
    world.web["journal.org/get/7"] = Reply(
        200,
        b'<html><meta http-equiv="refresh" content="0; url=/real/7"></html>',
        {"Content-Type": "text/html", "Set-Cookie": "pass=1; Path=/"},
    )
    world.web["journal.org/real/7"] = lambda request: (
        pdf(GOOD) if "pass=1" in request.headers.get("cookie", "") else Reply(403)
    )
    async with started() as backend:
        item = await get_one(backend, DOI)
    assert [(attempt.outcome, attempt.url) for attempt in item.attempts] == [("saved", "https://journal.org/get/7")]


async def test_pages_that_lead_to_pages_end(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, pages=["https://journal.org/0"])
    for number in range(9):
        world.web[f"journal.org/{number}"] = html_with(f'<meta name="citation_pdf_url" content="/{number + 1}">')
    async with started() as backend:
        item = await get_one(backend, DOI)
    assert outcomes(item) == ["html_not_pdf"]
    assert len(world.asked("journal.org")) == 3


# -- what the services know


async def test_a_paper_that_is_closed_costs_no_request_to_its_publisher(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI)
    async with started() as backend:
        item = await get_one(backend, DOI)
    assert (item.outcome, item.attempts) == (ItemOutcome.CLOSED, ())
    assert world.web_requests() == []
    assert item.paper is not None
    assert [(one.source, one.found, one.reason) for one in item.lookups] == [
        ("unpaywall", 0, "Unpaywall has this paper, but no open PDF of it."),
        ("s2", 0, "Semantic Scholar has this paper, but no open PDF of it."),
    ]
    assert all(one.at for one in item.lookups)


async def test_each_service_that_names_a_copy_is_said_to_name_it(world: FakeWeb, started: Started) -> None:
    address = "https://arxiv.org/pdf/1408.3304"
    world.add_paper(TITLE, doi=DOI, s2_pdf=address, copies=[address], arxiv="1408.3304")
    async with started() as backend:
        item = await get_one(backend, DOI)
    assert [(one.source, one.found, one.reason) for one in item.lookups if one.is_of_service] == [
        ("unpaywall", 1, "Unpaywall names 1 copy."),
        ("s2", 1, "Semantic Scholar names the copy at arxiv.org."),
    ]


async def test_the_library_keeps_what_the_services_say_of_a_paper_that_gets_no_pdf(
    world: FakeWeb, started: Started
) -> None:
    world.add_paper(TITLE, doi=DOI)
    other = "10.5555/gone"
    world.add_paper("Notes on a loom", doi=other, copies=["https://repo.org/gone.pdf"])
    world.web["repo.org/gone.pdf"] = page("", 404)
    async with started() as backend:
        papers = await backend.services.paper_lookup.many([DOI, other], lambda _page: None, RequestOptions())
        await backend.store.add([paper for paper in papers if paper is not None])
        before = [await backend.store.find(one) for one in (DOI, other)]
        undo = await backend.store.undo_label()
        items = await get(backend, DOI, other)
        after = [await backend.store.find(one) for one in (DOI, other)]
        assert await backend.store.undo_label() == undo
    assert [one.outcome for one in items] == [ItemOutcome.CLOSED, ItemOutcome.UNAVAILABLE]
    assert [(one.paper.sources, access_status(one.paper)) for one in before if one] == [(("s2",), "closed")] * 2
    assert [(one.paper.sources, access_status(one.paper)) for one in after if one] == [
        (("s2", "unpaywall"), "closed"),
        (("s2", "unpaywall"), "green"),
    ]


async def test_the_papers_own_page_is_asked_where_unpaywall_knows_nothing(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI)
    world.unpaywall.clear()
    world.web[f"doi.org/{DOI}"] = redirect("https://repo.org/7")
    world.web["repo.org/7"] = html_with('<meta name="citation_pdf_url" content="/7.pdf">')
    world.web["repo.org/7.pdf"] = pdf(GOOD)
    async with started() as backend:
        item = await get_one(backend, DOI)
    assert [(attempt.outcome, attempt.source) for attempt in item.attempts] == [("saved", "landing")]


@pytest.mark.parametrize("reply", [html_with(""), page("", 404)])
async def test_an_own_page_that_names_no_pdf_leaves_the_paper_closed(
    world: FakeWeb, started: Started, reply: Reply
) -> None:
    world.add_paper(TITLE, doi=DOI)
    world.unpaywall.clear()
    world.web[f"doi.org/{DOI}"] = reply
    async with started() as backend:
        item = await get_one(backend, DOI)
    assert item.outcome is ItemOutcome.CLOSED
    assert ("unpaywall", "Unpaywall has no record of this paper.") in [
        (one.source, one.reason) for one in item.lookups if one.is_of_service
    ]


async def test_an_id_that_nobody_knows_is_not_found(world: FakeWeb, started: Started) -> None:
    async with started() as backend:
        item = await get_one(backend, "10.5555/nobody")
        no_id = await get_one(backend, "not an identifier")
    assert (item.outcome, item.attempts, item.paper) == (ItemOutcome.NOT_FOUND, (), None)
    assert (no_id.outcome, no_id.paper) == (ItemOutcome.NOT_FOUND, None)
    assert "not an identifier" in no_id.reason


async def test_without_an_email_a_paper_is_not_called_closed(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://repo.org/x.pdf"])
    async with started(EMAIL="") as backend:
        item = await get_one(backend, DOI)
    assert (item.outcome, item.attempts) == (ItemOutcome.TEMPORARY, ())
    assert "e-mail" in item.reason
    assert not any("/v2/" in request for request in world.service_requests())


async def test_without_an_email_what_others_name_is_got(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, s2_pdf="https://repo.org/s2.pdf")
    world.web["repo.org/s2.pdf"] = pdf(GOOD)
    async with started(EMAIL="") as backend:
        item = await get_one(backend, DOI)
    assert [(attempt.outcome, attempt.source) for attempt in item.attempts] == [("saved", "s2")]


@pytest.mark.parametrize("service", ["unpaywall", "s2"])
async def test_a_service_that_is_down_leaves_hope(world: FakeWeb, started: Started, service: str) -> None:
    world.add_paper(TITLE, doi=DOI)
    world.down.add(service)
    async with started() as backend:
        item = await get_one(backend, DOI)
    assert (item.outcome, item.attempts) == (ItemOutcome.TEMPORARY, ())
    reasons = {one.source: str(one.reason) for one in item.lookups}
    assert reasons.pop(service).endswith("has an internal error (status 500).")
    (other,) = reasons.values()
    assert other.endswith(" has this paper, but no open PDF of it.")


async def test_a_service_that_is_down_costs_only_its_own_copies(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://repo.org/x.pdf"])
    world.web["repo.org/x.pdf"] = pdf(GOOD)
    world.down.add("s2")
    async with started() as backend:
        item = await get_one(backend, DOI)
    assert item.outcome is ItemOutcome.SAVED


@pytest.mark.parametrize("guess", ["acl", "europe_pmc", "arxiv"])
@pytest.mark.parametrize("reply", [Reply(429), Reply(503), Reply(reset=True)])
async def test_an_address_that_was_only_guessed_proves_nothing_while_unpaywall_is_not_heard(
    world: FakeWeb, started: Started, guess: str, reply: Reply
) -> None:
    doi = "10.18653/v1/2020.acl-main.1" if guess == "acl" else DOI
    world.add_paper(TITLE, doi=doi, copies=["https://repo.org/x.pdf"], arxiv="2004.05150" if guess == "arxiv" else None)
    if guess == "europe_pmc":
        world.s2[f"doi:{doi}"]["externalIds"]["PubMedCentral"] = "7"
    world.web["repo.org/x.pdf"] = pdf(GOOD)
    world.faulty["unpaywall"] = reply
    async with started() as backend:
        item = await get_one(backend, doi)
        assert world.web_requests() != [], "the guess was tried"
        assert item.outcome is ItemOutcome.TEMPORARY
        assert "Unpaywall" in item.reason
        world.faulty.clear()
        later = await get_one(backend, doi)
    assert later.outcome is ItemOutcome.SAVED


async def test_a_refused_copy_is_not_the_last_word_while_unpaywall_is_not_heard(
    world: FakeWeb, started: Started
) -> None:
    world.add_paper(TITLE, doi=DOI, s2_pdf="https://guarded.org/x.pdf", copies=["https://repo.org/x.pdf"])
    world.web |= {"guarded.org/x.pdf": Reply(403), "repo.org/x.pdf": pdf(GOOD)}
    world.faulty["unpaywall"] = Reply(reset=True)
    async with started() as backend:
        item = await get_one(backend, DOI)
        assert (item.outcome, outcomes(item)) == (ItemOutcome.TEMPORARY, ["refused"])
        world.faulty.clear()
        later = await get_one(backend, DOI)
    assert later.outcome is ItemOutcome.SAVED


async def test_a_paper_is_not_closed_while_its_own_page_does_not_answer(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI)
    world.unpaywall.clear()
    world.web[f"doi.org/{DOI}"] = Reply(reset=True)
    async with started() as backend:
        item = await get_one(backend, DOI)
    assert (item.outcome, outcomes(item)) == (ItemOutcome.TEMPORARY, ["unreachable"])


async def test_a_paper_is_not_closed_while_an_index_that_may_know_it_does_not_answer(
    world: FakeWeb, started: Started
) -> None:
    world.add_paper(TITLE, doi=DOI)
    world.s2[f"doi:{DOI}"]["externalIds"]["PubMed"] = "123"
    world.unpaywall.clear()
    world.web["www.ebi.ac.uk/europepmc/webservices/rest/search"] = Reply(503)
    async with started() as backend:
        item = await get_one(backend, DOI)
    assert item.outcome is ItemOutcome.TEMPORARY


async def test_arxiv_is_asked_by_the_id_that_semantic_scholar_names(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, arxiv="2004.05150")
    world.web["arxiv.org/pdf/2004.05150"] = pdf(GOOD)
    async with started() as backend:
        item = await get_one(backend, "arXiv:2004.05150v2")
    assert [(attempt.outcome, attempt.source) for attempt in item.attempts] == [("saved", "arxiv")]


@pytest.mark.parametrize(
    "text", ["10.5281/zenodo.77", "doi:10.5281/zenodo.77", "zenodo:77", "https://zenodo.org/records/77"]
)
async def test_the_pdf_of_a_zenodo_record_is_got(world: FakeWeb, started: Started, text: str) -> None:
    md5 = hashlib.md5(GOOD, usedforsecurity=False).hexdigest()
    world.add_record("77", TITLE, {"data.csv": b"a,b", "paper.pdf": GOOD}, md5={"data.csv": "0" * 32, "paper.pdf": md5})
    async with started() as backend:
        item = await get_one(backend, text)
    assert [(attempt.outcome, attempt.source) for attempt in item.attempts] == [("saved", "zenodo")]
    assert world.service_requests() == ["GET /api/records/77"]
    assert world.asked("zenodo.org") == ["/api/records/77/files/paper.pdf/content"]


@pytest.mark.parametrize("name", ["A paper, revised.pdf", "100%.pdf", "part #2?.pdf", "Übersicht [1].pdf", "a%20b.pdf"])
@pytest.mark.parametrize("has_link", [True, False])
async def test_a_file_of_a_record_has_an_address_whatever_its_name(
    world: FakeWeb, started: Started, name: str, has_link: bool
) -> None:
    md5 = hashlib.md5(GOOD, usedforsecurity=False).hexdigest()
    world.add_record("77", TITLE, {name: GOOD}, md5={name: md5})
    if not has_link:
        world.zenodo["77"]["files"][0]["links"] = {}
    async with started() as backend:
        item = await get_one(backend, "zenodo:77")
    assert (item.outcome, outcomes(item)) == (ItemOutcome.SAVED, ["saved"])
    assert item.path is not None
    assert content_of(item.path) == GOOD


@pytest.mark.parametrize("source", ["unpaywall", "s2", "landing page"])
async def test_an_address_that_a_service_sends_raw_is_encoded(world: FakeWeb, started: Started, source: str) -> None:
    raw = "https://repo.org/files/A paper, 100% revised.pdf"
    world.web["repo.org/files/A%20paper,%20100%25%20revised.pdf"] = pdf(GOOD)
    world.web["repo.org/page"] = html_with(f'<meta name="citation_pdf_url" content="{raw}">')
    where = {
        "unpaywall": {"copies": [raw]},
        "s2": {"s2_pdf": raw},
        "landing page": {"pages": ["https://repo.org/page"]},
    }
    world.add_paper(TITLE, doi=DOI, **where[source])  # type: ignore[arg-type]
    async with started() as backend:
        item = await get_one(backend, DOI)
    assert (item.outcome, outcomes(item)) == (ItemOutcome.SAVED, ["saved"])


async def test_a_wrong_checksum_is_not_kept(world: FakeWeb, started: Started) -> None:
    world.add_record("77", TITLE, {"paper.pdf": GOOD}, md5={"paper.pdf": "0" * 32})
    async with started() as backend:
        item = await get_one(backend, "zenodo:77")
    assert (outcomes(item), item.outcome) == (["truncated"], ItemOutcome.TEMPORARY)
    assert "md5" in item.reason


async def test_a_record_without_a_pdf_names_its_files(world: FakeWeb, started: Started) -> None:
    files = {"data.csv": b"a,b", "code.zip": b"PK", "read me.txt": b"x", "more.csv": b"c"}
    world.add_record("77", TITLE, files, md5=dict.fromkeys(files, "0" * 32))
    async with started() as backend:
        item = await get_one(backend, "zenodo:77")
    assert (item.outcome, item.attempts) == (ItemOutcome.NO_PDF, ())
    assert item.reason == "Other files only: data.csv, code.zip, read me.txt and 1 more."
    assert ("zenodo", "Zenodo has this record, but no open PDF of it.") in [
        (one.source, one.reason) for one in item.lookups
    ]
    assert [(file.name, file.size, file.type, file.checksum) for file in item.files] == [
        (name, len(content), name.rpartition(".")[2], "md5:" + "0" * 32) for name, content in files.items()
    ]
    assert item.files[2].url == "https://zenodo.org/api/records/77/files/read%20me.txt/content"


@pytest.mark.parametrize("access", ["embargoed", "restricted", "metadata-only"])
async def test_a_record_that_is_not_open_is_closed(world: FakeWeb, started: Started, access: str) -> None:
    world.add_record("77", TITLE, {"data.csv": b"a,b"}, md5={"data.csv": "0" * 32})
    world.zenodo["77"]["metadata"]["access_right"] = access
    async with started() as backend:
        item = await get_one(backend, "zenodo:77")
    assert (item.outcome, item.files) == (ItemOutcome.CLOSED, ())
