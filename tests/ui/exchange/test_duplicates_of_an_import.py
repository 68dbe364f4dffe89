"""The number of possible duplicates in the message of an import is the one of the page Duplicates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scholar_desktop.services.exchange.import_preview import EntryState
from tests.support.window_driver import window_on
from tests.ui.exchange.test_import_and_live_files import choose

FILE = """@book{growth, title={On Growth and Form}, author={Thompson, D'Arcy}, year={1917}}
@article{growthAgain, title={On growth and form}, author={Thompson, D.}, year={1917}, journal={Nature}}
@article{memory, title={The art of memory in the late Middle Ages}, author={Yates}, year={1966}, doi={10.5555/a}}
@article{twice, title={The art of memory in the late Middle Ages}, author={Yates}, year={1966}, doi={10.5555/b}}
@article{magic, title={The magical number four in short-term memory}, author={Cowan, Nelson}, year={2001}}
@article{magicAgain, title={The magical number four in short-term memory}, author={Cowan, Nelson}, year={2002}}
@article{other, title={The magical number four in short-term memory}, author={Miller, George}, year={1956}}
"""


async def test_an_import_counts_the_duplicates_inside_its_file(demo: Any, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(FILE, "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        driver.trigger("view.library")
        await driver.idle()
        await choose(driver, file)
        preview = driver.widget("importPanel")._preview
        assert [preview.state(number) for number in range(7)] == [
            *(EntryState.NEW, EntryState.POSSIBLE) * 3,
            EntryState.NEW,
        ]
        driver.click("importButton")
        await driver.idle()
        words = "3 of them may be in your library twice now: see “Duplicates”."
        assert words in driver.window.messages.note("undo").lead
        assert len(await driver.program.services.library.duplicates.find()) == 3
