"""References of a manuscript that the library has: found there although no service knows them, and written from it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from scholar_desktop.formats.entries.bibtex_reading import read_bibtex_entries
from scholar_desktop.formats.manuscripts.reference_entries import place_of_line, whole_venue_of_line
from scholar_desktop.ui.exchange.manuscript_rows import layout_reference, row_height
from scholar_desktop.ui.rows.row_layout import find
from tests.support import manuscripts
from tests.support.window_driver import Driver, window_on
from tests.ui.exchange.test_import_and_live_files import choose as choose_import
from tests.ui.exchange.test_manuscript_page import choose

BOOK = "Ottenbrink, C. (1992). Lanterns in unmapped salt caverns. Nowhere Press."
WRONG_YEAR = "Desimone, R., & Duncan, J. (1996). Neural mechanisms of selective visual attention. Annual Review."
PREPRINT = "Vaswani, A., Shazeer, N., Parmar, N. (2017). Attention is All you Need. arXiv:1706.03762"
INVENTED = "Quillfeather, B. (1998). Imaginary gardens of the northern hills. Journal of Nothing, 3, 1-9."
LIBRARY = """
@book{ottenbrink, title = {Lanterns in Unmapped Salt Caverns}, author = {Ottenbrink, Carla}, year = {1992},
  publisher = {Nowhere Press}, isbn = {978-0-306-40615-7}}
