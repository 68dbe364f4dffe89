"""The chip for open PDFs keeps exactly the papers of a list whose row offers one."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.support.window_driver import Driver, window_on


def spoken_rows(driver: Driver) -> dict[str, str]:
    model = driver.view().model()
    return {
        title: str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole))
        for row, title in enumerate(driver.titles())
    }


async def test_the_chip_keeps_the_rows_that_offer_a_pdf(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory OR attention -review year:1990-2020")
        driver.click("loadAllButton")
        await driver.idle()
        rows = spoken_rows(driver)
        with_pdf = {title for title, spoken in rows.items() if ", PDF" in spoken}
        assert 0 < len(with_pdf) < len(rows)
        driver.click("filterChip.open_access")
        await driver.idle()
        assert set(driver.titles()) == with_pdf
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        again = spoken_rows(driver)
        assert again
        assert all(", PDF" in spoken for spoken in again.values())
        assert set(again) <= with_pdf, "a service leaves out papers whose PDF it does not know"
