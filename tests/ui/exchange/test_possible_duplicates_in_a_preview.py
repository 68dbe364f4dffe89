"""The preview of an import names the entries that the page Duplicates would list, so that they can be left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.libraries import a_paper
from tests.support.window_driver import window_on
from tests.ui.exchange.test_import_and_live_files import choose

TITLE = "Memory consolidation during sleep without recognition tests"
RIS = f"""TY  - JOUR
T1  - {TITLE}
A1  - Lopez, F.
Y1  - 2005
DO  - https://doi.org/10.5555/subject.memory.99
ER  -
TY  - JOUR
T1  - Whales and their songs in the northern oceans
A1  - Lopez, F.
Y1  - 2005
DO  - https://doi.org/10.5555/whales.1
ER  -
"""


async def test_an_entry_with_another_doi_alone_is_possibly_in_the_library(demo: Any, tmp_path: Path) -> None:
    file = tmp_path / "list.ris"
    file.write_text(RIS, "utf-8")
    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        authors, ids = ("Farah Lopez", "Ada Lind"), {"doi": "10.5555/subject.memory.9"}
        await library.add([a_paper(TITLE, authors=authors, year=2005, venue="Demo Annals", **ids)])
        await choose(driver, file)
        model = driver.widget("importEntries").model()
        kept = await library.find("10.5555/subject.memory.9")
        assert kept is not None
        assert [model.row(row).sign[2] for row in range(2)] == [f"Same as “{kept.cite_key}”?", "New"]
        tick = driver.widget("importPossibleTick")
        assert tick.isVisible()
        assert tick.isChecked()
        driver.click("importPossibleTick")
        driver.click("importButton")
        await driver.idle()
        assert (await library.counts()).papers == 2
        driver.trigger("library.duplicates")
        await driver.idle()
        assert driver.state("duplicatesView") == "empty"
        await choose(driver, file)
        driver.click("importButton")
        await driver.idle()
        driver.trigger("library.duplicates")
        await driver.idle()
        assert driver.titles("duplicatesView") == [TITLE]
