"""The button for the PDF says what it does, or why it cannot."""

from __future__ import annotations

import msgspec
import pytest

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Outcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.library import KeptFile, KeptPaper
from scholar_desktop.domain.paper import Copy, Ids, OpenAccess, Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.sources.zenodo.parse import parse_record, record_to_paper
from scholar_desktop.ui.context.paper_status import PaperStatus
from scholar_desktop.ui.open_access.copy_row import copy_state
from scholar_desktop.ui.open_access.pdf_button import pdf_button, pdf_note
from scholar_desktop.ui.rows.paper_row import pdf_state
from scholar_desktop.ui.words.access_words import attempt_words

PAPER = Paper("A paper", Ids(doi="10.5555/1"))
COPIES = tuple(Copy(f"https://{host}/1.pdf", host=host) for host in ("arxiv.org", "zenodo.org", "example.org"))


def item(state: DownloadState, **values: object) -> DownloadItem:
    return DownloadItem("d", "doi:10.5555/1", PAPER, state, COPIES, **values)  # type: ignore[arg-type]


def test_at_first_it_gets_the_pdf():
    button = pdf_button(PAPER, PaperStatus(), online=True, restricted="")
    assert (button.text, button.action, button.main) == ("Get PDF", "paper.get_pdf", True)


def test_a_pdf_that_is_there_is_opened_with_no_network():
    kept = KeptPaper("k", PAPER, (KeptFile("a.pdf", "/library/a.pdf", "0", 1),))
    button = pdf_button(PAPER, PaperStatus(kept=kept), online=False, restricted="")
    assert (button.text, button.action) == ("Open in PDF app", "paper.open_pdf")


def test_on_its_way_it_says_which_copy_and_how_far():
    running = item(DownloadState.RUNNING, current=0, received=340, size=1000)
    button = pdf_button(PAPER, PaperStatus(download=running), online=True, restricted="")
    assert button.text == "Copy 1 of 3 · arxiv.org · 34%"
    assert (button.action, button.progress, button.stoppable) == ("view.downloads", 0.34, True)


def test_while_copies_are_looked_up_it_says_so():
    assert (
        pdf_button(PAPER, PaperStatus(download=item(DownloadState.RUNNING)), online=True, restricted="").text
        == "Looking for copies…"
    )


def test_offline_it_says_that_the_download_waits():
    button = pdf_button(PAPER, PaperStatus(), online=False, restricted="")
    assert button.action == "paper.get_pdf"
    assert "waits until you are online" in button.why
    waiting = pdf_button(PAPER, PaperStatus(download=item(DownloadState.WAITING)), online=False, restricted="")
    assert "waits until you are online" in waiting.why


def test_after_a_failure_it_tries_again_and_a_note_says_why():
    failed = item(DownloadState.DONE, outcome=ItemOutcome.NEEDS_PERSON, reason="The publisher wants a browser.")
    mark = PaperStatus(download=failed)
    assert pdf_button(PAPER, mark, online=True, restricted="").text == "Try again"
    note = pdf_note(mark)
    assert note is not None
    ways = "A PDF that you save in the browser is checked and added to your library. Or choose “Attach PDF…”, or drop"
    text = f"The publisher wants a browser. {ways} the PDF on this window."
    assert (note.lead, note.text) == ("This PDF needs your attention.", text)
    doubtful = PaperStatus(download=msgspec.structs.replace(failed, quarantined="/quarantine/a.pdf"))
    note = pdf_note(doubtful)
    assert note is not None
    assert note.text == "The publisher wants a browser.", "there is a PDF, which waits for a decision"


def test_a_pause_that_is_over_is_no_reason_that_names_its_time():
    reason = "arxiv.org asked for a pause until 12:05:00: too many requests."
    for until, words in (
        ("2020-01-01T12:05:00Z", "arxiv.org asked for a pause, which is over."),
        ("2999-01-01T12:05:00Z", reason),
    ):
        attempt = Attempt(COPIES[0].url, "s2", Outcome.RATE_LIMITED, 429, reason=reason, until=until)
        ended = item(DownloadState.DONE, outcome=ItemOutcome.TEMPORARY, attempts=(attempt,), reason=reason)
        assert pdf_button(PAPER, PaperStatus(download=ended), online=True, restricted="").why == words
        assert copy_state(COPIES[0], PaperStatus(download=ended)).explanation == words
        note = pdf_note(PaperStatus(download=ended))
        assert note is not None
        assert note.text == words


