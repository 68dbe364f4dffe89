"""A citation whose reference has another year in the list: they name each other until the year is corrected."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from tests.support import manuscripts
from tests.support.window_driver import Driver, shown_tooltip, window_on
from tests.ui.exchange.test_manuscript_page import choose, count

WRONG_YEAR = (
    "Desimone, R., & Duncan, J. (1996). Neural mechanisms of selective visual attention. "
    "Annual Review of Neuroscience, 18(1), 193–222."
)
UNKNOWN = "Ottenbrink, C. (1992). Lanterns in unmapped salt caverns. Nowhere Press."
CITED = "Quillfeather, B. (1998). Imaginary gardens of the northern hills. Journal of Nothing, 3, 1-9."
TEXT = ["So it is (Desimone & Duncan, 1995; Ottenbrink, 1991).", "And (Miller, 1956)."]


def rows(driver: Driver) -> dict[str, Any]:
    model = driver.widget("manuscriptPage").model
    return {model.row(number).title: model.row(number) for number in range(model.rowCount())}


def why(driver: Driver, title: str) -> str:
    driver.view("manuscriptView").choose(list(rows(driver)).index(title))
    return driver.widget("manuscriptReferenceWhy").text()


async def test_a_corrected_year_makes_a_citation_and_its_reference_one(demo: Any, tmp_path: Path) -> None:
    file = tmp_path / "thesis.docx"
    file.write_bytes(manuscripts.docx([*TEXT, "Also (Ottenbrink, 1992)."], [WRONG_YEAR, UNKNOWN]))
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        cited = "“Desimone & Duncan, 1995” is cited in the text."

        def check_uncorrected() -> None:
            assert (count(driver, "missing"), count(driver, "uncited"), count(driver, "all")) == ("3", "1", "5")
            found = rows(driver)
            assert found[cited].below == "First cited in paragraph 2 · The list has “Desimone & Duncan, 1996”"
            assert found["“Miller, 1956” is cited in the text."].below == "First cited in paragraph 3"
            assert found[WRONG_YEAR].below == (
                "Desimone 1996 · Not cited in the text, but “Desimone & Duncan, 1995” is · Year: 1996 → 1995"
            )
            assert "The list has “Desimone & Duncan, 1996”. The correction of its year" in why(driver, cited)
            words = "The text does not cite it, but “Desimone & Duncan, 1995”, which the list does not have."
            assert words in why(driver, WRONG_YEAR)

        check_uncorrected()
        view = driver.view("manuscriptView")
        driver.click("manuscriptAcceptButton")

        def check_corrected() -> None:
            assert (count(driver, "missing"), count(driver, "uncited"), count(driver, "all")) == ("2", "0", "4")
            assert cited not in rows(driver)
            assert rows(driver)[WRONG_YEAR].below == "Desimone 1996 · Year: 1996 → 1995"
            words = driver.widget("manuscriptReferenceWhy").text()
            assert words == "Its correction is accepted, and will be in the file that you save."
            chip = driver.widget("manuscriptChip.missing")
            assert shown_tooltip(chip) == "1 more citation is in the list with the accepted corrections."

        check_corrected()
        assert view.chosen_rows() == [0], "the same row is selected"
        note = driver.widget("manuscriptPage")._head.note.whole_text()
        assert note == "2 references checked, 2 missing from the list, corrections accepted: 1"
        driver.click("manuscriptCsvButton")
        await choose(driver, "manuscriptSaveDialog", tmp_path / "table.csv")
        table = list(csv.DictReader((tmp_path / "table.csv").read_text("utf-8-sig").splitlines()))
        assert [(one["key"], one["cited"], one["accepted"]) for one in table] == [
            ("Desimone 1996", "True", "True"),
            ("Ottenbrink 1992", "True", ""),
            ("Ottenbrink 1991", "True", ""),
            ("Miller 1956", "True", ""),
        ]
        driver.click("manuscriptAgainButton")
        await driver.idle()
        driver.view("manuscriptView").choose(0)
        check_corrected()
        driver.click("manuscriptAcceptButton")
        await driver.idle()
        check_uncorrected()
        driver.trigger("edit.undo")
        await driver.idle()
        driver.view("manuscriptView").choose(0)
        check_corrected()
        driver.trigger("edit.redo")
        await driver.idle()
        check_uncorrected()


async def test_a_year_that_no_correction_changes_is_named_too(demo: Any, tmp_path: Path) -> None:
    file = tmp_path / "thesis.docx"
    file.write_bytes(manuscripts.docx([*TEXT, "And (Quillfeather, 1998)."], [UNKNOWN, CITED]))
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        cited = "“Ottenbrink, 1991” is cited in the text."
        assert rows(driver)[cited].below.endswith("The list has “Ottenbrink, 1992”")
        same = "If they are the same work, one of the years is wrong."
        assert why(driver, cited).endswith(f"The list has “Ottenbrink, 1992”, which the text does not cite. {same}")
        words = "The text does not cite it, but “Ottenbrink, 1991”, which the list does not have."
        assert why(driver, UNKNOWN).endswith(f"{words} {same}")
        assert "The list has" not in why(driver, "“Miller, 1956” is cited in the text.").replace("the list does", "")
