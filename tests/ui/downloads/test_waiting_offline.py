"""A download that waits until the program is online is not said to be in progress."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from tests.support.window_driver import shown_tooltip, window_on


async def test_the_chip_and_the_row_say_that_it_waits_until_one_is_online(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        driver.trigger("app.offline")
        driver.trigger("view.downloads")
        await downloads.enqueue_ids(("arXiv:1706.03762",))
        await driver.until(lambda: driver.widget("downloadsGroup.under_way").isVisible())
        await driver.idle()
        chip, model = driver.widget("downloadsGroup.under_way"), driver.window.pages.page("downloads").model
        assert (chip.content.text, chip.content.count) == ("Waiting", "1")
        assert chip.accessibleName() == "Waiting: 1"
        assert shown_tooltip(chip) == "1 download waits until you are online."
        assert model.row(0).says == "Waiting until you are online"
        assert driver.widget("reasonNote").accessibleName() == f"{model.row(0).says}.", "the details of the row"
        demo.config(faults={"semantic-scholar": "hang", "s2": "hang", "unpaywall": "hang", "arxiv.org": "hang"})
        driver.trigger("app.offline")
        await driver.until(lambda: chip.content.text == "In progress" and shown_tooltip(chip) == "1 looking for copies")
        assert not model.row(0).says.startswith("Waiting")
        assert driver.window.findChild(QWidget, "reasonNote") is None
        driver.trigger("app.offline")
        await driver.until(lambda: model.row(0).says == "Waiting until you are online")
        await driver.idle()
        assert driver.widget("reasonNote").accessibleName() == "Waiting until you are online."
        driver.trigger("downloads.pause_all")
        await driver.until(lambda: model.row(0).says == "Paused")
        await driver.idle()
        assert driver.window.findChild(QWidget, "reasonNote") is None
