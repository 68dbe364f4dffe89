"""The .bib file of a list in a text keeps what its references state, and the message says what is from the records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.reference_lists.manuscript import (
    CheckedReference,
    Correction,
    ManuscriptReference,
    ReferenceVerdict,
)
from scholar_desktop.formats.entries.bibtex_reading import read_bibtex_entries
from scholar_desktop.services.exchange.corrected_references import as_written, completed_entry, text_entries
from scholar_desktop.ui.words.entry_words import field_title
from tests.support.window_driver import window_on
from tests.ui.exchange.test_manuscript_page import choose

SUZUKI = (
    "Suzuki, K. (2018). Small word pairs, large effects: Emotional memory consolidation during sleep in home "
    "recordings. {} https://doi.org/10.5555/subject.sleep.9"
)
FACES = (
    "Castillo, M., Costa, S., Singh, B., & Schneider, Q. (2023). {}What sleep diaries can tell us about memory for "
    "faces{}. Demo Conference on Psychology. https://doi.org/10.5555/subject.memory.3"
)
TITLE = "What sleep diaries can tell us about memory for faces"


def write_list(folder: Path, listed: list[str]) -> Path:
    text = "\n\n".join(f"[{number}] {one}" for number, one in enumerate(listed, 1))
    file = folder / "paper.md"
    file.write_text(f"# Text\n\nSo it is [1-{len(listed)}].\n\n# References\n\n{text}\n", "utf-8")
    return file


async def save(driver: Any, folder: Path) -> tuple[list[FullEntry], str]:
    """Save the .bib file of the manuscript in the window; return its entries, and the message."""
    driver.click("manuscriptSaveBibButton")
    await choose(driver, "manuscriptSaveDialog", folder / "out.bib")
    entries = read_bibtex_entries((folder / "out.bib").read_text("utf-8")).entries
    return list(entries), driver.window.messages.note("manuscript").text


async def checked(driver: Any, file: Path) -> Any:
    driver.trigger("manuscript.check")
    await choose(driver, "manuscriptDialog", file)
    return driver.widget("manuscriptPage")


async def test_what_a_reference_states_is_saved_as_it_is_written(demo: Any, tmp_path: Path) -> None:
    listed = [SUZUKI.format(place) for place in ("Nature Neuroscience, 21, 1–9.", "Demo Ann. Psychol.")]
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        page = await checked(driver, write_list(tmp_path, listed[:1]))
        [other], said = await save(driver, tmp_path)
        assert page.run.checked.references[0].paper.venue == "Demo Annals of Psychology"
        assert [other.text(name) for name in ("container-title", "volume", "page")] == [
            "Nature Neuroscience",
            "21",
            "1-9",
        ]
        assert other.text("title").startswith("Small word pairs, large effects: Emotional")
        assert (other.text("publisher"), other.fields["issued"]) == ("", {"from": "2018", "to": None})
        assert said == (
            "1 reference keeps a journal, volume or pages that differ from the record found. "
            "Added to 1 reference from its record, where it had none: Full names."
        )
        await checked(driver, write_list(tmp_path, listed[1:]))
        [same], said = await save(driver, tmp_path)
        assert [same.text(name) for name in ("container-title", "volume", "page")] == [
            "Demo Ann. Psychol.",
            "23",
            "816-940",
        ], "what it does not state is that of the record"
        assert said == ("Added to 1 reference from its record, where it had none: Full names, Month, Volume, Pages.")


async def test_a_retracted_paper_is_marked_in_the_saved_file(demo: Any, tmp_path: Path) -> None:
    for before, after in (("RETRACTED: ", ""), ("", " (Retracted)")):
        async with window_on(demo, tmp_path / "profile", citations=None) as driver:
            page = await checked(driver, write_list(tmp_path, [FACES.format(before, after)]))
            assert page.model.row(0).sign[2] == "Retracted"
            [entry], _said = await save(driver, tmp_path)
            assert entry.text("title") == f"{before}{TITLE}{after}"


def test_the_number_of_a_volume_stays_as_it_is_written() -> None:
    """The issue and the pages that the record has of another volume are not added to it."""
    paper = Paper("On mosses", authors=(Author("Ada Lind"),), year=2017, venue="Entropy", ids=Ids(doi="10.5555/m"))
    record = {"container-title": "Entropy", "volume": "22", "issue": "4", "page": "105-120", "ISSN": "1099-4300"}
    entry = FullEntry("lind", "article-journal", {"title": "On Mosses", "DOI": "10.5555/m", **record})
    text = "Lind A. On mosses. Entropy. 2017;23(1). doi:10.5555/m"
    one = CheckedReference(ManuscriptReference("1", text, 1), ReferenceVerdict.OK, paper=paper)
    written = completed_entry(entry, one)
    names = ("title", "container-title", "volume", "issue", "page")
    assert [written.entry.text(name) for name in names] == ["On mosses", "Entropy", "23", "1", ""]
    assert written.differs
    corrected = msgspec.structs.replace(one, details=(Correction("volume", "23", "22"),))
    assert completed_entry(entry, corrected).entry.text("volume") == "22"


async def test_a_refused_correction_leaves_the_journal_and_the_key_as_written(demo: Any, tmp_path: Path) -> None:
    text = (
        "Quimby, N., & Abebe, U. (2022). Small older adults, large effects: Episodic memory in classrooms. Psychology "
        "Review (Demo), 3(4), 5–9. https://doi.org/10.5555/subject.memory.8"
    )
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        page = await checked(driver, write_list(tmp_path, [text]))
        await driver.program.services.library.add([page.run.checked.references[0].paper])
        driver.click("manuscriptAgainButton")
        await driver.idle()
        one = page.run.checked.references[0]
        assert one.kept.cite_key == "abebe2022small"
        assert "author" in [each.field for each in one.details]
        [entry], said = await save(driver, tmp_path)
        assert (entry.key, entry.item_type) == ("quimby2022small", "article-journal")
        names = ("container-title", "volume", "issue", "page", "note")
        assert [entry.text(name) for name in names] == ["Psychology Review (Demo)", "3", "4", "5-9", ""]
        assert said == "1 reference whose correction you did not accept is in it as you wrote it."


def test_a_paper_whose_record_alone_is_marked_has_a_note() -> None:
    paper = Paper("RETRACTED: On mosses", authors=(Author("Ada Lind"),), year=2017, ids=Ids(doi="10.5555/m"))
    entry = FullEntry("lind", "article-journal", {"title": paper.title, "DOI": "10.5555/m"})
    text = "Lind A. (2017). On mosses. Nature. doi:10.5555/m"
    one = CheckedReference(ManuscriptReference("1", text, 1), ReferenceVerdict.RETRACTED, paper=paper)
    written = completed_entry(entry, one).entry
    assert (written.text("title"), written.text("note")) == ("On mosses", "Retracted")
    refused = msgspec.structs.replace(one, paper=None, refused=paper)
    written = text_entries([refused], lambda paper: "lind2017")[0]
    assert (written.text("title"), written.text("note")) == ("On mosses", "Retracted")


async def test_a_wrong_volume_is_corrected_where_it_is_written(demo: Any, tmp_path: Path) -> None:
    park = (
        "Park, A. (2021). Evidence from a test battery of nine tasks on working memory capacity. Psychology Review "
        "(Demo), {}. https://doi.org/10.5555/subject.working_memory.17"
    )
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        page = await checked(driver, write_list(tmp_path, [park.format("4711, 1–2"), park.format("59, 865–915")]))
        assert [page.model.row(place).sign[2] for place in range(2)] == ["Wrong details", "Duplicate"]
        assert page.model.row(0).below.endswith("Volume: 4711 → 59 · Pages: 1-2 → 865-915")
        assert [one.field for one in page.run.checked.references[1].details] == ["key"]
        page.commands.accept({0})
        driver.click("manuscriptSaveListButton")
        await choose(driver, "manuscriptSaveDialog", tmp_path / "out.md")
        _heading, first, *_rest = (tmp_path / "out.md").read_text("utf-8").split("\n\n")
        assert first == f"[1] {park.format('59, 865–915')}"


async def test_the_message_names_every_field_that_the_file_has_and_the_text_does_not(demo: Any, tmp_path: Path) -> None:
    """Also month, arXiv ID and PMID, and that references which repeat another one have no entry of their own."""
    listed = [
        "Vaswani, A., et al. (2017). Attention is all you need.",
        FACES.format("", ""),
        FACES.format("", ""),
        "Desimone, R., & Duncan, J. (1995). Neural mechanisms of selective visual attention.",
        "Castillo M et al. What sleep diaries can tell us about memory for faces. 2023.",
    ]
    async with window_on(demo, tmp_path / "profile", citations=None) as driver:
        await checked(driver, write_list(tmp_path, listed))
        entries, said = await save(driver, tmp_path)
        assert len(entries) == 3
        assert "2 references repeat others and share their entries." in said
        assert said.endswith(
            "Added to 3 references from their records, where they had none: Full names, Month, Published in, Volume, "
            "Pages, DOI, arXiv ID, PMID, URL."
        )
        names = {field_title(name) for one in entries for name in one.fields}
        named = set(said.rpartition(": ")[2].rstrip(".").split(", "))
        assert names - named == {"Title", "Date"}, "the texts have these"
        assert entries[1].fields["issued"] == {"from": "2023-01", "to": None}


def test_a_number_of_the_record_is_named_unless_the_text_has_it() -> None:
    ids = {"DOI": "10.5555/m", "PMID": "1234567", "arxiv": "1706.03762", "URL": "https://doi.org/10.5555/m"}
    paper = Paper("On mosses", authors=(Author("Ada Lind"),), year=2017, ids=Ids(doi="10.5555/m", pmid="1234567"))
    entry = FullEntry(
        "lind", "article-journal", {"title": "On mosses", "issued": {"from": "2017-03", "to": None}, **ids}
    )
    text = "Lind A. (2017). On mosses. Nature."
    for more, filled in (
        ("", {"author", "month", *ids}),
        (" doi:10.5555/m. PMID: 1234567", {"author", "month", "arxiv"}),
        (" March 2017. https://arxiv.org/abs/1706.03762", {"author", "DOI", "PMID", "URL"}),
    ):
        one = CheckedReference(ManuscriptReference("1", text + more, 1), ReferenceVerdict.OK, paper=paper)
        assert completed_entry(entry, one).filled == filled
    written = as_written(completed_entry(entry, one), FullEntry("lind", None, {"DOI": "1"}))
    assert written.filled == {"DOI"}, "what the format of the file leaves out is not named"


def test_an_article_whose_text_names_a_symposium_is_one_of_a_conference() -> None:
    """Its record, which states no venue, has the type of an article."""
    paper = Paper("On mosses", authors=(Author("Ada Lind"),), year=2017, ids=Ids(doi="10.5555/m"))
    entry = FullEntry("lind", "article-journal", {"title": "On mosses", "DOI": "10.5555/m"})
    for venue, item_type in (
        ("Proc. Int. Symp. on Bryology", "paper-conference"),
        ("Proceedings of the National Academy of Sciences", "article-journal"),
    ):
        text = f"Lind, A. (2017). On mosses. {venue}, 4(1), 5–9. doi:10.5555/m"
        one = CheckedReference(ManuscriptReference("1", text, 1), ReferenceVerdict.OK, paper=paper)
        written = completed_entry(entry, one).entry
        assert (written.text("container-title"), written.item_type) == (venue, item_type)


def _written(text: str, paper: Paper, entry: FullEntry) -> FullEntry:
    one = CheckedReference(ManuscriptReference("1", text, 1), ReferenceVerdict.OK, paper=paper)
    return completed_entry(entry, one).entry


def test_the_month_and_the_day_of_a_text_are_those_of_its_entry() -> None:
    paper = Paper(TITLE, authors=(Author("Ada Lind"),), year=2015, venue="Moss Letters")
    entry = FullEntry("lind", "article-journal", {"title": TITLE, "issued": {"from": "2015-03-02", "to": None}})
    for rest, date in (
        ("Moss Letters. 2015 Sep 27;3:4-5.", "2015-09-27"),
        ("Moss Letters. 2015 Sep;3:4-5.", "2015-09"),
        ("Moss Letters. 2015;3:4-5.", "2015-03-02"),
    ):
        assert _written(f"Lind A. {TITLE}. {rest}", paper, entry).fields["issued"] == {"from": date, "to": None}


def test_a_volume_after_the_venue_of_the_record_stays() -> None:
    paper = Paper(TITLE, authors=(Author("Ada Lind"),), year=2017, venue="Neural Information Processing Systems")
    entry = FullEntry("lind", "paper-conference", {"title": TITLE, "container-title": paper.venue, "page": "4-5"})
    venue = "Advances in Neural Information Processing Systems"
    found = _written(f"Lind, A. (2017). {TITLE}. {venue}, 30.", paper, entry)
    assert [found.text(name) for name in ("container-title", "volume", "page")] == [venue, "30", "4-5"]
    found = _written(f"Lind, A. (2017). {TITLE}. {venue}.", paper, entry)
    assert [found.text(name) for name in ("container-title", "volume", "page")] == [venue, "", "4-5"]
