"""An entry with the DOI of one work and the arXiv ID of another: it is not correct, and its correction is not safe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scholar_desktop.domain.reference_lists.manuscript import CorrectionDoubt
from tests.support.window_driver import window_on

ENTRY = """@article{a, title = {The Turing Trap: The Promise & Peril of Human-Like Artificial Intelligence},
  author = {Brynjolfsson, Erik}, journal = {Daedalus}, year = {2022}, doi = {10.1162/daed_a_01915},
  eprint = {2101.05278}, archiveprefix = {arXiv}, url = {https://arxiv.org/abs/2101.05278}
}
"""


async def test_the_identifier_of_another_work_is_named(demo: Any, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(ENTRY + ENTRY.replace("{a,", "{b,"), "utf-8")
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        driver.trigger("view.manuscript")
        page = driver.widget("manuscriptPage")
        page.check(tmp_path / "a.bib")
        await driver.until(lambda: page.model.count() == 2 and page.model.row(1).checked is not None)
        row = page.model.row(0)
        assert (row.sign[2], row.accept, row.safe) == ("Wrong identifier", False, "")
        assert "arXiv ID: 2101.05278 → 2201.04200" in row.below
        assert "URL: https://arxiv.org/abs/2101.05278 → https://arxiv.org/abs/2201.04200" in row.below
        assert row.checked.doubt is CorrectionDoubt.TWO_WORKS
        assert page._sure.isHidden()
        driver.view("manuscriptView").choose(0)
        assert driver.widget("manuscriptReferenceWhy").text() == (
            "The arXiv ID is not that of the record, which was found by the DOI. Its identifiers are those of two "
            "works, so check which one you mean before you accept."
        )
        assert (page.model.row(1).sign[2], page.model.row(1).also) == ("Duplicate", "Wrong identifier")
