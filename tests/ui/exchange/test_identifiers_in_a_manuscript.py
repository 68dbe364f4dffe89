"""The DOIs in the text of a manuscript that no reference has are looked up as its references are."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.reference_lists.line_comparison import has_identifier_alone
from scholar_desktop.domain.reference_lists.manuscript import ReferenceVerdict
from tests.support import manuscripts
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on
from tests.ui.exchange.test_manuscript_page import choose, count, drop

TEXT = """Attention is enough (Vaswani 2017), see arXiv:1706.03762.
Another one is doi:{other}, and one that nobody knows is doi:10.5555/no.such.work.1.

# References

Vaswani, A. (2017). Attention is all you need.
"""


async def test_identifiers_in_the_text_are_looked_up_and_said_to_be_missing_from_the_list(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        await driver.search("attention")
        papers = driver.window.search_page.search.result.papers
        other = next(one for one in papers if one.ids.doi and one.ids.arxiv != "1706.03762")
        file = tmp_path / "paper.qmd"
        file.write_text(TEXT.format(other=other.ids.doi), "utf-8")
        assert drop(driver, file)
        await driver.until(lambda: driver.state("manuscriptView") == "full")
        checked = driver.widget("manuscriptPage").run.checked
        found = [(one.reference.key, one.verdict, one.paper and one.paper.title) for one in checked.references]
        assert found[1:] == [
            (f"doi:{other.ids.doi}", ReferenceVerdict.MISSING, other.title),
            ("doi:10.5555/no.such.work.1", ReferenceVerdict.NOT_FOUND, None),
        ], "the identifier of the listed paper has no row of its own"
        assert checked.references[0].is_cited
        assert (count(driver, "missing"), count(driver, "not_found")) == ("1", "1")
        assert [one.reference.key for one in checked.references if one.is_in_text] == ["Vaswani 2017"]
        assert "no.such.work" not in (await driver.program.services.manuscript_check.corrected(checked)).text


async def test_a_text_without_a_list_has_its_identifiers_checked(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        file = tmp_path / "paper.qmd"
        file.write_text(TEXT.format(other="10.5555/zenodo.90000011").partition("#")[0], "utf-8")
        assert drop(driver, file)
        await driver.until(lambda: driver.state("manuscriptView") == "full")
        page = driver.widget("manuscriptPage")
        assert len(page.run.checked.references) == 3
        assert count(driver, "not_found") == "1"
        assert page._table.bar.note.lead == (
            "The text has no heading of a reference list, so only the identifiers in the text are checked."
        )


async def test_a_bare_identifier_is_not_said_to_agree_in_title_and_people(demo, tmp_path):
    """A text without a list, and an entry with a DOI alone; a reference that states more is compared."""
    work = manuscripts.forty()[0]
    (tmp_path / "bare.qmd").write_text(f"See doi:{work.doi} for it.\n", "utf-8")
    (tmp_path / "bare.bib").write_text(f"@misc{{one, doi = {{{work.doi}}}}}\n", "utf-8")
    (tmp_path / "whole.bib").write_text(manuscripts.bib([work]), "utf-8")
    said = {}
    async with window_on(demo, tmp_path / "profile") as driver:
        for name in ("bare.qmd", "bare.bib", "whole.bib"):
            assert drop(driver, tmp_path / name)
            await driver.until(lambda: driver.state("manuscriptView") == "full")
            await driver.idle()
            driver.view("manuscriptView").setFocus()
            await Keyboard(driver).press("Home")
            page = driver.widget("manuscriptPage")
            assert page.model.row(0).sign[2] == ("Correct" if name == "whole.bib" else "Identifier found"), name
            assert count(driver, "ok" if name == "whole.bib" else "identifier_found") == "1"
            said[name] = page._detail._why.text()
    assert (
        said["bare.qmd"]
        == said["bare.bib"]
        == (
            f"The identifier is that of “{work.title}”. "
            "Nothing else was compared: no title, no authors and no year is stated."
        )
    )
    assert said["whole.bib"].startswith("Its title, authors and year agree")


async def test_the_paper_that_a_wrong_identifier_belongs_to_can_be_opened(demo, tmp_path):
    """Only opened: the row does not offer to keep a paper that the manuscript does not cite."""
    work = manuscripts.forty()[0]
    text = f"Quillfeather, B. (1998). Imaginary gardens of the northern hills. https://doi.org/{work.doi}"
    file = tmp_path / "paper.qmd"
    file.write_text(f"So it is (Quillfeather 1998).\n\n# References\n\n{text}\n", "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        assert drop(driver, file)
        await driver.until(lambda: driver.state("manuscriptView") == "full")
        driver.click_row(0, "manuscriptView")
        page = driver.widget("manuscriptPage")
        assert page.model.row(0).sign[2] == "Wrong identifier"
        assert f"belongs to “{work.title}”" in page._detail._why.text()
        assert page.model.paper_at(0) is None
        button = driver.widget("manuscriptOpenButton")
        assert (button.isVisible(), button.text()) == (True, "Open paper")
        driver.click("manuscriptOpenButton")
        await driver.until(lambda: driver.window.navigation.page == "search")
        await driver.until(lambda: work.title in driver.widget("detailTitle").text())


@pytest.mark.parametrize(
    ("text", "is_alone"),
    [
        ("3. https://doi.org/10.5555/m", True),
        ("[2] DOI: 10.5555/m.", True),
        ("doi:10.5555/m (2017)", False),
        ("Mosses. doi:10.5555/m", False),
    ],
)
def test_a_line_with_an_identifier_alone(text: str, is_alone: bool) -> None:
    assert has_identifier_alone(text) is is_alone


TWO_WITH_ONE_DOI = """# Chapter

As shown (Lopez & Patel, 2005; Garcia & Hansen, 2011).

# References

- Lopez, F., & Patel, N. (2005). Memory consolidation during sleep without recognition tests. *Memory*, *99*, 1–2.
- Garcia, D., & Hanson, P. (2011). Five lessons from motor memory consolidation during sleep in home recordings. Demo
  Conference on Psychology. https://doi.org/10.5555/subject.memory.2
"""


async def test_a_reference_with_the_doi_of_another_is_not_safe_and_the_other_is_named(demo, tmp_path):
    (tmp_path / "a.md").write_text(TWO_WITH_ONE_DOI, "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", tmp_path / "a.md")
        page = driver.widget("manuscriptPage")
        driver.click_row(1, "manuscriptView")
        row = page.model.row(1)
        assert (row.sign[2], row.accept) == ("Wrong identifier", False)
        assert page._detail._why.text() == (
            "The DOI belongs to “Memory consolidation during sleep without recognition tests”, the reference "
            "“Lopez 2005” of this list. Its title and its identifier are those of two works, so check which one you "
            "mean before you accept."
        )
        assert driver.widget("manuscriptAcceptSureButton").isHidden()
        assert driver.widget("manuscriptAcceptButton").isVisible()
