"""One host has one name in the window, without `www.`, whatever address the copies have."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Outcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.net import file_failures
from scholar_desktop.services.web.challenge_pages import display_host
from scholar_desktop.translation import shown
from tests.support.window_driver import window_on

ADDRESS = "https://www.pnas.org/doi/pdf/10.1073/1"


def tried(number: int, outcome: ItemOutcome, attempt: Outcome, reason: str) -> DownloadItem:
    attempts = (Attempt(ADDRESS, "unpaywall", attempt, 200, reason=reason),)
    paper = Paper(f"Paper {number}", Ids(doi=f"10.1073/{number}"))
    return DownloadItem(
        f"key{number}",
        f"10.1073/{number}",
        paper,
        DownloadState.DONE,
        attempts=attempts,
        outcome=outcome,
        reason=reason,
        ended=f"2026-11-22T10:0{number}:00Z",
    )


async def test_a_host_has_one_name_in_the_rows_the_attempts_and_the_reasons(demo: Any, tmp_path: Any) -> None:
    slow = file_failures.too_slow("www.pnas.org")
    asks = Message("{host} requires you to sign in (401).", host=display_host(ADDRESS))
    items = [
        tried(1, ItemOutcome.TEMPORARY, Outcome.TIMEOUT, slow),
        tried(2, ItemOutcome.NEEDS_PERSON, Outcome.REFUSED, asks),
        tried(3, ItemOutcome.SAVED, Outcome.SAVED, "Saved from pnas.org."),
    ]
    assert [shown(item.reason).split()[0] for item in items[:2]] == ["pnas.org"] * 2
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        driver.program.services.downloads._board.keep(items)
        await driver.idle()
        view = driver.view("downloadsView")
        await driver.until(lambda: view.model().rowCount() == 3)
        for row in range(3):
            view.choose(row)
            await driver.until(lambda row=row: view.chosen_rows() == [row])
            await driver.idle()
            labels = [one.text() for one in driver.widget("attemptsPane").findChildren(QLabel) if one.isVisible()]
            assert any(text.startswith("1. pnas.org") for text in labels), labels
            assert not [text for text in labels if "www.pnas.org" in text]
            spoken = view.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
            assert spoken.startswith("Paper ")
            assert "www.pnas.org" not in spoken
