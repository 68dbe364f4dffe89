"""PDFs that a person has or fetches by hand: identified, checked, copied in."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.identifiers.identifiers import parse
from scholar_desktop.domain.library import HAND, KeptPaper, StagedPdf
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query import Query
from scholar_desktop.library.store import LibraryStore
from scholar_desktop.pdf.inspect import PdfReader
from scholar_desktop.pdf.report import PdfContent, Verdict
from scholar_desktop.services.add_pdfs.browser_fetch import BrowserDownload, BrowserFetch, FetchState
from scholar_desktop.services.add_pdfs.pdf_identification import FileState, IdentifiedPdf, guessed_title
from scholar_desktop.services.open_access.user_links import library_link_url
from tests.support.demo_fixture import Demo
from tests.support.drawn_pdfs import draw_paper, draw_pdf

MakeBackend = Callable[..., Composition]
OPEN = "10.1038/s41579-022-00846-2"


@asynccontextmanager
async def running(make: MakeBackend, **variables: str) -> AsyncIterator[Composition]:
    backend = make(**variables)
    try:
        yield backend
    finally:
        await backend.aclose()


async def paper_of(backend: Composition, doi: str = OPEN) -> Paper:
    identifier = parse(doi)
    assert identifier is not None
    return await backend.s2.paper(identifier, RequestOptions())


async def another_paper(backend: Composition) -> Paper:
    found = await backend.s2.search(Query("language models"), RequestOptions())
    return next(paper for paper in found.papers if paper.ids.doi and paper.authors)


def a_file(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return folder / name


def drawn(paper: Paper, *, filler: int = 0) -> bytes:
    return draw_paper(paper.title, [author.name for author in paper.authors][:3], filler=filler)


async def test_nothing_is_left_of_a_copy_whose_taking_in_is_cancelled(make_backend: MakeBackend, tmp_path: Path):
    async with running(make_backend) as backend:
        paper = await paper_of(backend)
        file = a_file(tmp_path / "mine", "x.pdf", drawn(paper))
        own, parts = backend.services.pdf_import, backend.settings.data_dir / "downloads"
        taking = asyncio.ensure_future(own.attach(paper, file))
        while not list(parts.glob("*.part")):  # noqa: ASYNC110  (the disk tells nobody)
            await asyncio.sleep(0.002)
        disk_is_free = threading.Event()
        own._pool.submit(disk_is_free.wait)
        taking.cancel()
        await asyncio.wait([taking], timeout=0.3)  # it waits for the thread
        taking.cancel()
        disk_is_free.set()
        with pytest.raises(asyncio.CancelledError):
            await taking
        assert list(parts.iterdir()) == []


async def test_a_file_of_the_paper_is_copied_with_where_it_came_from(make_backend: MakeBackend, tmp_path: Path):
    async with running(make_backend) as backend:
        paper = await paper_of(backend)
        file = a_file(tmp_path / "mine", "download (3).pdf", drawn(paper))
        taken = await backend.pdf_import.attach(paper, file, source_url="https://publisher.example/a")
        assert taken.kept
        assert file.exists(), "copied, not moved"
        kept = await backend.store.find(f"doi:{OPEN}")
        assert kept is not None
        (entry,) = kept.files
        assert (entry.source, entry.source_url) == ("hand", "https://publisher.example/a")
        assert entry.bytes == len(drawn(paper))
        assert list((backend.store.data_dir / "downloads").glob("own-*")) == []


async def test_another_papers_file_is_not_taken_unless_a_person_says_so(make_backend: MakeBackend, tmp_path: Path):
    async with running(make_backend) as backend:
        paper = await paper_of(backend)
        other = draw_paper("Another matter altogether, and nothing of what was asked for", ["Some Body"])
        file = a_file(tmp_path / "mine", "x.pdf", other)
        taken = await backend.pdf_import.attach(paper, file)
        assert (taken.kept, taken.can_keep_anyway) == (False, True)
        assert taken.checked.outcome in (Outcome.WRONG_ARTICLE, Outcome.QUARANTINED)
        assert await backend.store.find(f"doi:{OPEN}") is None
        assert (await backend.pdf_import.attach(paper, file, insist=True)).kept
        with pytest.raises(UsageError, match=r"not a PDF \(web page\)"):
            await backend.pdf_import.attach(
                paper, a_file(tmp_path / "mine", "page.pdf", b"<html><body>no</body></html>")
            )
        with pytest.raises(UsageError, match=r"^empty.pdf is empty\.$"):
            await backend.pdf_import.attach(paper, a_file(tmp_path / "mine", "empty.pdf", b""))


async def test_files_are_identified_with_one_request_for_all_printed_identifiers(
    make_backend: MakeBackend, demo: Demo, tmp_path: Path
):
    async with running(make_backend) as backend:
        first, second = await paper_of(backend), await another_paper(backend)
        folder = tmp_path / "papers"
        named = draw_pdf([first.title, first.authors[0].name, f"https://doi.org/{OPEN}", "Abstract", "Words of it."])
        a_file(folder, "a.pdf", named)
        a_file(
            folder / "below",
            "b.PDF",
            draw_pdf(
                [second.title[:60], second.title[60:], second.authors[0].name, f"doi:{second.ids.doi}", "Abstract"]
            ),
        )
        a_file(folder, "broken.pdf", b"%PDF-1.4 nothing behind")
        a_file(folder, "notes.txt", b"no pdf")
        a_file(folder, ".hidden.pdf", named)
        demo.reset()
        files = await backend.pdf_import.pdfs_in([folder])
        assert [file.name for file in files] == ["a.pdf", "broken.pdf", "b.PDF"]
        told: list[IdentifiedPdf] = []
        found = {
            one.path.name: one
            for one in await backend.pdf_identification.identify(files, RequestOptions(), told.append)
        }
        assert {name: one.state for name, one in found.items()} == {
            "a.pdf": FileState.SURE,
            "broken.pdf": FileState.BAD,
            "b.PDF": FileState.SURE,
        }
        assert found["a.pdf"].paper is not None
        assert found["a.pdf"].paper.ids.doi == OPEN
        assert demo.stats()["counts"].get("s2", 0) <= 1
        added = await backend.pdf_import.add([(found["a.pdf"], found["a.pdf"].paper)])
        assert [taken.kept for _, taken in added] == [True]
        again = await backend.pdf_identification.identify(files[:1], RequestOptions(), told.append)
        assert again[0].state is FileState.KEPT


async def test_a_file_without_identifier_is_looked_up_by_its_title_and_else_named_by_the_person(
    make_backend: MakeBackend, demo: Demo, tmp_path: Path
):
    async with running(make_backend) as backend:
        paper = await paper_of(backend)
        demo.reset()
        by_title = a_file(tmp_path, "t.pdf", drawn(paper))
        unknown = a_file(
            tmp_path, "u.pdf", draw_paper("Zxqvw of the jkqvx and other things that nobody wrote", ["A B"])
        )
        found = await backend.pdf_identification.identify([by_title, unknown], RequestOptions(), lambda _one: None)
        assert [one.state for one in found] == [FileState.SURE, FileState.NONE]
        assert found[0].paper is not None
        assert found[0].paper.title == paper.title
        assert demo.stats()["counts"]["s2"] == 2, "a title is a request"
        named = await backend.pdf_identification.named(found[1], OPEN, RequestOptions())
        assert named.state in (FileState.NONE, FileState.CHECK)
        assert named.candidates[0].paper.ids.doi == OPEN
        with pytest.raises(UsageError):
            await backend.pdf_identification.named(found[1], "10.5555/nobody-knows-it", RequestOptions())


async def test_a_file_whose_title_is_only_nearly_that_of_a_paper_is_asked_about(
    make_backend: MakeBackend, demo: Demo, tmp_path: Path
):
    async with running(make_backend) as backend:
        paper = await paper_of(backend)
        names = [author.name for author in paper.authors]
        turned = " ".join([*paper.title.split()[1:], paper.title.split()[0]])
        same = a_file(tmp_path, "same.pdf", draw_paper(paper.title, names))
        near = a_file(tmp_path, "near.pdf", draw_paper(turned, names))
        longer = a_file(tmp_path, "longer.pdf", draw_paper(f"{paper.title} in the rivers of the far north", names))
        found = await backend.pdf_identification.identify([same, near, longer], RequestOptions(), lambda _one: None)
        assert [one.state for one in found] == [FileState.SURE, FileState.CHECK, FileState.CHECK]
        assert {one.paper.id for one in found if one.paper is not None} == {paper.id}
        assert not any(str(one.reason).startswith("Checked") for one in found[1:])
        assert found[1].look is not None
        report = PdfReader().judge(found[1].look, paper)
        assert report.verdict is Verdict.RIGHT, "a copy that a service names as that of the paper is taken, as before"


async def test_a_file_that_has_only_the_title_of_a_paper_and_none_of_its_authors_is_asked_about(
    make_backend: MakeBackend, tmp_path: Path
):
    async with running(make_backend) as backend:
        paper = await paper_of(backend)
        same = a_file(tmp_path, "same.pdf", draw_paper(paper.title, [author.name for author in paper.authors]))
        other = a_file(tmp_path, "other.pdf", draw_paper(paper.title, ["Q. Zyxwolm, 1931"]))
        found = await backend.pdf_identification.identify([same, other], RequestOptions(), lambda _one: None)
        assert [one.state for one in found] == [FileState.SURE, FileState.CHECK]
        assert {one.paper.id for one in found if one.paper is not None} == {paper.id}
        assert found[1].reason == "The title matches, but the first pages name none of its authors."


@pytest.mark.parametrize(
    ("title", "lines", "guess"),
    [
        ("Attention Is All You Need", [], "Attention Is All You Need"),
        (
            "Microsoft Word - final_v3.docx",
            ["A study of many things", "and of some others", "A. Author, B. Author, C. D."],
            "A study of many things and of some others",
        ),
        ("", ["x"], None),
        ("untitled", [], None),
    ],
)
def test_the_title_to_look_up_is_guessed(title: str, lines: list[str], guess: str | None):
    assert guessed_title(PdfContent(True, 1, title, ("\n".join(lines),))) == guess


# -- in the browser


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 8, tzinfo=UTC)
        self.waiting: list[Callable[[], None]] = []

    def __call__(self) -> datetime:
        return self.now

    def later(self, seconds: float, then: Callable[[], None]) -> Clock:
        self.waiting.append(then)
        return self

    def cancel(self) -> None:
        self.waiting.clear()

    def tick(self, **by: float) -> None:
        self.now += timedelta(**by)
        due, self.waiting = self.waiting, []
        for then in due:
            then()


@asynccontextmanager
async def fetching(
    make: MakeBackend, tmp_path: Path
) -> AsyncIterator[tuple[Composition, BrowserFetch, Clock, Path, list[BrowserDownload], list[str]]]:
    folder = tmp_path / "Downloads"
    folder.mkdir()
    clock, told, opened = Clock(), [], []
    async with running(make) as backend:
        fetch = BrowserFetch(
            backend.pdf_import, lambda: folder, opened.append, backend.services.scope, clock=clock, later=clock.later
        )
        fetch.changed.connect(told.append)
        yield backend, fetch, clock, folder, told, opened
        fetch.end()


async def test_the_pdf_that_arrives_whole_is_checked_and_taken_in(make_backend: MakeBackend, tmp_path: Path):
    async with fetching(make_backend, tmp_path) as (backend, fetch, clock, folder, told, opened):
        paper = await paper_of(backend)
        a_file(folder, "older.pdf", drawn(paper))
        await fetch.begin(paper, "https://publisher.example/a")
        assert opened == ["https://publisher.example/a"]
        whole = drawn(paper, filler=50)
        a_file(folder, "a.pdf.crdownload", whole[:100])
        a_file(folder, "b.pdf.part", whole[:100])
        a_file(folder, "b.pdf", b"")
        a_file(folder, "c.pdf", whole[:400])
        for _ in range(3):
            clock.tick(seconds=1)
            await backend.idle()
        assert [one.state for one in told] == [FetchState.WATCHING], (
            "nothing is whole yet, and the older one is no news"
        )
        (folder / "a.pdf.crdownload").rename(folder / "a.pdf")
        (folder / "a.pdf").write_bytes(whole)
        clock.tick(seconds=1)
        await backend.idle()
        assert len(told) == 1, "its size must rest first"
        clock.tick(seconds=1)
        await backend.idle()
        assert told[-1].state is FetchState.TAKEN
        assert (folder / "a.pdf").exists()
        kept = await backend.store.find(f"doi:{OPEN}")
        assert kept is not None
        assert (kept.files[0].source, kept.files[0].source_url) == ("hand", "https://publisher.example/a")
        assert (fetch.running(), clock.waiting) == ((), [])


async def test_a_doubtful_one_waits_for_a_word_and_watching_ends_after_ten_minutes(
    make_backend: MakeBackend, tmp_path: Path
):
    async with fetching(make_backend, tmp_path) as (backend, fetch, clock, folder, told, _opened):
        paper = await paper_of(backend)
        await fetch.begin(paper, "https://publisher.example/a")
        a_file(
            folder, "x.pdf", draw_paper("Another matter altogether, and nothing of what was asked for", ["Some Body"])
        )
        for _ in range(3):
            clock.tick(seconds=1)
            await backend.idle()
        assert [one.state for one in told] == [FetchState.WATCHING, FetchState.DOUBTFUL]
        assert len(fetch.running()) == 1, "watching goes on"
        clock.tick(minutes=10)
        await backend.idle()
        assert (told[-1].state, fetch.running()) == (FetchState.ENDED, ())
        await fetch.insist(told[1])
        assert told[-1].state is FetchState.TAKEN


async def test_two_papers_are_told_apart(make_backend: MakeBackend, tmp_path: Path):
    async with fetching(make_backend, tmp_path) as (backend, fetch, clock, folder, told, _opened):
        first, second = await paper_of(backend), await another_paper(backend)
        await fetch.begin(first, "https://one.example/")
        await fetch.begin(second, "https://two.example/")
        a_file(folder, "it.pdf", drawn(second))
        for _ in range(2):
            clock.tick(seconds=1)
            await backend.idle()
        assert [(one.state, one.paper.title) for one in told[2:]] == [(FetchState.TAKEN, second.title)]
        fetch.stop(first.id)
        assert told[-1].state is FetchState.ENDED


async def test_without_a_downloads_folder_it_says_so(make_backend: MakeBackend, tmp_path: Path):
    async with fetching(make_backend, tmp_path) as (_backend, fetch, _clock, folder, _told, opened):
        folder.rmdir()
        with pytest.raises(UsageError, match="does not exist"):
            await fetch.begin(Paper(title="x", ids=Ids(doi="10.1/x")), "https://one.example/")
        assert opened == []


# -- through the library

WITH_DOI = Paper(title="A & B", ids=Ids(doi="10.1000/ab"))


@pytest.mark.parametrize(
    ("template", "address"),
    [
        ("https://proxy.uni.edu/login?url={url}", "https://proxy.uni.edu/login?url=https://doi.org/10.1000/ab"),
        ("https://proxy.uni.edu/login?url=", "https://proxy.uni.edu/login?url=https://doi.org/10.1000/ab"),
        (
            "https://proxy.uni.edu/login?qurl={url_encoded}",
            "https://proxy.uni.edu/login?qurl=https%3A%2F%2Fdoi.org%2F10.1000%2Fab",
        ),
        ("https://resolver.uni.edu/?rft_id=info:doi/{doi}", "https://resolver.uni.edu/?rft_id=info:doi/10.1000%2Fab"),
        ("https://resolver.uni.edu/?rft.atitle={title}", "https://resolver.uni.edu/?rft.atitle=A%20%26%20B"),
    ],
)
def test_the_way_through_the_library(template: str, address: str):
    assert library_link_url(template, WITH_DOI) == address


def test_a_paper_without_what_the_template_wants_is_told():
    with pytest.raises(UsageError, match="needs the paper's DOI"):
        library_link_url("https://resolver.uni.edu/?id={doi}", Paper(title="No DOI", ids=Ids(arxiv="2401.00001")))


@pytest.mark.parametrize(
    "text",
    [
        "proxy.uni.edu",
        "https://proxy.uni.edu/login",
        "https://p.edu/?u={ur}",
        "ftp://x/{url}",
        "https://p.edu/{url} x",
    ],
)
async def test_a_template_that_leads_nowhere_is_refused(make_backend: MakeBackend, text: str):
    async with running(make_backend) as backend:
        with pytest.raises(UsageError, match="library_link"):
            await backend.settings_editor.set("library_link", text)


def delete_pdf_of(kept: KeptPaper) -> None:
    (pdf,) = kept.files
    Path(pdf.path).unlink()


ENGINE = Paper(
    title="On the engine that weaves algebraic patterns", authors=(Author("Ada Lovelace"),), ids=Ids(doi="10.5555/one")
)


@pytest.mark.parametrize(
    ("paper", "corrected"), [(ENGINE, "10.5555/two"), (msgspec.structs.replace(ENGINE, ids=Ids(), year=1843), None)]
)
async def test_a_file_is_of_its_own_paper_also_when_the_doi_was_corrected_or_there_is_none(
    make_backend: MakeBackend, tmp_path: Path, paper: Paper, corrected: str | None
):
    async with running(make_backend) as backend:
        content = drawn(paper)
        file = a_file(tmp_path / "mine", "x.pdf", content)
        assert (await backend.pdf_import.attach(paper, file, insist=True)).kept
        sha256 = hashlib.sha256(content).hexdigest()
        kept = (await backend.store.files_with_sha256([sha256])).get(sha256)
        assert kept is not None
        if corrected is not None:
            await backend.store.entries.edit(kept.key, {"DOI": corrected})
        again = await backend.pdf_import.attach(paper, file, insist=True)
        assert (again.kept, again.owner, again.checked.outcome) == (True, None, Outcome.SAVED)
        checked = await backend.pdf_import._checker.check(file, paper, sha256=sha256)
        assert checked.outcome is Outcome.SAVED, "a download of the same file is not put into the quarantine"
        other = msgspec.structs.replace(paper, title="Another matter", ids=Ids(doi="10.5555/three"))
        refused = await backend.pdf_import.attach(other, file, insist=True)
        assert refused.owner is not None
        assert refused.owner.paper.title == paper.title
        same_title = msgspec.structs.replace(paper, ids=Ids(doi="10.5555/three"))
        checked = await backend.pdf_import._checker.check(file, same_title, sha256=sha256)
        assert checked.outcome is Outcome.QUARANTINED
        assert "Your library already has this file" in str(checked.reason)
        await backend.store.entries.trash([kept.key], True)
        checked = await backend.pdf_import._checker.check(file, same_title, sha256=sha256)
        assert "which was in the trash" in str(checked.reason)
        await backend.store.entries.trash([kept.key], False)
        delete_pdf_of(kept)
        checked = await backend.pdf_import._checker.check(file, same_title, sha256=sha256)
        assert checked.outcome is Outcome.SAVED, "the file is no longer on the disk"


async def test_the_file_of_an_import_is_looked_up_once(
    make_backend: MakeBackend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    asked: list[str] = []
    look_up = LibraryStore.other_with_sha256

    async def counted(store: LibraryStore, sha256: str, paper: Paper) -> KeptPaper | None:
        asked.append(sha256)
        return await look_up(store, sha256, paper)

    monkeypatch.setattr(LibraryStore, "other_with_sha256", counted)
    async with running(make_backend) as backend:
        assert (await backend.pdf_import.attach(ENGINE, a_file(tmp_path / "mine", "x.pdf", drawn(ENGINE)))).kept
    assert len(asked) == 1


async def test_a_pdf_that_another_paper_got_meanwhile_is_left_out_and_the_others_are_one_change(
    make_backend: MakeBackend, tmp_path: Path
):
    papers = [Paper(f"Tides of the coast, part {number}", Ids(doi=f"10.5555/tides.{number}")) for number in range(3)]
    async with running(make_backend) as backend:
        store = backend.store
        await backend.pdf_import.attach(papers[0], a_file(tmp_path, "0.pdf", drawn(papers[0])), insist=True)
        parts = backend.settings.data_dir / "downloads"
        contents = [drawn(papers[0]), drawn(papers[1]), drawn(papers[2], filler=100)]
        pdfs = [
            StagedPdf(paper, a_file(parts, f"{number}.part", content), "x.pdf", digest, "2026-01-01T00:00:00Z", HAND)
            for number, (paper, content) in enumerate(zip([papers[1], papers[1], papers[2]], contents, strict=True))
            for digest in [hashlib.sha256(content).hexdigest()]
        ]
        changes, refused = await store.attach_together(pdfs)
        assert {sha256: kept.paper.title for sha256, kept in refused.items()} == {pdfs[0].sha256: papers[0].title}
        assert str(changes.label) == "add 2 PDFs and 2 papers"
        counts = await store.counts()
        assert (counts.papers, counts.with_pdf) == (3, 3)
        await store.undo()
        counts = await store.counts()
        assert (counts.papers, counts.with_pdf) == (1, 1)
        await store.redo()
        assert (await store.counts()).with_pdf == 3
