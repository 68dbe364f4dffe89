"""The saved reference list of a text is read as the list of the text was: its references have the same verdicts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from tests.support import manuscripts
from tests.support.window_driver import Driver, window_on
from tests.ui.exchange.test_manuscript_page import choose
from tests.ui.exchange.test_saved_references import SUZUKI, checked


async def save_list(driver: Driver, out: Path) -> str:
    """Save the corrected list to *out*; return the text of the file."""
    driver.click("manuscriptSaveListButton")
    dialog = driver.window.findChild(QFileDialog, "manuscriptSaveDialog")
    dialog.selectNameFilter("Markdown (*.md)" if out.suffix == ".md" else "Text (*.txt)")
    await choose(driver, "manuscriptSaveDialog", out)
    return out.read_text("utf-8")  # noqa: ASYNC240  a file of the test


@pytest.mark.parametrize("heading", ["References\n\n", "7. Bibliography\n", "Reading of the winter\n\n", ""])
async def test_a_saved_list_gives_the_same_verdicts_again(demo: Any, tmp_path: Path, heading: str) -> None:
    listed = [
        *manuscripts.references(manuscripts.forty())[:25],
        SUZUKI.format("Nature Neuroscience, 21, 1–9."),
        *manuscripts.mixed_list()[:-1],
    ]
    file, out = tmp_path / "list.txt", tmp_path / "out.txt"
    file.write_text(f"{heading}{chr(10).join(listed)}\n", "utf-8")
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        page = await checked(driver, file)
        before = page.run.checked.references
        assert [one.reference.text for one in before] == listed
        page.commands.accept({next(place for place, one in enumerate(before) if one.can_be_corrected)})
        [accepted] = page.run.accepted
        text = await save_list(driver, out)
        lines = text.rstrip("\n").split("\n")
        assert lines[-len(listed) :][:accepted] == listed[:accepted]
        assert text.startswith(f"{heading.strip()}\n\n" if heading else listed[0])
        verdicts = [page.model.row(number).sign[2] for number in range(len(before))]
        assert "Other journal" in verdicts
        await checked(driver, out)
        again = [page.model.row(number).sign[2] for number in range(page.model.count())]
        assert [*again[:accepted], *again[accepted + 1 :]] == [*verdicts[:accepted], *verdicts[accepted + 1 :]]
        assert "only the identifiers" not in page._table.bar.note.lead


@pytest.mark.parametrize(
    ("name", "heading", "saved"),
    [
        ("a.md", "## References", {"md": "## References", "txt": "References"}),
        ("a.md", "**References**", {"md": "**References**", "txt": "References"}),
        ("a.txt", "Literaturverzeichnis", {"md": "# Literaturverzeichnis", "txt": "Literaturverzeichnis"}),
    ],
)
async def test_a_saved_list_has_its_heading_in_the_form_of_the_file(
    demo: Any, tmp_path: Path, name: str, heading: str, saved: dict[str, str]
) -> None:
    listed = manuscripts.mixed_list()[:3]
    (tmp_path / name).write_text(f"A text.\n\n{heading}\n\n" + "\n\n".join(listed) + "\n", "utf-8")
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        page = await checked(driver, tmp_path / name)
        page.commands.accept({0})
        for ending, head in saved.items():
            text = await save_list(driver, tmp_path / f"out.{ending}")
            assert text.startswith(f"{head}\n\n")
            assert "A text." not in text
