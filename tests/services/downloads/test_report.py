"""The report of downloads in words: files of a record may be restricted, and a paper has no open copy."""

from __future__ import annotations

import csv

import msgspec

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Lookup, Outcome
from scholar_desktop.domain.download import DownloadFile, DownloadItem, DownloadState
from scholar_desktop.domain.library import KeptFile, KeptPaper
from scholar_desktop.domain.paper import Copy, Ids, Paper
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceLine
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.list_report import list_csv
from scholar_desktop.services.downloads.report import (
    counted_outcome,
    make_report,
    outcome_word,
    report_csv,
    report_text,
    word_of,
)
from scholar_desktop.services.open_access.candidates import PdfCandidates
from scholar_desktop.services.open_access.get_pdf import CLOSED, RESTRICTED, _closed

PAPER = DownloadItem("p", "10.1/x", None, DownloadState.DONE, outcome=ItemOutcome.CLOSED, reason="No open copy.")
RECORD = DownloadItem("r", "zenodo:1", None, DownloadState.DONE, outcome=ItemOutcome.CLOSED, wanted=())


def test_the_csv_file_names_the_files_of_a_record():
    files = tuple(DownloadFile(name) for name in ("a.csv", "b.csv"))
    text = report_csv([PAPER, msgspec.structs.replace(RECORD, files=files)])
    assert [row["files"] for row in csv.DictReader(text.splitlines())] == ["", "a.csv; b.csv"]


def test_files_of_a_record_are_restricted_and_papers_are_closed():
    assert outcome_word(ItemOutcome.CLOSED, [PAPER]) == "no open copy"
    assert outcome_word(ItemOutcome.CLOSED, [RECORD]) == "restricted"
    assert outcome_word(ItemOutcome.CLOSED, [PAPER, RECORD]) == "no open copy or restricted"
    embargoed = msgspec.structs.replace(PAPER, reason=RESTRICTED["embargoed"])
    assert outcome_word(ItemOutcome.CLOSED, [embargoed]) == "restricted"
    assert word_of(ItemOutcome.CLOSED, RESTRICTED["restricted"]) == "restricted"
    assert word_of(ItemOutcome.CLOSED, PAPER.reason) == "no open copy"
    paper = Paper("Table", Ids(doi="10.5281/zenodo.1"))
    for access, reason in (("restricted", RESTRICTED["restricted"]), ("", CLOSED), ("metadata-only", CLOSED)):
        assert _closed(PdfCandidates(paper, access=access), CLOSED) == (ItemOutcome.CLOSED, reason)
    assert outcome_word(ItemOutcome.NO_PDF, [RECORD]) == "other files only"
    assert word_of(ItemOutcome.TEMPORARY, "") == "try later"  # "temporary" reads as if it was saved for now
    assert report_text([RECORD]).splitlines()[:3] == ["1 download: 1 restricted.", "", "restricted: 1"]


def test_a_count_agrees_with_its_word():
    assert [counted_outcome(ItemOutcome.NEEDS_PERSON, count) for count in (1, 2)] == ["1 needs you", "2 need you"]
    assert counted_outcome(ItemOutcome.TEMPORARY, 2) == "2 temporary failures"
    assert counted_outcome(ItemOutcome.CLOSED, 2, [PAPER]) == "2 without an open copy"
    assert counted_outcome(ItemOutcome.CLOSED, 2, [PAPER, RECORD]) == "2 without an open copy or restricted"
    assert counted_outcome(ItemOutcome.NO_PDF, 10) == "10 with other files only"
    assert all(str(counted_outcome(outcome, 3)).startswith("3 ") for outcome in ItemOutcome)


def test_the_host_in_the_table_is_that_of_the_address():
    copy = Copy(url="https://www.aclweb.org/a.pdf", host="aclweb.org")
    attempt = Attempt(copy.url, "unpaywall", Outcome.SAVED, 200, final_url="https://aclanthology.org/a.pdf")
    item = msgspec.structs.replace(PAPER, copies=(copy,), attempts=(attempt,), outcome=ItemOutcome.SAVED)
    (row,) = csv.DictReader(report_csv([item]).splitlines())
    assert (row["host"], row["address"]) == ("aclanthology.org", "https://aclanthology.org/a.pdf")


def test_the_table_counts_the_attempts_that_the_window_shows():
    pages = [Copy(url=f"https://{host}/x", landing_url=f"https://{host}/x") for host in ("doi.org", "www.ebi.ac.uk")]
    file = Copy(url="https://www.cell.com/a.pdf", host="www.cell.com")
    lookups = (Lookup("", "unpaywall"), *(Lookup(copy.url, "unpaywall") for copy in pages))
    attempt = Attempt(file.url, "unpaywall", Outcome.UNREACHABLE)
    item = msgspec.structs.replace(PAPER, copies=(*pages, file), attempts=(attempt,), lookups=lookups)
    (row,) = csv.DictReader(report_csv([item]).splitlines())
    assert (row["copies_known"], row["copies_tried"]) == ("3", "3")


def test_a_pause_that_is_over_is_named_so_in_the_table_and_the_text():
    for until, reason in (
        ("2020-01-01T00:00:00Z", "repo.org asked for a pause, which is over."),
        ("2999-01-01T00:00:00Z", "repo.org asked for a pause until 00:00:00."),
    ):
        said = Message("{host} asked for a pause until {time}.", host="repo.org", time="00:00:00")
        attempt = Attempt("https://repo.org/a.pdf", "unpaywall", Outcome.RATE_LIMITED, 429, reason=said, until=until)
        item = msgspec.structs.replace(PAPER, attempts=(attempt,), outcome=ItemOutcome.TEMPORARY, reason=said)
        (row,) = csv.DictReader(report_csv([item]).splitlines())
        assert row["reason"] == reason
        assert report_text([item]).rstrip().endswith(reason)


