"""One `get` of many papers: few requests, each address once, copies in a folder, and runs that were cut short."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import Phase, SourceReport
from scholar_desktop.services.downloads.earlier_outcomes import Retry
from tests.support.drawn_pdfs import draw_paper
from tests.support.fake_web import FakeWeb, Reply, pdf

if TYPE_CHECKING:
    from scholar_desktop.app import Composition
    from scholar_desktop.domain.download import DownloadItem
    from tests.support.fake_web_fixtures import Started


async def get(backend: Composition, *ids: str, **chosen: Any) -> list[DownloadItem]:
    return await backend.services.batch_download.get(ids, ask=RequestOptions(), on_item=lambda _item: None, **chosen)


def content_of(path: str) -> bytes:
    return Path(path).read_bytes()


def fill(world: FakeWeb, count: int) -> list[str]:
    """So many papers, each with a PDF of its own."""
    dois = []
    for number in range(count):
        title = f"The {number}th chapter on engines and the patterns they weave"
        url = f"https://repo{number}.org/x.pdf"
        dois.append(world.add_paper(title, doi=f"10.5555/{number}", copies=[url]))
        world.web[url.removeprefix("https://")] = pdf(draw_paper(title, ["Ada Lovelace"]))
    return dois


async def test_many_papers_cost_one_request_to_semantic_scholar_and_one_each_to_unpaywall(
    world: FakeWeb, started: Started
) -> None:
    dois = fill(world, 12)
    reports: list[SourceReport] = []
    ask = RequestOptions()
    async with started() as backend:
        items = await backend.services.batch_download.get(
            dois, ask=ask, on_item=lambda _item: None, on_reports=reports.extend
        )
    assert [(item.asked_as, item.outcome) for item in items] == [(doi, ItemOutcome.SAVED) for doi in dois]
    asked = world.service_requests()
    assert asked.count("POST /graph/v1/paper/batch") == 1
    assert sorted(asked) == sorted(["POST /graph/v1/paper/batch", *(f"GET /v2/{doi}" for doi in dois)])
    assert {(report.name, report.phase, report.requests) for report in reports} == {
        ("s2", Phase.OK, 1),
        ("unpaywall", Phase.OK, 12),
    }


async def test_the_items_stand_in_the_order_given_with_each_id_as_given(world: FakeWeb, started: Started) -> None:
    fill(world, 2)
    given = ["https://doi.org/10.5555/1", "nonsense here", "10.5555/unknown", "DOI:10.5555/0", "CorpusId:1"]
    async with started() as backend:
        items = await get(backend, *given)
    assert [item.asked_as for item in items] == given
    assert [item.outcome.value for item in items if item.outcome] == [
        "saved", "not_found", "not_found", "saved", "saved"
    ]  # fmt: skip
    assert len({item.path for item in items}) == 3  # two files, and None


async def test_a_paper_that_is_named_twice_is_got_once(world: FakeWeb, started: Started) -> None:
    [doi] = fill(world, 1)
    async with started() as backend:
        items = await get(backend, doi, "CorpusId:1", doi)
    assert [item.outcome for item in items] == [ItemOutcome.SAVED] * 3
    assert world.web_requests() == ["repo0.org/x.pdf"]


async def test_an_address_that_several_papers_name_is_asked_once(world: FakeWeb, started: Started) -> None:
    for number in range(3):
        world.add_paper(
            f"The {number}th chapter on engines", doi=f"10.5555/{number}", copies=["https://book.org/all.pdf"]
        )
    world.web["book.org/all.pdf"] = Reply(404)
    async with started() as backend:
        items = await get(backend, *(f"10.5555/{number}" for number in range(3)))
    assert [[attempt.outcome for attempt in item.attempts] for item in items] == [["unavailable"]] * 3
    assert world.web_requests() == ["book.org/all.pdf"]


async def test_a_file_that_is_wrong_for_one_paper_may_be_right_for_the_next(world: FakeWeb, started: Started) -> None:
    first = world.add_paper(
        "Llamas of the high Andes and their wool", doi="10.5555/llama", copies=["https://x.org/f.pdf"]
    )
    second = world.add_paper(
        "The weaving of engines and of patterns", doi="10.5555/engine", copies=["https://x.org/f.pdf"]
    )
    world.web["x.org/f.pdf"] = pdf(draw_paper("The weaving of engines and of patterns", ["Ada Lovelace"]))
    async with started(DOWNLOADS="1") as backend:
        items = await get(backend, first, second)
    assert [item.attempts[0].outcome.value for item in items] == ["wrong_article", "saved"]
    assert world.web_requests() == ["x.org/f.pdf"]


async def test_a_copy_goes_to_the_folder_and_is_what_path_names(
    world: FakeWeb, started: Started, tmp_path: Path
) -> None:
    [doi] = fill(world, 1)
    async with started() as backend:
        [item] = await get(backend, doi, to=tmp_path / "out" / "deep", name="{year} {author}")
        [again] = await get(backend, doi, to=tmp_path / "out" / "deep", name="{year} {author}")
        kept = await backend.store.find(doi)
    assert item.path == again.path == str(tmp_path / "out" / "deep" / "2020 Lovelace.pdf")
    assert kept is not None
    assert kept.pdf is not None
    assert content_of(kept.pdf) == content_of(item.path)
    assert [path.name for path in (tmp_path / "out" / "deep").iterdir()] == ["2020 Lovelace.pdf"]


async def test_what_is_in_the_folder_is_never_overwritten(world: FakeWeb, started: Started, tmp_path: Path) -> None:
    dois = fill(world, 2)
    (tmp_path / "2020.pdf").write_bytes(b"mine")
    async with started() as backend:
        items = await get(backend, *dois, to=tmp_path, name="{year}")
    assert (tmp_path / "2020.pdf").read_bytes() == b"mine"
    assert {Path(item.path or "").name for item in items} == {"2020 (2).pdf", "2020 (3).pdf"}
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".part")]


async def test_a_bad_template_or_folder_is_said_before_anything_is_asked(
    world: FakeWeb, started: Started, tmp_path: Path
) -> None:
    [doi] = fill(world, 1)
    (tmp_path / "file").write_bytes(b"")
    async with started() as backend:
        with pytest.raises(UsageError):
            await get(backend, doi, to=tmp_path, name="{colour}")
        with pytest.raises(DiskError):
            await get(backend, doi, to=tmp_path / "file" / "below")
    assert world.requests == []


FINAL = {
    "closed": ItemOutcome.CLOSED,
    "data": ItemOutcome.NO_PDF,
    "nobody": ItemOutcome.NOT_FOUND,
    "refused": ItemOutcome.NEEDS_PERSON,
    "gone": ItemOutcome.UNAVAILABLE,
}
PASSING = {"busy": ItemOutcome.TEMPORARY}


def fill_with_ends(world: FakeWeb) -> list[str]:
    """A paper for each outcome without a PDF; the ids in the order of FINAL and PASSING."""
    world.add_paper("A paper that is closed", doi="10.5555/closed")
    record = world.add_record("77", "Data of looms", {"data.csv": b"a"}, md5={"data.csv": "0" * 32})
    for name, reply in (("refused", Reply(403)), ("gone", Reply(404)), ("busy", Reply(500))):
        world.add_paper(f"A paper that is {name}", doi=f"10.5555/{name}", copies=[f"https://{name}.org/x.pdf"])
        world.web[f"{name}.org/x.pdf"] = reply
    return ["10.5555/closed", record, "10.5555/nobody", "10.5555/refused", "10.5555/gone", "10.5555/busy"]


async def test_final_outcomes_of_a_run_that_ended_are_given_again_and_passing_ones_are_requested(
    world: FakeWeb, started: Started
) -> None:
    ids = fill_with_ends(world)
    async with started() as backend:
        first = await get(backend, *ids)
        assert [item.outcome for item in first] == [*FINAL.values(), *PASSING.values()]
    world.requests.clear()
    async with started() as backend:
        again = await get(backend, *ids)
        assert [(item.outcome, item.reason) for item in again] == [(item.outcome, item.reason) for item in first]
        assert [item.attempts for item in again[:5]] == [item.attempts for item in first[:5]]
        assert [item.files for item in again] == [item.files for item in first]
        assert set(world.web_requests()) == {"busy.org/x.pdf"}
        assert {request.partition("/v2/")[2] for request in world.service_requests()} <= {"", "10.5555/busy"}
        world.requests.clear()
        other = await get(backend, "https://doi.org/10.5555/GONE", "10.5555/closed")
        assert [(item.asked_as, item.outcome) for item in other] == [
            ("https://doi.org/10.5555/GONE", ItemOutcome.UNAVAILABLE),
            ("10.5555/closed", ItemOutcome.CLOSED),
        ]
        assert world.requests == []


async def test_what_is_requested_again_can_be_chosen(world: FakeWeb, started: Started) -> None:
    ids = fill_with_ends(world)
    async with started() as backend:
        first = await get(backend, *ids)
        world.requests.clear()
        none = await get(backend, *ids, retry=Retry.NONE)
        assert [(item.outcome, item.attempts) for item in none] == [(item.outcome, item.attempts) for item in first]
        assert world.requests == []
        world.web["gone.org/x.pdf"] = world.web["refused.org/x.pdf"] = world.web["busy.org/x.pdf"] = Reply(410)
        every = await get(backend, *ids, retry=Retry.ALL)
        assert set(world.web_requests()) == {f"{name}.org/x.pdf" for name in ("gone", "refused", "busy")}
        assert [item.outcome for item in every[3:]] == [ItemOutcome.UNAVAILABLE] * 3
        world.requests.clear()
        assert [item.outcome for item in await get(backend, *ids)] == [item.outcome for item in every]
        assert world.requests == [], "the newer outcome has taken the place of the older"


async def test_final_outcomes_are_requested_again_when_they_are_too_old(world: FakeWeb, started: Started) -> None:
    ids = fill_with_ends(world)[:5]
    later = timedelta()
    async with started() as backend:
        backend.batch_download._now = lambda: datetime.now(UTC) + later
        await get(backend, *ids)
        for later, is_requested in ((timedelta(days=6), False), (timedelta(days=8), True), (timedelta(days=14), False)):
            world.requests.clear()
            await get(backend, *ids)
            assert (world.web_requests() != []) is is_requested, later
        later = timedelta(days=50)
        world.requests.clear()
        await get(backend, *ids, retry=Retry.NONE)
        assert world.requests == []
    async with started(KEEP_OUTCOMES="0") as backend:
        await get(backend, *ids)
        assert set(world.web_requests()) == {"refused.org/x.pdf", "gone.org/x.pdf"}


async def test_an_outcome_is_forgotten_when_the_paper_is_saved(world: FakeWeb, started: Started) -> None:
    [doi] = fill(world, 1)
    good = world.web["repo0.org/x.pdf"]
    world.web["repo0.org/x.pdf"] = Reply(404)
    async with started() as backend:
        [item] = await get(backend, doi)
        assert item.outcome is ItemOutcome.UNAVAILABLE
        world.web["repo0.org/x.pdf"] = good
        [item] = await get(backend, doi, retry=Retry.ALL)
        assert item.outcome is ItemOutcome.SAVED
        assert await backend.store.downloads() == ()


async def test_a_batch_that_fails_is_not_asked_for_each_paper(world: FakeWeb, started: Started) -> None:
    dois = fill(world, 6)
    world.down.add("s2")
    async with started() as backend:
        items = await get(backend, *dois, "arXiv:2004.05150")
    assert [item.outcome for item in items[:6]] == [ItemOutcome.SAVED] * 6
    assert items[6].outcome is ItemOutcome.TEMPORARY
    assert {request for request in world.service_requests() if "graph" in request} == {"POST /graph/v1/paper/batch"}
