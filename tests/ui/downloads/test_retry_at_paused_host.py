"""A retry of downloads whose host has asked for a pause ends at once: a message says when they are tried again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scholar_desktop.ui.context.messages import PDFS_WANTED
from tests.support.window_driver import Driver, window_on

PAUSE_S = 600.0
PAPERS = ("arXiv:1706.03762", "arXiv:1506.01497")


async def _said_of_retry(driver: Driver, demo: Any, *texts: str) -> tuple[str, str]:
    """Get *texts* while arXiv asks for a pause, retry them on the page of the downloads. Return the message."""
    downloads, messages = driver.program.services.downloads, driver.window.messages
    demo.config(faults={"arxiv.org": {"status": 503, "retry_after": PAUSE_S}})
    driver.click("sidebar.view.downloads")
    await downloads.enqueue_ids(texts, batch="list")
    await driver.until(lambda: downloads.active == 0 and driver.widget("retryDownloadsButton").isVisible())
    before = demo.stats()["hosts"].get("arxiv.org", 0)
    driver.click("retryDownloadsButton")
    await driver.until(lambda: messages.note(PDFS_WANTED) is not None)
    await driver.idle()
    assert demo.stats()["hosts"].get("arxiv.org", 0) == before, "the pause is kept"
    note = messages.note(PDFS_WANTED)
    assert note is not None
    return note.lead, note.text


async def test_the_message_names_the_host_and_the_end_of_its_pause(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        lead, text = await _said_of_retry(driver, demo, PAPERS[0])
        (item,) = driver.program.services.downloads.items()
        assert item.again is not None
        assert lead.endswith("” was tried again.")
        assert text == f"{item.reason} It will be tried again then."
        assert text.startswith("arxiv.org asked for a pause until ")


async def test_several_downloads_have_one_sentence_about_the_pause(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        lead, text = await _said_of_retry(driver, demo, *PAPERS)
        reasons = {str(item.reason) for item in driver.program.services.downloads.items()}
        assert len(reasons) == 1
        assert lead == "2 downloads tried again."
        assert text == f"0 saved, 2 missing. {reasons.pop()} 2 will be tried again then."


async def test_the_message_on_another_page_says_it_too(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads, messages = driver.program.services.downloads, driver.window.messages
        demo.config(faults={"arxiv.org": {"status": 503, "retry_after": PAUSE_S}})
        driver.trigger("view.news")
        await driver.idle()
        await downloads.enqueue_ids(PAPERS[:1], batch="")
        await driver.until(lambda: downloads.active == 0 and messages.note(PDFS_WANTED) is not None)
        (item,) = downloads.items()
        assert item.again is not None
        note = messages.note(PDFS_WANTED)
        assert note is not None
        text = note.text
        assert text.startswith(f"“{item.paper.title}”: arxiv.org ")
        assert " asked for a pause until " in text
        assert text.endswith(" It will be tried again then.")
