"""Texts that the library and the profile store keep their template and values, so that they can be translated later."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from scholar_desktop.cli.result import Result, write_json
from scholar_desktop.domain.alerts.watched_items import CheckResult, NewsItem, WatchedItem
from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Outcome
from scholar_desktop.domain.download import DownloadFile, DownloadItem, DownloadState
from scholar_desktop.domain.errors import ErrorInfo, NotFound
from scholar_desktop.domain.library import ReadText
from scholar_desktop.domain.reference_lists.reference_list import (
    FieldMatch,
    LineCandidate,
    ParsedReference,
    ReferenceLine,
    ReferenceListHead,
)
from scholar_desktop.domain.search.query import Query, SearchResult
from scholar_desktop.domain.search.search_ledger import FoundPaper, FoundRow, LedgerRun, SourceCount
from scholar_desktop.domain.source import S2, Phase, SourceReport
from scholar_desktop.domain.text.message import Message, encode_stored
from scholar_desktop.formats.search_ledger_export import ledger_json
from scholar_desktop.library.tables.ledger_table import pack_found, write_run
from scholar_desktop.library.tables.searches_database import SearchesDatabase
from scholar_desktop.profile import StateFile
from tests.support.libraries import a_paper, keep_pdf, opened

GONE = Message("{host} no longer has the file ({status}).", host="arxiv.org", status=404)
PROBLEM = ErrorInfo("not_found", GONE, Message.counted("{count} try left.", "{count} tries left.", 2), S2)


def is_gone(text: object) -> bool:
    """True if *text* is GONE with its template and values, not only its sentence."""
    return isinstance(text, Message) and (text, text.template, text.values) == (GONE, GONE.template, GONE.values)


def is_problem(error: ErrorInfo | None) -> bool:
    assert error is not None
    return is_gone(error.message) and isinstance(error.hint, Message) and error.hint.values == {"count": 2}


async def test_the_download_queue_and_the_attempts_keep_their_reasons(tmp_path: Path) -> None:
    tried = Attempt("https://a.org/x.pdf", "s2", Outcome.UNAVAILABLE, 404, reason=GONE)
    item = DownloadItem(
        "a",
        "doi:10.5555/a",
        a_paper("a"),
        DownloadState.DONE,
        attempts=(tried,),
        outcome=ItemOutcome.UNAVAILABLE,
        reason=GONE,
        batch=GONE,
        files=(DownloadFile("x.zip", reason=GONE),),
    )
    async with opened(tmp_path) as store:
        await store.save_download(item, run="first")
    async with opened(tmp_path) as store:
        (again,) = await store.downloads()
        assert again == item
        (kept,) = await store.attempts("a")
        assert all(map(is_gone, (again.reason, again.batch, again.attempts[0].reason, again.files[0].reason)))
        assert is_gone(kept.reason)


async def test_a_sentence_of_an_earlier_version_is_read_as_it_is(tmp_path: Path) -> None:
    item = DownloadItem("a", "doi:10.5555/a", None, DownloadState.DONE, reason=str(GONE))
    async with opened(tmp_path) as store:
        await store.save_download(item)
        (again,) = await store.downloads()
    assert again.reason == "arxiv.org no longer has the file (404)."
    assert type(again.reason) is str


class EarlierItem(msgspec.Struct):
    """The fields of a download as version 1.0 reads them: its reason is a text."""

    key: str
    reason: str = ""


def test_an_earlier_version_can_read_what_is_stored() -> None:
    item = DownloadItem("a", "doi:10.5555/a", None, DownloadState.DONE, reason=GONE)
    kept = msgspec.json.decode(msgspec.json.encode(item, enc_hook=encode_stored), type=EarlierItem)
    assert "{host} no longer has the file ({status})." in kept.reason


async def test_background_lookups_keep_their_problems_and_news(tmp_path: Path) -> None:
    novelty = NewsItem(GONE, a_paper("a"), {"why": GONE, "doi": "10.5555/a"}, "gone")
    async with opened(tmp_path) as store:
        await store.watches.note("open", WatchedItem("a", "A"), "2026-01-01", CheckResult((novelty,), {"why": GONE}))
        await store.watches.note("open", WatchedItem("c", "C"), "2026-01-01", CheckResult((NewsItem(GONE),)))
        await store.watches.note_problem("open", WatchedItem("b", "B"), "2026-01-01", PROBLEM)
    async with opened(tmp_path) as store:
        other, news = await store.watches.news("open")
        one, failed = await store.watches.watched("open", [WatchedItem("a"), WatchedItem("b")])
    assert is_gone(news.text)
    assert is_gone(news.details["why"])
    assert is_gone(other.text)
    assert news.details["doi"] == "10.5555/a"
    assert one.memory is not None
    assert is_problem(failed.problem)


async def test_the_undo_entries_keep_their_labels(tmp_path: Path) -> None:
    label = Message("follow {name}", name="Ada")
    row = {"kind": "author", "key": "1", "title": "Ada", "since": "2026-01-01", "details": "{}"}
    async with opened(tmp_path) as store:
        await store.follows.put([row], label)
    async with opened(tmp_path) as store:
        undone = await store.undo_label()
        await store.undo()
        again = await store.redo_label()
    for one in (undone, again):
        assert isinstance(one, Message)
        assert (one, one.template, one.values) == ("follow Ada", "follow {name}", {"name": "Ada"})


async def test_a_text_that_could_not_be_read_keeps_why(tmp_path: Path) -> None:
    async with opened(tmp_path / "data") as store:
        sha256 = await keep_pdf(store, a_paper("a"), tmp_path, b"a")
        await store.keep_text(sha256, ReadText(1, ("",), is_sound=False, problem=GONE))
        read = await store.what_was_read(sha256)
    assert read is not None
    assert is_gone(read.problem)


def _run() -> LedgerRun:
    counts = (SourceCount(S2, "failed", error=GONE, note=GONE),)
    return LedgerRun(0, "2026-01-01T00:00:00Z", Query("bees"), sources=counts)


FOUND = FoundPaper("p", "A paper", rows=(FoundRow(S2, "1", 1), FoundRow(S2, "2", 2, GONE)))


async def test_the_search_ledger_keeps_its_reasons(tmp_path: Path) -> None:
    file = SearchesDatabase(tmp_path)
    number = await file.do(lambda connection: write_run(connection, _run(), pack_found([FOUND])))
    (run,) = await file.ledger.runs()
    (found,) = await file.ledger.found(number)
    await file.aclose()
    assert is_gone(run.sources[0].error)
    assert is_gone(run.sources[0].note)
    assert is_gone(found.rows[1].why)
    exported = json.loads(ledger_json([run], [[found]]))["runs"][0]
    assert exported["sources"][0]["error"] == "arxiv.org no longer has the file (404)."
    assert exported["found"][0]["rows"][1]["why"] == "arxiv.org no longer has the file (404)."


async def test_a_reference_list_keeps_its_reasons(tmp_path: Path) -> None:
    candidate = LineCandidate(a_paper("a"), (FieldMatch("near", GONE),), (GONE, "plain"), GONE)
    line = ReferenceLine(
        1, "bees", ParsedReference(note=GONE, doubt=GONE), by=GONE, candidates=(candidate,), problem=PROBLEM
    )
    file = SearchesDatabase(tmp_path)
    head = await file.lists.add(ReferenceListHead(0, GONE, "2026-01-01", "lines", (GONE, "plain")), [line])
    (kept,) = await file.lists.open_lists()
    (again,) = await file.lists.lines(head.id)
    await file.aclose()
    assert (kept, again) == (head, line)
    assert type(kept.notes[1]) is str
    (one,) = again.candidates
    texts = (kept.source, kept.notes[0], again.wanted.note, again.wanted.doubt, again.by)
    assert all(map(is_gone, (*texts, one.parts[0].words, one.missing[0], one.doubt)))
    assert is_problem(again.problem)


def test_the_state_of_the_window_keeps_the_reports_of_the_last_search(tmp_path: Path) -> None:
    report = SourceReport(S2, Phase.FAILED, error=PROBLEM, note=GONE)
    file = StateFile(tmp_path / "search.json")
    file.write(msgspec.to_builtins(SearchResult(Query("bees"), reports=(report,)), enc_hook=encode_stored))
    (again,) = msgspec.convert(file.read(), SearchResult, strict=False).reports
    assert is_gone(again.note)
    assert is_problem(again.error)
    file.write({"label": GONE})
    assert file.read().keys() == {"label"}


def test_the_json_of_a_command_is_english(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    import sys

    result = Result({"reason": GONE, GONE: [GONE]}, 3, errors=[NotFound(GONE, hint=PROBLEM.hint).info])
    write_json("get", result, [SourceReport(S2, Phase.FAILED, error=PROBLEM)], sys.stdout)
    sent = json.loads(capsysbinary.readouterr().out)
    sentence = "arxiv.org no longer has the file (404)."
    assert sent["data"] == {"reason": sentence, sentence: [sentence]}
    assert sent["errors"] == [{"code": "not_found", "message": sentence, "hint": "2 tries left.", "subject": None}]
    assert sent["sources"][0]["error"]["message"] == sentence


def test_sqlite_gets_the_sentence_of_a_message_that_is_no_stored_text() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        assert connection.execute("SELECT ?", (GONE,)).fetchone() == (str(GONE),)
