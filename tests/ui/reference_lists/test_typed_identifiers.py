"""Enter on a text that has only identifiers, two or more, opens them as a reference list, as pasting them does."""

from __future__ import annotations

import pytest

from scholar_desktop.formats.reference_list_detection import listed_identifiers
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on

FIRST, SECOND = "10.1037/0003-066X.37.2.122", "10.18653/v1/N18-1202"


@pytest.mark.parametrize(
    "text",
    [
        f"{FIRST} {SECOND}",
        f"{FIRST}, {SECOND}",
        f"{FIRST};{SECOND}",
        "1706.03762, PMC2808891; hep-th/9901001",
        "https://doi.org/10.5555/a https://arxiv.org/abs/1706.03762",
        "649def34f8be52c8b66281af98ae884c09aef38b CorpusId:215416146 P19-1001",
        "DOI 10.5555/a PMID 19872477 arXiv: 1706.03762 zenodo:17347516",
    ],
)
def test_a_text_of_identifiers_of_any_kind_is_a_list(text: str) -> None:
    assert listed_identifiers(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "attention 10.1/x",
        "attention 10.5555/x",
        "10.5555/x",
        "doi: 10.5555/x",
        "arXiv 1706.03762",
        "10.5555/a OR 10.5555/b",
        "2017 2018",
        "19872477 19872478",
        "PMID attention",
        "attention, memory",
        " , ",
        "",
    ],
)
def test_other_texts_are_searched(text: str) -> None:
    assert listed_identifiers(text) is None


@pytest.mark.parametrize("separator", [" ", ", ", ";"])
async def test_enter_opens_typed_identifiers_as_a_list(demo, tmp_path, separator: str):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        box = driver.widget("searchEdit")
        box.setFocus()
        text = separator.join((FIRST, "PMID:19872477", SECOND))
        await keyboard.type(text)
        assert box.said == "Identifiers: press Enter to open them as a list"
        await keyboard.press("Return")
        await driver.idle()
        assert driver.window.navigation.page == "review"
        await driver.until(lambda: driver.program.services.reference_lists.current is not None)
        lines = driver.program.services.reference_lists.current.lines
        assert [line.wanted.identifier for line in lines] == [
            f"doi:{FIRST.lower()}",
            "pmid:19872477",
            f"doi:{SECOND.lower()}",
        ]
        assert box.text() == "", "the text is kept in the list"


async def test_identifiers_of_several_kinds_are_lines_of_the_list(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        driver.widget("searchEdit").setFocus()
        await keyboard.type("1706.03762, https://arxiv.org/abs/1409.0473; PMC2808891 CorpusId:215416146")
        await keyboard.press("Return")
        await driver.until(lambda: driver.program.services.reference_lists.current is not None)
        await driver.idle()
        lines = driver.program.services.reference_lists.current.lines
        assert [line.wanted.identifier for line in lines] == [
            "arxiv:1706.03762",
            "arxiv:1409.0473",
            "pmcid:PMC2808891",
            "corpus:215416146",
        ]


@pytest.mark.parametrize("text", ["attention 10.1/x", "attention 10.5555/x"])
async def test_words_with_an_identifier_are_searched(demo, tmp_path, text: str):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        driver.widget("searchEdit").setFocus()
        await keyboard.type(text)
        await keyboard.press("Return")
        await driver.idle()
        assert driver.window.navigation.page == "search"
        assert driver.program.services.reference_lists.current is None
        assert driver.widget("searchEdit").text() == text
