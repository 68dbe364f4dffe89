"""A DOI that no service has: the page names the services that were searched."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


@pytest.mark.parametrize(
    ("doi", "services"),
    [
        ("10.99999/nobody", "Semantic Scholar, Unpaywall and Zenodo"),
        ("10.5281/zenodo.99999999", "Semantic Scholar and Zenodo"),  # Unpaywall has no DOIs of Zenodo
    ],
)
async def test_the_page_names_the_services_that_were_searched(
    demo: Any, tmp_path: Any, doi: str, services: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+L")
        await keyboard.type(doi)
        await keyboard.press("Return")
        await driver.idle()
        assert driver.state("resultsView") == "empty"
        message = driver.window.search_page.panes.results.pane.message
        assert message.heading == f"No paper for {doi}"
        assert message.text.startswith(f"Sources that were searched: {services}. ")
        assert demo.stats()["counts"]["zenodo"] >= 1
        shown = [label.text() for label in driver.widget("resultsView").parentWidget().findChildren(QLabel)]
        assert any(services in text for text in shown), "it can be read on the screen"
