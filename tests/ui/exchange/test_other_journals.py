"""A correct reference that names another journal than its record: the journal of the record is offered, and is not
safe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scholar_desktop.domain.reference_lists.manuscript import CorrectionDoubt, ReferenceVerdict
from tests.support.window_driver import window_on
from tests.ui.exchange.test_manuscript_page import choose
from tests.ui.exchange.test_saved_references import SUZUKI, checked, save, write_list

ENTRY = """@article{lopez, title = {Memory consolidation during sleep without recognition tests}, year = {2005},
  author = {Lopez, F. and Patel, N.}, journal = {Nature}
}
"""


async def test_the_journal_of_the_record_of_a_doi_is_offered_and_accepted_by_hand(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        page = await checked(driver, write_list(tmp_path, [SUZUKI.format("Nature Neuroscience, 21, 1–9.")]))
        row, one = page.model.row(0), page.run.checked.references[0]
        assert (row.sign[2], row.accept, row.safe) == ("Other journal", False, "")
        assert "Published in: Nature Neuroscience → Demo Annals of Psychology" in row.below
        assert "Volume: 21 → 23" in row.below
        assert (one.verdict, one.doubt, one.is_sure) == (ReferenceVerdict.OK, CorrectionDoubt.OTHER_VENUE, False)
        assert page._sure.isHidden()
        why = driver.widget("manuscriptReferenceWhy")
        assert "names another place of publication, where another version of the work may have appeared" in why.text()

        [entry], said = await save(driver, tmp_path)
        assert entry.text("container-title") == "Nature Neuroscience"
        assert entry.of_role("author")[0].given == "Katrin", "a correct reference is completed without being accepted"
        assert said.startswith("1 reference keeps a journal, volume or pages that differ from the record found.")

        page.commands.accept({0})
        assert (page.model.row(0).sign[2], page.model.row(0).accept) == ("Corrected", True)
        assert why.text() == "Its correction is accepted, and will be in the file that you save."
        [entry], said = await save(driver, tmp_path)
        names = ("container-title", "volume", "page")
        assert [entry.text(name) for name in names] == ["Demo Annals of Psychology", "23", "816-940"]
        assert "keeps a journal" not in said


async def test_the_journal_of_a_reference_without_a_doi_may_be_that_of_another_version(
    demo: Any, tmp_path: Path
) -> None:
    (tmp_path / "a.bib").write_text(ENTRY, "utf-8")
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", tmp_path / "a.bib")
        row = driver.widget("manuscriptPage").model.row(0)
        assert (row.sign[2], row.accept) == ("Other journal", None)
        assert "The record names “Demo Annals of Psychology”" in row.below
        assert (
            driver.widget("manuscriptReferenceWhy")
            .text()
            .endswith("The reference has no DOI, so it may name another version of the work: no correction is offered.")
        )
