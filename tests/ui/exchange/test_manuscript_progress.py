"""The references of a manuscript while they are looked up."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.services.reference_lists.list_lookup import ListLookup
from tests.support.window_driver import Driver, window_on

TEXT = """# Text

So it is (Vaswani et al., 2017; Ottenbrink, 1992; Quillfeather, 1998).

# References

Vaswani, A., Shazeer, N., Parmar, N. (2017). Attention is All you Need. NeurIPS.

Ottenbrink, C. (1992). Lanterns in unmapped salt caverns. Nowhere.

Quillfeather, B. (1998). Imaginary gardens of the northern hills. Journal of Nothing, 3, 1-9.
"""


def words(driver: Driver) -> list[str]:
    model = driver.widget("manuscriptPage").model
    return [model.row(place).sign[2] for place in range(model.rowCount())]


async def test_each_reference_says_whether_it_is_looked_up(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "thesis.md").write_text(TEXT, "utf-8")
    go_on, by_title = asyncio.Event(), ListLookup.by_title

    async def hold(self: ListLookup, line: Any, ask: Any) -> Any:
        if line.wanted.title.startswith("Lanterns"):
            await go_on.wait()
        return await by_title(self, line, ask)

    monkeypatch.setattr(ListLookup, "by_title", hold)
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        driver.trigger("view.manuscript")
        page = driver.widget("manuscriptPage")
        page.check(tmp_path / "thesis.md")
        await driver.until(lambda: words(driver) == ["Looked up", "Looking up…", "Not checked"])
        row = page.model.row(0)
        assert row.found == "Attention is All you Need"
        assert "2017" in row.byline
        assert "Looked up" in row.spoken
        driver.click_row(1, "manuscriptView")
        go_on.set()
        await driver.idle()
        assert words(driver) == ["Wrong details", "Not found online", "Not found online"]
        assert driver.view("manuscriptView").currentIndex().row() == 1


async def test_a_stopped_check_has_no_reference_that_is_still_looked_up(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "thesis.md").write_text(TEXT, "utf-8")

    async def hold(self: ListLookup, line: Any, ask: Any) -> Any:
        await asyncio.Event().wait()

    monkeypatch.setattr(ListLookup, "by_title", hold)
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        driver.trigger("view.manuscript")
        page = driver.widget("manuscriptPage")
        page.check(tmp_path / "thesis.md")
        await driver.until(lambda: words(driver)[:1] == ["Looking up…"])
        page.run.stop()
        await driver.idle()
        assert words(driver) == ["Not checked"] * 3