def test_the_pause_between_two_batches_is_no_time_of_the_downloads():
    def item(began: str, ended: str) -> DownloadItem:
        day = "2026-11-22T02:"
        return msgspec.structs.replace(PAPER, key=began, began=f"{day}{began}Z", ended=f"{day}{ended}Z")

    first = [item("28:00", "28:20"), item("28:00", "28:25")]
    assert make_report(first).took_s == 25
    assert make_report([*first, item("29:00", "29:30"), item("29:10", "29:35")]).took_s == 60
    assert make_report([*first, msgspec.structs.replace(PAPER, state=DownloadState.WAITING)]).took_s is None


def test_only_the_time_in_which_the_program_worked_counts():
    def item(*worked: tuple[str, str]) -> DownloadItem:
        spans = tuple((f"2026-11-{start}:00Z", f"2026-11-{end}:00Z") for start, end in worked)
        return msgspec.structs.replace(PAPER, began="2026-11-20T08:00:00Z", ended="2026-11-22T08:02:00Z", worked=spans)

    before, after = ("20T08:00", "20T08:01"), ("22T08:00", "22T08:02")
    assert make_report([item(before, after)]).took_s == 180, "not the two days in which it was closed"
    assert make_report([item(before), item(("20T08:00", "20T08:03"), after)]).took_s == 300, "at the same time"
    assert make_report([item()]).took_s is None, "it ended without work, such as one that was cancelled while it waited"


def test_the_text_of_the_report_has_the_identifier_title_and_reason_of_an_item_on_one_line():
    paper = Paper("On <i>Sphagnum</i>\n  moss &amp; peat", Ids(doi="10.1/x"))
    item = msgspec.structs.replace(PAPER, paper=paper)
    assert "10.1/x\tOn Sphagnum moss & peat\tNo open copy." in report_text([item]).splitlines()
    assert "10.1/x\t\tNo open copy." in report_text([PAPER]).splitlines(), "its title is not known"


def test_the_text_of_the_report_names_papers_as_people_know_them():
    paper = Paper("Peat", Ids(s2="f" * 40, doi="10.1/x"), year=2019)
    item = msgspec.structs.replace(PAPER, asked_as="s2:" + "f" * 40, paper=paper)
    assert "10.1/x\tPeat (2019)\tNo open copy." in report_text([item]).splitlines()
    item = msgspec.structs.replace(item, asked_as="arxiv:2001.00001")
    assert "arxiv:2001.00001\tPeat (2019)\tNo open copy." in report_text([item]).splitlines(), "as it was asked for"


def test_the_table_has_the_words_of_the_window_for_people():
    ended = msgspec.structs.replace(PAPER, ended="2026-01-02T08:00:00Z")
    waiting = msgspec.structs.replace(PAPER, state=DownloadState.WAITING, outcome=None)
    rows = list(csv.DictReader(report_csv([ended, waiting], show=str.upper).splitlines()))
    assert [(row["outcome"], row["outcome_words"]) for row in rows] == [
        ("closed", "NO OPEN COPY"),
        ("waiting", "WAITING"),
    ]
    assert rows[0]["date"] == "2026-01-02T08:00:00Z"
    (row,) = csv.DictReader(report_csv([ended]).splitlines())
    assert row["outcome_words"] == "", "the command line prints no words in the language of the window"


def test_version_and_licence_are_those_of_the_outcome_of_a_reference_list():
    """The PDF was behind a link on the page of the copy, so that the attempt is at no copy; the library knows both."""
    address = "https://repo.org/download/a.pdf"
    page = Copy(url="https://repo.org/a", landing_url="https://repo.org/a", host="repo.org")
    paper = Paper("On bogs", Ids(doi="10.1/x"))
    attempt = Attempt(address, "landing page", Outcome.SAVED, 200, sha256="ab")
    item = msgspec.structs.replace(PAPER, paper=paper, copies=(page,), attempts=(attempt,), outcome=ItemOutcome.SAVED)
    stated = KeptFile("a.pdf", "/papers/a.pdf", "ab", 9, version="acceptedVersion", license="cc-by", source_url=address)
    for file, licence in ((stated, "cc-by"), (msgspec.structs.replace(stated, license=None), "not stated")):
        kept = {paper.id: KeptPaper("k", paper, (file,))}
        line = ReferenceLine(1, "10.1/x", standing=LineStatus.SURE, paper=paper)
        (row,) = csv.DictReader(report_csv([item], kept=kept).splitlines())
        (listed,) = csv.DictReader(list_csv([line], kept, lambda number: number, [item]).splitlines())
        cells = [{name: one[name] for name in ("version", "licence")} for one in (row, listed)]
        assert cells == [{"version": "acceptedVersion", "licence": licence}] * 2
        assert (row["host"], row["address"], row["path"]) == ("repo.org", address, "/papers/a.pdf")


def test_the_table_of_a_list_has_the_path_and_the_doubt_of_a_pdf_that_was_never_in_the_queue():
    paper = Paper("On bogs", Ids(doi="10.1/x"))
    file = KeptFile("a.pdf", "/papers/a.pdf", "ab", 9, source="hand", review="The title in the PDF is “On fens”.")
    line = ReferenceLine(1, "10.1/x", standing=LineStatus.SURE, paper=paper)
    (row,) = csv.DictReader(list_csv([line], {paper.id: KeptPaper("k", paper, (file,))}, int).splitlines())
    assert (row["outcome"], row["reason"], row["path"]) == ("saved", file.review, "/papers/a.pdf")
    (row,) = csv.DictReader(list_csv([line], {}, int).splitlines())
    assert (row["outcome"], row["path"]) == ("", "")
