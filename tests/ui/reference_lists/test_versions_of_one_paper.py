"""A paper that the services have as several records is one paper of the library, whichever identifier is looked up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import Qt

import scholar_desktop.demo
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.formats.reference_list_reading import read_text
from tests.support.window_driver import Driver, window_on
from tests.ui.reference_lists.test_repeated_lines import RECORD
from tests.ui.reference_lists.test_review_page import FRESH, OPEN, paste, spoken

CITED = "Vaswani A, et al. Attention is all you need. NIPS 2016."
TITLE = "Attention is All you Need"
BIB = f"@misc{{vaswani, title={{{TITLE}}}, author={{Vaswani, Ashish}}, year={{2017}}, eprint={{1706.03762}}}}"
OTHER = "Attention Is Not All You Need"


def stated() -> dict[str, str]:
    """The identifiers that the demo's services state: Semantic Scholar of the paper, Zenodo of its copy."""
    corpus = json.loads((Path(scholar_desktop.demo.__file__).parent / "corpus/corpus.json").read_text("utf-8"))
    [paper] = [one for one in corpus["papers"] if one["externalIds"].get("ArXiv") == FRESH.removeprefix("arXiv:")]
    [record] = [one for one in corpus["records"] if one["doi"] == RECORD]
    found = {"s2": paper["s2"], "doi": paper["externalIds"].get("DOI") or record["doi"], "zenodo": record["id"]}
    found |= {"arxiv": paper["externalIds"]["ArXiv"], "corpus": paper["corpusId"], "mag": paper["externalIds"]["MAG"]}
    found |= {"dblp": paper["externalIds"]["DBLP"], "zenodo_concept": record["concept"]}
    return {scheme: str(value) for scheme, value in found.items()}


async def record_of(driver: Driver) -> Paper:
    """Return what Zenodo alone states."""
    lists = driver.program.services.reference_lists
    reading = await lists.read_only(read_text(RECORD), "record")
    await reading.look_up(RequestOptions())
    paper = reading.line(1).paper
    assert paper is not None
    return paper


async def add_citing(driver: Driver) -> None:
    """Add the other papers that a search finds, and load their references."""
    driver.trigger("view.search")
    await driver.search("attention")
    driver.view().selectAll()
    await driver.idle()
    services = driver.program.services
    papers = [paper for paper in driver.window.context.now.papers if paper.title != TITLE]
    await services.library.add(papers)
    await services.missing_classics.ask(await services.missing_classics.survey(), lambda _: None, RequestOptions())


async def missing(driver: Driver) -> list[str]:
    return [one.paper.title for one in (await driver.program.services.missing_classics.survey()).found]


async def kept_of_manuscript(driver: Driver, file: Path) -> Sequence[bool]:
    file.write_text(BIB, "utf-8")  # noqa: ASYNC240
    check = driver.program.services.manuscript_check
    manuscript = await check.read(file)
    checked = await check.check(manuscript, await check.lines(manuscript, file.name), RequestOptions())
    return [one.kept is not None for one in checked.references]


async def test_a_paper_that_is_added_from_a_list_has_the_identifiers_of_all_its_lines(demo: Any, tmp_path: Path):
    async with window_on(demo, tmp_path / "profile") as driver:
        await paste(driver, f"{RECORD}\n{FRESH}\n{CITED}\n")
        reading = driver.program.services.reference_lists.current
        await driver.until(lambda: [line.same_as for line in reading.lines] == [None, 1, 1])
        driver.click("reviewAddButton")
        await driver.until(lambda: "in library" in spoken(driver, 0))
        library = driver.program.services.library
        assert (await library.counts()).papers == 1
        [kept] = (await library.page()).papers
        assert dict(kept.paper.ids.items()) == stated()

        assert await kept_of_manuscript(driver, tmp_path / "refs.bib") == [True]
        await add_citing(driver)
        assert TITLE not in await missing(driver)
        await library.remove([kept.key])
        assert TITLE in await missing(driver), "its papers cite it"


async def test_the_paper_of_a_line_is_shown_and_starred_with_all_its_identifiers(demo: Any, tmp_path: Path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{RECORD}\n{FRESH}\n")
        reading = driver.program.services.reference_lists.current
        await driver.until(lambda: reading.line(2).same_as == 1)
        driver.press(Qt.Key.Key_Down, "reviewTable")
        driver.press(Qt.Key.Key_Home, "reviewTable")
        await driver.idle()
        driver.trigger("paper.star")
        await driver.idle()
        [kept] = (await driver.program.services.library.page()).papers
        assert (kept.starred, dict(kept.paper.ids.items())) == (True, stated())


async def test_a_paper_that_the_library_has_as_a_record_alone_is_recognised_by_its_other_identifiers(
    demo: Any, tmp_path: Path
):
    async with window_on(demo, tmp_path / "profile") as driver:
        services = driver.program.services
        record = await record_of(driver)
        await services.library.add([record])
        await paste(driver, f"{FRESH}\n{OPEN}\n")
        await driver.until(lambda: "in library" in spoken(driver, 0))
        reading = services.reference_lists.current
        assert [one.number for one in reading.to_add()] == [2]
        [line] = reading.matched_in_library()
        assert line.paper.id == record.id, "the paper that the library has"
        assert await kept_of_manuscript(driver, tmp_path / "refs.bib") == [True]
        await add_citing(driver)
        assert TITLE not in await missing(driver)

        found = reading.line(1).paper
        await services.manual_splits.split(msgspec.structs.replace(found, parts=(found, record)), [record])
        await driver.until(lambda: "in library" not in spoken(driver, 0))
        assert [one.number for one in reading.to_add()] == [1, 2]
        assert await kept_of_manuscript(driver, tmp_path / "refs.bib") == [False]
        assert TITLE in await missing(driver)


async def test_other_works_are_not_taken_for_a_paper_of_the_library(demo: Any, tmp_path: Path):
    async with window_on(demo, tmp_path) as driver:
        services = driver.program.services
        record = await record_of(driver)
        await services.library.add([record])
        replace = msgspec.structs.replace
        plain = Paper(TITLE, authors=record.authors, year=2017, type="conference")

        async def is_known(paper: Paper) -> bool:
            return bool(await services.library.find_works([paper]))

        ids = record.ids.__class__
        assert await is_known(replace(plain, ids=ids(s2="a" * 40)))
        assert not await is_known(replace(plain, ids=ids(s2="a" * 40), title=OTHER))
        assert not await is_known(replace(plain, ids=ids(s2="a" * 40), year=2021))
        assert not await is_known(replace(plain, ids=ids(s2="a" * 40), type="dataset"))
        assert not await is_known(replace(plain, ids=ids(s2="a" * 40), authors=record.authors[1:]))
        # two papers of the library that differ: neither is taken
        article = replace(plain, ids=ids(doi="10.1000/one"))
        await services.library.add(
            [replace(article, ids=ids(doi="10.1000/one")), replace(article, ids=ids(doi="10.1000/two"))]
        )
        assert not await is_known(replace(plain, ids=ids(s2="a" * 40)))