def test_the_host_that_asked_for_a_pause_is_named_also_if_the_address_names_another():
    until, host = "2020-01-01T12:05:00Z", "cdn.example.org"
    reason = Message("{host} asked for a pause until {time}: too many requests.", host=host, time="12:05:00")
    attempt = Attempt(COPIES[0].url, "s2", Outcome.RATE_LIMITED, 429, reason=reason, until=until)
    assert attempt_words(attempt) == "cdn.example.org asked for a pause, which is over."


def test_a_record_without_a_pdf_offers_its_files():
    software = Paper("Notebooks", Ids(zenodo="1"), type="software", oa=OpenAccess(is_oa=True))
    article = Paper("An article", Ids(zenodo="1"), type="article", oa=OpenAccess(is_oa=True))
    tried = PaperStatus(download=item(DownloadState.DONE, outcome=ItemOutcome.NO_PDF))
    for paper, mark in ((software, PaperStatus()), (software, tried), (article, tried)):
        assert pdf_button(paper, mark, online=True, restricted="").text == "Get files"
        state = pdf_state(paper, mark)
        assert state is not None
        assert state.words == "Files"
    removed = pdf_button(software, PaperStatus(download=saved_item()), online=True, restricted="")
    assert removed.text == "Get files", "the paper is in the trash"
    for paper in (article, msgspec.structs.replace(software, oa=OpenAccess(is_oa=True, copies=COPIES[:1]))):
        assert pdf_button(paper, PaperStatus(), online=True, restricted="").text == "Get PDF"


def saved_item() -> DownloadItem:
    """The download of the last one of the files of a record."""
    done = item(DownloadState.DONE, outcome=ItemOutcome.SAVED)
    last = msgspec.structs.replace(done, paper=record_with("a.py", "b.py"), wanted=(), path="/library/1/a.py")
    return msgspec.structs.replace(last, reason=Message("The file is in your library."))


def record_with(*names: str) -> Paper:
    """A record of these files, each of one byte."""
    files = [{"key": name, "size": 1, "checksum": "md5:0"} for name in names]
    metadata = {"title": "Notebooks", "resource_type": {"type": "software"}, "access_right": "open"}
    return record_to_paper(parse_record({"id": 1, "metadata": metadata, "files": files}), "2026-11-20T08:00:00Z")


@pytest.mark.parametrize(
    ("files", "there", "button", "text"),
    [
        ("a.py", "a.py", "Open file", "The file is in your library."),
        ("a.py b.py", "a.py b.py", "Open folder", "The 2 files are in your library."),
        ("a.py b.py", "a.py b.py zenodo-1.zip", "Open folder", "The 2 files are in your library."),
        ("a.py b.py", "a.py", "Get files", "1 of 2 files are in your library."),
        ("a.py b.py", "a.py zenodo-1.zip", "Get files", "1 of 2 files are in your library."),
        ("a.py b.py", "zenodo-1.zip", "Open file", "The file is in your library."),
    ],
)
def test_the_files_of_a_record_are_counted_in_the_library(files: str, there: str, button: str, text: str) -> None:
    paper = record_with(*files.split())
    kept = KeptPaper("k", paper, tuple(KeptFile(one, f"/library/1/{one}", one, 1) for one in there.split()))
    mark = PaperStatus(kept=kept, download=msgspec.structs.replace(saved_item(), paper=paper))
    shown = pdf_button(paper, mark, online=True, restricted="")
    places = {"Open file": f"/library/1/{there.split()[0]}", "Open folder": "/library/1", "Get files": ""}
    assert (shown.text, shown.path) == (button, places[button])
    note = pdf_note(mark)
    assert note is not None
    assert (note.lead, note.text) == ("Files saved.", text)


def test_a_success_leaves_no_note():
    assert pdf_note(PaperStatus(download=item(DownloadState.DONE, outcome=ItemOutcome.SAVED))) is None


def test_a_closed_paper_can_be_looked_for_again_but_this_is_not_the_main_button():
    closed = Paper(title="A", ids=Ids(doi="10.5/a"), oa=OpenAccess(is_oa=False, status="closed"))
    button = pdf_button(closed, PaperStatus(), online=True, restricted="")
    assert (button.text, button.action, button.main) == ("Get PDF", "paper.get_pdf", False)
    assert button.why.startswith("No open copy is known.")
    said = Paper(title="A", ids=Ids(doi="10.5/a"))
    assert not pdf_button(said, PaperStatus(access=closed.oa), online=True, restricted="").main
