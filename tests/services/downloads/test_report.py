"""The report of downloads in words: what cannot be downloaded from a record is restricted, a paper is closed."""

from __future__ import annotations

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.services.downloads.report import outcome_word, report_text

PAPER = DownloadItem("p", "10.1/x", None, DownloadState.DONE, outcome=ItemOutcome.CLOSED, reason="No open copy.")
RECORD = DownloadItem("r", "zenodo:1", None, DownloadState.DONE, outcome=ItemOutcome.CLOSED, wanted=())


def test_files_of_a_record_are_restricted_and_papers_are_closed():
    assert outcome_word(ItemOutcome.CLOSED, [PAPER]) == "closed"
    assert outcome_word(ItemOutcome.CLOSED, [RECORD]) == "restricted"
    assert outcome_word(ItemOutcome.CLOSED, [PAPER, RECORD]) == "closed or restricted"
    assert outcome_word(ItemOutcome.NO_PDF, [RECORD]) == "no PDF"
    assert report_text([RECORD]).splitlines()[:3] == ["1 download: 1 restricted.", "", "restricted: 1"]
