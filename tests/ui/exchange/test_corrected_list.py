"""The reference list that a manuscript has in its own text is saved with the corrections that are accepted."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.reference_lists.manuscript import (
    CheckedReference,
    Correction,
    ManuscriptReference,
    ReferenceVerdict,
)
from scholar_desktop.domain.reference_lists.reference_marks import mark_of
from scholar_desktop.formats.entries.bibtex_reading import read_bibtex_entries
from scholar_desktop.services.exchange.corrected_references import corrected_text
from tests.support import manuscripts
from tests.support.window_driver import shown_tooltip, window_on
from tests.ui.exchange.test_manuscript_page import choose, drop

PAPER = Paper(title="On mosses", authors=(Author("Lind, Ada"),), year=2017, ids=Ids(doi="10.5555/m"))


def list_of(out: Path) -> list[str]:
    """The references of a saved list, after its heading."""
    heading, listed = out.read_text("utf-8").split("\n\n", 1)
    assert heading == ("# References" if out.suffix == ".md" else "References")
    return listed.rstrip("\n").split("\n\n" if out.suffix == ".md" else "\n")


@pytest.mark.parametrize(
    ("text", "details", "corrected"),
    [
        ("[3] Lind (2016). *On mosses*.", [("issued", "2016", "2017")], "[3] Lind (2017). *On mosses*."),
        ("Lind (2016a). On mosses.", [("issued", "2016", "2017")], "Lind (2017a). On mosses."),
        ("Lind (2016). Moss of 2016.", [("issued", "2016", "2017")], None),
        ("Lind (2017). DOI:10.5555/M1", [("DOI", "10.5555/m1", "10.5555/m")], "Lind (2017). DOI:10.5555/m"),
        ("Lind (2017). doi:10.5555/m12", [("DOI", "10.5555/m1", "10.5555/m")], None),
        ("Lund (2016). On mosses.", [("author", "Lund", "Lind, Ada"), ("issued", "2016", "2017")], None),
        ("Lind (2017). On mosses. arXiv.", [("container-title", None, "Moss letters")], None),
        ("Lind (2017). On mosses.", [("key", "2", "1")], "Lind (2017). On mosses."),
        ("Lind (2017). On mosses.", [], "Lind (2017). On mosses."),
    ],
)
def test_a_correction_with_one_place_in_the_text_is_written_there(
    text: str, details: list[tuple[str, str | None, str | None]], corrected: str | None
) -> None:
    one = CheckedReference(
        ManuscriptReference("1", text, 1),
        ReferenceVerdict.WRONG_FIELD,
        tuple(Correction(*each) for each in details),
        paper=PAPER,
    )
    assert corrected_text(one) == corrected


@pytest.mark.parametrize(
    ("text", "mark"),
    [("[12] Lind", "[12] "), ("3. Lind", "3. "), ("- Lind", "- "), ("(4)  Lind", "(4)  "), ("Lind", ""), ("1984", "")],
)
def test_the_mark_of_a_reference_in_its_list(text: str, mark: str) -> None:
    assert mark_of(text) == mark


@pytest.mark.parametrize("ending", ["md", "txt"])
async def test_a_markdown_list_is_saved_with_its_corrections(demo: Any, tmp_path: Path, ending: str) -> None:
    found = manuscripts.forty()
    listed = manuscripts.references(found)
    text = "\n\n".join(f"[{number}] {one}" for number, one in enumerate(listed, 1))
    file = tmp_path / "paper.md"
    body = "\n\n".join(manuscripts.numbered_text(found))
    file.write_text(f"# Text\n\n{body}\n\n# References\n\n{text}\n", "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        save = driver.widget("manuscriptSaveListButton")
        assert (save.isVisible(), save.isEnabled()) == (True, False)
        assert shown_tooltip(save) == "Accept a correction first."
        page = driver.widget("manuscriptPage")
        page.commands.accept({place for place, one in enumerate(page.run.checked.references) if one.can_be_corrected})
        checked = page.run.checked.references
        driver.click("manuscriptSaveListButton")
        dialog = driver.window.findChild(QFileDialog, "manuscriptSaveDialog")
        assert [Path(name) for name in dialog.selectedFiles()] == [tmp_path / "paper-references-corrected.md"]
        assert dialog.nameFilters() == ["Markdown (*.md)", "Text (*.txt)"]
        if ending == "txt":
            dialog.selectNameFilter("Text (*.txt)")
        out = tmp_path / f"out.{ending}"
        await choose(driver, "manuscriptSaveDialog", out)
        lines = list_of(out)
        assert len(lines) == len(listed)
        for line, was, one in zip(lines, listed, checked, strict=False):
            assert line.startswith(f"[{one.reference.key}] ")
            if not one.can_be_corrected:
                assert line == f"[{one.reference.key}] {was}", "it stays as it is written"
            elif {each.field for each in one.details} == {"issued"}:
                change = one.details[0]
                assert line == f"[{one.reference.key}] {was.replace(change.was, change.now)}"
            elif any(each.field == "author" for each in one.details):
                assert f" ({one.paper.year}). " in line, "written in APA's style"
                assert ("*" in line) == (ending == "md")
        file.write_text(f"# Text\n\n{body}\n\n# References\n\n" + "\n\n".join(lines) + "\n", "utf-8")
        driver.click("manuscriptAgainButton")
        await driver.idle()
        counts = page.run.checked.counts()
        assert (counts["wrong_id"], counts["wrong_field"], counts["preprint_published"]) == (0, 0, 0)


async def test_a_text_file_with_a_reference_list_is_a_manuscript(demo: Any, tmp_path: Path) -> None:
    found = manuscripts.forty()
    listed = manuscripts.references(found)
    text = "\n".join(f"[{number}] {one}" for number, one in enumerate(listed, 1))
    body = "\n\n".join(manuscripts.numbered_text(found))
    file = tmp_path / "paper.txt"
    file.write_text(f"Sleep and memory\n\n{body}\n\nReferences\n{text}\n", "utf-8")
    markdown = tmp_path / "other.md"
    markdown.write_text(f"# Text\n\n{body}\n\n# References\n\n{text}\n", "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("view.manuscript")
        await driver.idle()
        assert drop(driver, file)
        await driver.idle()
        assert driver.state("manuscriptView") == "full"
        page = driver.widget("manuscriptPage")
        checked = page.run.checked
        texts = [one.reference.text for one in checked.references if one.reference.text]
        assert texts == [f"[{number}] {one}" for number, one in enumerate(listed, 1)]
        page.commands.accept({place for place, one in enumerate(checked.references) if one.can_be_corrected})
        driver.click("manuscriptSaveListButton")
        dialog = driver.window.findChild(QFileDialog, "manuscriptSaveDialog")
        assert [Path(name) for name in dialog.selectedFiles()] == [tmp_path / "paper-references-corrected.txt"]
        dialog.close()
        assert drop(driver, markdown)
        await driver.idle()
        assert checked.counts() == page.run.checked.counts()


async def test_a_file_that_is_no_manuscript_leads_to_another_one_not_to_another_try(demo: Any, tmp_path: Path) -> None:
    file = tmp_path / "paper.rtf"
    file.write_text("{}", "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        message = driver.widget("manuscriptPage")._table.message
        assert message.heading == "paper.rtf is not a manuscript that can be read."
        assert message.text == "Choose a .tex, .docx, .odt, .md, .txt, .pdf or .bib file."
        assert [(step.title, step.main) for step in message.steps] == [("Choose manuscript…", True)]
        message.steps[0].run()
        dialog = driver.window.findChild(QFileDialog, "manuscriptDialog")
        assert dialog is not None
        dialog.close()
        await driver.idle()


async def test_entries_of_a_file_are_no_list_in_the_text(demo: Any, tmp_path: Path) -> None:
    file = tmp_path / "short.bib"
    file.write_text("@book{one, title={On growth and form}, year={1917}}", "utf-8")
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        assert driver.widget("manuscriptSaveListButton").isHidden()
        assert driver.widget("manuscriptSaveBibButton").isVisible()


def write_mixed(folder: Path, listed: list[str]) -> Path:
    text = "\n\n".join(f"{number}. {one}" for number, one in enumerate(listed, 1))
    cited = f"So it is [1-{len(listed)}]."
    (folder / "paper.md").write_text(f"# Text\n\n{cited}\n\n# References\n\n{text}\n", "utf-8")
    return folder / "paper.md"


@pytest.mark.parametrize("ending", ["md", "txt"])
async def test_references_that_no_service_knows_stay_in_the_saved_list(demo: Any, tmp_path: Path, ending: str) -> None:
    """A DOI that no service knows is a difference without a correction, and no paper is written in its place."""
    listed = manuscripts.mixed_list()
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", write_mixed(tmp_path, listed))
        page = driver.widget("manuscriptPage")
        checked = page.run.checked.references
        assert [one.can_be_corrected for one in checked] == [True, True, True, False, False, False, False]
        assert [one.verdict.value for one in checked[3:]] == ["not_found", "ok", "not_found", "not_found"]
        assert [(one.field, one.now) for one in checked[3].details] == [("DOI", None)]
        page.commands.accept({0, 1})
        safe = [checked[place].reference.key for place in sorted(page.run.sure_places())]
        tip = shown_tooltip(driver.widget("manuscriptAcceptSureButton"))
        assert tip.endswith(f"References: {', '.join(safe)}." if safe else "repeats no name.")
        driver.click("manuscriptSaveListButton")
        if ending == "txt":
            driver.window.findChild(QFileDialog, "manuscriptSaveDialog").selectNameFilter("Text (*.txt)")
        out = tmp_path / f"out.{ending}"
        await choose(driver, "manuscriptSaveDialog", out)
        said = driver.window.messages.note("manuscript").text
        assert said == (
            "1 reference whose correction you did not accept is in it as you wrote it. "
            "3 references that were not found are in it as you wrote them."
        )
        lines = list_of(out)
        year, person = checked[0].details[0], checked[1].paper
        assert lines[0] == f"1. {listed[0].replace(year.was, year.now)}"
        assert lines[1].startswith("2. ")
        assert person.title in lines[1]
        assert "Zimmerwald" not in lines[1]
        assert lines[2:] == [f"{number}. {one}" for number, one in enumerate(listed[2:], 3)]


async def test_a_bib_file_with_an_unknown_doi_is_saved(demo: Any, tmp_path: Path) -> None:
    found = manuscripts.forty()
    wrong = [one for one in found if "issued" in one.details][:2]
    unknown = manuscripts.Written(
        "no", "not_found", "Imaginary gardens", [("Quillfeather", "B.")], 1998, "Nothing", "10.1016/j.no.1"
    )
    file = tmp_path / "refs.bib"
    file.write_text(manuscripts.bib([wrong[0], unknown, wrong[1]]), "utf-8")
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        page = driver.widget("manuscriptPage")
        page.commands.accept({0})
        driver.click("manuscriptSaveBibButton")
        await choose(driver, "manuscriptSaveDialog", tmp_path / "out.bib")
        said = driver.window.messages.note("manuscript").text
        assert said == (
            "1 reference whose correction you did not accept is in it as you wrote it. "
            "1 reference that was not found is in it as you wrote it."
        ), "its entry is not changed"
        was, now = wrong[0].details["issued"]
        first, rest = file.read_text("utf-8").split("\n\n", 1)
        assert (tmp_path / "out.bib").read_text("utf-8") == f"{first.replace(f'{{{was}}}', f'{{{now}}}')}\n\n{rest}"


async def test_the_bib_file_of_a_list_has_its_order_and_what_its_lines_state(demo: Any, tmp_path: Path) -> None:
    listed = manuscripts.mixed_list()
    file = write_mixed(tmp_path, listed)
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        page = driver.widget("manuscriptPage")
        checked = page.run.checked.references
        page.commands.accept({0, 1})
        driver.click("manuscriptSaveBibButton")
        dialog = driver.window.findChild(QFileDialog, "manuscriptSaveDialog")
        assert [Path(name) for name in dialog.selectedFiles()] == [tmp_path / "paper-corrected.bib"]
        await choose(driver, "manuscriptSaveDialog", tmp_path / "paper-corrected.bib")
        said = driver.window.messages.note("manuscript").text
        assert said.startswith("3 references that were not found have new entries with what you wrote: check their")
        entries = read_bibtex_entries((tmp_path / "paper-corrected.bib").read_text("utf-8")).entries
        assert len(entries) == len(listed)
        titles = [checked[place].found.wanted.title for place in range(3)]
        assert [one.text("title").casefold() for one in entries[:3]] == [title.casefold() for title in titles]
        year = checked[2].details[0]
        assert entries[2].fields["issued"]["from"] == year.was, "its correction is not accepted"
        assert entries[2].text("DOI") == checked[2].paper.ids.doi
        assert entries[2].text("container-title").casefold() == checked[2].paper.venue.casefold()
        assert (entries[2].item_type, entries[2].text("note")) == ("paper-conference", "")
        people = [one.shown.split()[-1] for one in entries[2].of_role("author")]
        assert people == [one.name.split()[-1] for one in checked[2].paper.authors]
        unknown, correct, other, words = entries[3:]
        assert (unknown.key, unknown.of_role("author")) == (
            "quillfeather1998imaginary",
            (Contributor("author", "Quillfeather", "B."),),
        )
        assert unknown.fields == {
            "title": "Imaginary gardens of the northern hills",
            "DOI": "10.1016/j.nothing.1998.01.001",
            "issued": {"from": "1998", "to": None},
            "note": "Journal of Nothing, 3, 1-9",
        }
        assert correct.text("DOI") == checked[4].paper.ids.doi
        assert (other.key, other.text("note")) == ("ottenbrink1992lanterns", "Nowhere")
        assert (words.key, words.fields) == ("reference7", {"title": manuscripts.NO_REFERENCE.rstrip(".")})
        assert len({one.key for one in entries}) == len(entries)
        assert "annote" not in (tmp_path / "paper-corrected.bib").read_text("utf-8")


async def test_a_corrected_reference_has_what_was_accepted_not_what_the_library_has(demo: Any, tmp_path: Path) -> None:
    listed = manuscripts.mixed_list()
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", write_mixed(tmp_path, listed))
        page, library = driver.widget("manuscriptPage"), driver.program.services.library
        paper = page.run.checked.references[1].paper
        assert any(one.field == "author" for one in page.run.checked.references[1].details)
        await library.add([paper])
        kept = (await library.find_many([paper]))[paper.id]
        people = (Contributor("author", "Zimmerwald", "Only"),)
        await library.entries.edit(
            kept.key,
            {
                "title": "Of the library",
                "author": people,
                "original-title": "Nam mosses",
                "publisher-place": "Lund",
                "PMID": "31415926",
            },
        )
        await driver.idle()
        page.commands.accept({0, 1})
        for button, out in (("manuscriptSaveListButton", "out.md"), ("manuscriptSaveBibButton", "out.bib")):
            driver.click(button)
            await choose(driver, "manuscriptSaveDialog", tmp_path / out)
        line = list_of(tmp_path / "out.md")[1]
        entry = read_bibtex_entries((tmp_path / "out.bib").read_text("utf-8")).entries[1]
        assert "Zimmerwald" not in line
        assert paper.authors[-1].name.split()[-1] in line
        assert [one.shown.split()[-1] for one in entry.of_role("author")] == [
            one.name.split()[-1] for one in paper.authors
        ]
        assert entry.text("title").replace("{", "").replace("}", "") == paper.title
        assert entry.key == (await library.find_many([paper]))[paper.id].cite_key
        # what the record does not state is the user's
        assert [entry.text(name) for name in ("original-title", "publisher-place", "PMID")] == [
            "Nam mosses",
            "Lund",
            "31415926",
        ]


MEYER = "Meyer, V. (2011). A second look at motor memory consolidation during sleep. Demo Annals of Psychology."
MEYER_BIB = """@article{meyer2011,
  title = {A second look at motor memory consolidation during sleep}, author = {Meyer, Victoria}, year = {2011},
  journal = {Nature}, volume = {1}
}
"""


async def test_a_wrong_journal_is_named_and_corrected_with_a_wrong_year(demo: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Sleep (Meyer, 2011).\n\nReferences\n\n{MEYER}\n", "utf-8")
    (tmp_path / "a.bib").write_text(MEYER_BIB, "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", tmp_path / "a.txt")
        page = driver.widget("manuscriptPage")
        changes = "Year: 2011 → 2010 · Published in: Demo Annals of Psychology → Psychology Review (Demo)"
        assert page.model.row(0).below == f"Meyer 2011 · {changes}"
        assert "another place of publication than the services" not in page._detail._why.text(), (
            "it is among the fields"
        )
        driver.click("manuscriptAcceptButton")
        driver.click("manuscriptSaveListButton")
        await choose(driver, "manuscriptSaveDialog", tmp_path / "out.txt")
        text = (tmp_path / "out.txt").read_text("utf-8")
        assert "(2010)" in text
        assert "Psychology Review (Demo), 52" in text
        assert "Annals" not in text
        driver.click("manuscriptChooseButton")
        await choose(driver, "manuscriptDialog", tmp_path / "a.bib")
        changes = "Year: 2011 → 2010 · Published in: Nature → Psychology Review (Demo) · Volume: 1 → 52"
        assert changes in page.model.row(0).below
        assert page._sure.isHidden()
        driver.click("manuscriptAcceptButton")
        driver.click("manuscriptSaveBibButton")
        await choose(driver, "manuscriptSaveDialog", tmp_path / "out.bib")
        text = (tmp_path / "out.bib").read_text("utf-8")
        assert "Psychology Review (Demo)" in text
        assert "52" in text
        assert "Nature" not in text


async def test_a_markdown_list_is_shown_without_its_marks_and_saved_with_plain_ampersands(demo, tmp_path):
    listed = [
        "Garcia, D., & Hanson, P. (2011). Five lessons from motor memory consolidation during sleep in home "
        "recordings. *Demo Conference on Psychology*.",
        "Lopez, F., & Patel, N. (2005). Memory consolidation during sleep without recognition tests. **Nature**, *99*.",
    ]
    file = tmp_path / "a.md"
    items = "\n- ".join(listed)
    file.write_text(f"# Text\n\nSo (Lopez & Patel, 2005).\n\n# References\n\n- {items}\n", "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        plain = [one.replace("*", "") for one in listed]
        assert driver.titles("manuscriptView") == plain
        driver.click_row(1, "manuscriptView")
        assert escape(plain[1], quote=False) in driver.widget("manuscriptReferenceText").text()
        driver.click_row(0, "manuscriptView")
        driver.click("manuscriptAcceptButton")
        driver.click("manuscriptSaveListButton")
        await choose(driver, "manuscriptSaveDialog", tmp_path / "out.md")
        text = (tmp_path / "out.md").read_text("utf-8")
        assert "- Garcia, D., & Hansen, P. (2011)." in text
        assert f"- {listed[1]}" in text, "as it is written"


async def test_a_venue_that_only_the_text_names_is_in_the_saved_list_and_bib_file(demo: Any, tmp_path: Path) -> None:
    """The records of these papers name no venue."""
    listed = [
        "Fu, J., Liu, J., Tian, H., & Li, Y. (2012). Dual Attention Network for Scene Segmentation. CVPR. "
        "https://doi.org/10.1109/CVPR.2019.00326",
        "Luong, T., Pham, H., & Manning, C. D. (2015). Effective Approaches to Attention-based Neural Machine "
        "Translation. In Proceedings of EMNLP (pp. 1412–1421). https://doi.org/10.18653/v1/D15-1166",
        "Wang, Q., Wu, B., Zhu, P., Li, P., Zuo, W., & Hu, Q. (2019). ECA-Net: Efficient Channel Attention for Deep "
        "Convolutional Neural Networks. Elsevier. https://doi.org/10.1109/CVPR42600.2020.01155",
    ]
    (tmp_path / "a.txt").write_text("So (Fu, 2012).\n\nReferences\n\n" + "\n".join(listed) + "\n", "utf-8")
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", tmp_path / "a.txt")
        page = driver.widget("manuscriptPage")
        assert [one.field for one in page.run.checked.references[0].details] == ["author", "issued"]
        page.commands.accept({0})
        for button, out in (("manuscriptSaveListButton", "out.txt"), ("manuscriptSaveBibButton", "out.bib")):
            driver.click(button)
            await choose(driver, "manuscriptSaveDialog", tmp_path / out)
    lines = list_of(tmp_path / "out.txt")
    assert lines[0].startswith("Fu, J., Liu, J., Tian, H., Fang, Z., & Lu, H. (2018). Dual Attention Network")
    assert "Segmentation. CVPR. https://doi.org/" in lines[0]
    assert lines[1:] == listed[1:]
    fu, luong, wang = read_bibtex_entries((tmp_path / "out.bib").read_text("utf-8")).entries
    assert (fu.item_type, fu.text("container-title")) == ("paper-conference", "CVPR")
    assert (luong.item_type, luong.text("container-title")) == ("paper-conference", "Proceedings of EMNLP")
    assert luong.text("page").replace("--", "-").replace("–", "-") == "1412-1421"
    assert wang.text("container-title") == "", "a publisher is no venue"
