"""The wrong DOI of an entry is corrected in its address, too; an arXiv ID that is not that of the record is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.window_driver import window_on
from tests.ui.exchange.test_manuscript_page import choose

ECA = "title={ECA-Net: Efficient Channel Attention for Deep Convolutional Neural Networks}, author={Wang, Qilong}"
BIB = (
    f"@inproceedings{{both, {ECA}, doi={{10.1109/cvpr.2019.00326}}, url={{https://doi.org/10.1109/cvpr.2019.00326}}}}\n"
    "@inproceedings{urlonly, title={Effective Approaches to Attention-based Neural Machine Translation}, "
    "author={Luong, Thang}, url={https://doi.org/10.1109/cvpr.2019.00326}}\n"
    "@inproceedings{arxiv, title={Dual Attention Network for Scene Segmentation}, author={Fu, Jun}, "
    "doi={10.1109/cvpr.2019.00326}, eprint={1706.03762}, archiveprefix={arXiv}}\n"
)


async def test_the_address_is_corrected_with_the_identifier(demo: Any, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(BIB, "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        page = driver.widget("manuscriptPage")
        rows = {one.reference.key: one for one in page.run.checked.references}
        assert {key: one.verdict.value for key, one in rows.items()} == dict.fromkeys(rows, "wrong_id")
        for key in ("both", "urlonly"):
            names = [one.field for one in rows[key].details]
            assert {"DOI", "URL"} <= {*names}
        assert next((one.was, one.now) for one in rows["arxiv"].details) == ("1706.03762", "1809.02983")
        page.commands.accept({0, 1, 2}, is_accepted=True)
        await driver.idle()
        driver.click("manuscriptSaveBibButton")
        await choose(driver, "manuscriptSaveDialog", tmp_path / "out.bib")
        saved = (tmp_path / "out.bib").read_text("utf-8")
        assert "https://doi.org/10.1109/cvpr.2019.00326" not in saved
        assert saved.count("10.1109/cvpr.2019.00326") == 1
        assert "https://doi.org/10.1109/cvpr42600.2020.01155" in saved
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", tmp_path / "out.bib")
        assert {one.verdict.value for one in page.run.checked.references} <= {"ok", "wrong_field"}
