"""A title with a formula of LaTeX is exported as the window shows it, and a text that is no year is no year there."""

from __future__ import annotations

import csv
import io
from typing import Any

from scholar_desktop.formats.entries.bibtex_reading import read_bibtex_entries
from tests.support.window_driver import window_on

BIB = (
    "@article{a, title = {Of $\\alpha$-Helices}, author = {Lind, Bo}, journal = {The $\\beta$ Journal}, "
    "year = {mar 20o7}}"
)


async def test_an_imported_formula_is_exported_as_it_is_shown(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        services = driver.program.services
        file = tmp_path / "a.bib"
        file.write_text(BIB, "utf-8")
        await services.entry_import.take(await services.entry_import.read(file))
        driver.trigger("view.library")
        await driver.idle()
        assert driver.titles("libraryView") == ["Of α-Helices"]
        [kept] = (await services.library.page()).papers
        texts = {form: await services.entry_export.text_of([kept.paper], form) for form in ("bibtex", "ris", "csv")}
        [row] = csv.DictReader(io.StringIO(texts["csv"]))
        assert (row["title"], row["venue"], row["year"]) == ("Of α-Helices", "The β Journal", "")
        assert "TI  - Of α-Helices\r\n" in texts["ris"]
        assert "PY  - " not in texts["ris"]
        assert "Of α-Helices." in (await services.export.references([kept.paper], "apa")).text
        [again] = read_bibtex_entries(texts["bibtex"]).entries
        assert again.fields["title"] == r"Of $\alpha$-Helices"
