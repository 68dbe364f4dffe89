"""The DOIs in the text of a manuscript that no reference has are looked up as its references are."""

from __future__ import annotations

from scholar_desktop.domain.reference_lists.manuscript import ReferenceVerdict
from tests.support.window_driver import window_on
from tests.ui.exchange.test_manuscript_page import count, drop

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
        assert "no.such.work" not in await driver.program.services.manuscript_check.corrected(checked)


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