"""


async def check(driver: Driver, folder: Path, listed: list[str]) -> Any:
    """Import LIBRARY, and check a document with the references *listed*."""
    (folder / "library.bib").write_text(LIBRARY, "utf-8")
    await choose_import(driver, folder / "library.bib")
    driver.click("importButton")
    await driver.idle()
    text = ["So it is (Ottenbrink, 1992)."]
    (folder / "thesis.docx").write_bytes(manuscripts.docx(text, listed))
    driver.trigger("manuscript.check")
    await choose(driver, "manuscriptDialog", folder / "thesis.docx")
    return driver.widget("manuscriptPage")


async def test_a_reference_that_only_the_library_has_is_not_like_an_invented_one(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        page = await check(driver, tmp_path, [BOOK, INVENTED])
        book, invented = page.model.row(0), page.model.row(1)
        assert (book.sign[2], book.is_kept, book.found) == (
            "Only in your library",
            True,
            "Lanterns in Unmapped Salt Caverns",
        )
        assert (invented.sign[2], invented.is_kept, invented.found) == ("Not found online", None, "")
        layout = layout_reference(book, 1100, row_height(page._theme.type), page._theme)
        assert find(layout, "kept").text == "Yes"
        driver.click_row(0, "manuscriptView")
        why = driver.widget("manuscriptReferenceWhy")
        assert isinstance(why, QLabel)
        assert "Your library has it." in why.text()
        assert "It may still exist" not in why.text()
        for chip, row in (("only_in_library", book), ("not_found", invented)):
            driver.click(f"manuscriptChip.{chip}")
            assert [page.model.row(0).title] == driver.titles("manuscriptView") == [row.title]
        driver.click("manuscriptCsvButton")
        await choose(driver, "manuscriptSaveDialog", tmp_path / "table.csv")
        table = list(csv.DictReader((tmp_path / "table.csv").read_text("utf-8-sig").splitlines()))
        assert [(one["verdict"], one["in_library"]) for one in table] == [
            ("Only in your library", "True"),
            ("Not found online", ""),
        ]


@pytest.mark.parametrize(
    ("rest", "place"),
    [
        ("Annual Review of Neuroscience, 18, 193–222.", ("Annual Review of Neuroscience", "18", "", "193-222")),
        ("Nature, 521(7553), 436-444.", ("Nature", "521", "7553", "436-444")),
        ("*Nature*, vol. 521, no. 7553, pp. 436–444.", ("Nature", "521", "7553", "436-444")),
        ("Nature 521: e436.", ("Nature", "521", "", "e436")),
        ("Science & Society, 12(3).", ("Science & Society", "12", "3", "")),
        ("Nowhere Press.", None),
        ("Nowhere Press, 2nd edition.", None),
        ("In Proceedings of Lanterns, 3, 1–9.", None),
        ("Nature, 521(7553), 436–444. Retrieved from a friend.", None),
        ("arXiv preprint arXiv:1706.03762.", None),
    ],
)
def test_the_journal_and_pages_that_a_line_states(rest: str, place: tuple[str, str, str, str] | None) -> None:
    names = ("container-title", "volume", "issue", "page")
    stated = {} if place is None else {name: value for name, value in zip(names, place, strict=True) if value}
    assert place_of_line(f"Ottenbrink, C. (1992). Lanterns in unmapped salt caverns. {rest}") == stated


@pytest.mark.parametrize(
    ("rest", "venue", "page"),
    [
        ("CVPR. https://doi.org/10.5555/a", "CVPR", ""),
        ("In *Proceedings of EMNLP* (pp. 1412–1421).", "Proceedings of EMNLP", "1412-1421"),
        ("Proceedings of EMNLP, 1412–1421.", "Proceedings of EMNLP", "1412-1421"),
        ("Neural Information Processing Systems.", "Neural Information Processing Systems", ""),
        ("Nowhere Press.", "", ""),
        ("Nowhere: Books.", "", ""),
        ("Retrieved from a friend.", "", ""),
        ("arXiv preprint arXiv:1706.03762.", "", ""),
        ("Doctoral dissertation.", "", ""),
        ("", "", ""),
    ],
)
def test_the_venue_without_a_volume_that_a_line_states(rest: str, venue: str, page: str) -> None:
    stated = whole_venue_of_line(f"Ottenbrink, C. (1992). Lanterns in unmapped salt caverns. {rest}")
    assert (stated.get("container-title", ""), stated.get("page", "")) == (venue, page)


async def test_the_bib_file_has_what_the_list_and_the_library_state(demo: Any, tmp_path: Path) -> None:
    article = (
        "Desimone, R., & Duncan, J. (1995). Neural mechanisms of selective visual attention. "
        "Annual Review of Neuroscience, 18(1), 193–222."
    )
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        page = await check(driver, tmp_path, [article, BOOK, INVENTED])
        record = page.run.checked.references[0].record
        assert (record.title, record.venue) == ("Neural mechanisms of selective visual attention.", None)
        driver.click("manuscriptSaveBibButton")
        await choose(driver, "manuscriptSaveDialog", tmp_path / "out.bib")
        said = driver.window.messages.note("manuscript").text
        words = "1 reference that was not found has a new entry with what you wrote: check its type and fields."
        words += " Added to 1 reference from its record, where it had none: DOI, PMID, URL."
        assert said == words, "it is a @misc of what was recognised, and the rest is its note"
        text = (tmp_path / "out.bib").read_text("utf-8")
        found, book, invented = read_bibtex_entries(text).entries
        assert found.item_type == "article-journal"
        names = ("container-title", "volume", "issue", "page")
        assert [found.text(name) for name in names] == ["Annual Review of Neuroscience", "18", "1", "193-222"]
        assert "annote" not in text
        assert (book.key, book.item_type) == ("ottenbrink", "book")
        assert book.text("publisher") == "Nowhere Press"
        assert invented.text("note") == "Journal of Nothing, 3, 1-9"


async def test_a_reference_whose_correction_is_not_accepted_has_the_key_of_what_it_states(
    demo: Any, tmp_path: Path
) -> None:
    listed = manuscripts.mixed_list()
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        page = await check(driver, tmp_path, listed)
        library, paper = driver.program.services.library, page.run.checked.references[2].paper
        await library.add([paper])
        kept = (await library.find_many([paper]))[paper.id]
        await library.entries.edit(kept.key, {"item_type": "chapter"})
        driver.click("manuscriptAgainButton")
        await driver.idle()
        assert page.run.checked.references[2].can_be_corrected
        driver.click("manuscriptSaveBibButton")
        await choose(driver, "manuscriptSaveDialog", tmp_path / "out.bib")
        entry = read_bibtex_entries((tmp_path / "out.bib").read_text("utf-8")).entries[2]
        was = page.run.checked.references[2].details[0].was
        assert str(paper.year) in kept.cite_key
        assert (entry.key, entry.item_type) == (kept.cite_key.replace(str(paper.year), was), "chapter")
        assert entry.fields["issued"]["from"] == was


async def test_the_table_follows_what_is_added_to_the_library_and_removed(demo: Any, tmp_path: Path) -> None:
    file = tmp_path / "ms.txt"
    file.write_text(f"Text\n\nSo it is [1-3].\n\nReferences\n[1] {WRONG_YEAR}\n[2] {PREPRINT}\n[3] {BOOK}\n", "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        page = driver.widget("manuscriptPage")

        def kept() -> list[bool | None]:
            return [page.model.row(row).is_kept for row in range(page.model.rowCount())]

        assert kept() == [False, False, None]
        page.commands.accept({0})
        driver.click("manuscriptCollectButton")
        await driver.idle()
        assert kept() == [True, True, None]
        driver.trigger("edit.undo")
        await driver.idle()
        assert kept() == [False, False, None]
        driver.click("manuscriptCollectButton")
        await driver.idle()
        assert kept() == [True, True, None]
        driver.trigger("view.library")
        await driver.idle()
        driver.trigger("edit.undo")
        await driver.idle()
        driver.trigger("view.manuscript")
        await driver.idle()
        assert kept() == [False, False, None], "also what changed while another page was shown"
        driver.trigger("edit.undo")
        await driver.idle()
        assert page.model.row(0).accept is False, "the acceptance can still be undone"


async def test_undo_takes_back_an_addition_that_was_redone_before_an_older_step(demo: Any, tmp_path: Path) -> None:
    file = tmp_path / "ms.txt"
    file.write_text(f"Text\n\nSo it is [1].\n\nReferences\n[1] {WRONG_YEAR}\n", "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        page = driver.widget("manuscriptPage")
        page.commands.accept({0})
        driver.click("manuscriptCollectButton")
        await driver.idle()
        seen = []
        for action_id in ("edit.undo", "edit.redo", "edit.undo", "edit.undo", "edit.redo", "edit.redo"):
            driver.trigger(action_id)
            await driver.idle()
            row = page.model.row(0)
            seen.append((row.is_kept, row.accept))
        assert seen == [(False, True), (True, True), (False, True), (False, False), (False, True), (True, True)]
