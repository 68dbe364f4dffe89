"""The export service: keys that no other paper has, all that is known, and no request of its own."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from scholar_desktop.composition import Composition
from scholar_desktop.domain.errors import DiskError, NotFound
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import S2, ZENODO
from scholar_desktop.formats.bibtex_reading import read_bibtex
from scholar_desktop.services.papers.export import ENDINGS, ExportFormat
from tests.support.demo_fixture import Demo

ATTENTION = "1706.03762"
LONG_COVID = "10.1038/s41579-022-00846-2"


def keys(text: str) -> list[str]:
    return [entry.key for entry in read_bibtex(text).entries]


def a_paper(number: int) -> Paper:
    return Paper("Attention", Ids(doi=f"10.5555/{number}x"), (Author("Ashish Vaswani"),), 2017)


async def test_papers_keep_the_librarys_key_and_others_get_one_that_is_free(make_backend: Callable[..., Composition]):
    backend = make_backend()
    export, library = backend.services.export, backend.services.library
    await library.add([a_paper(1), a_paper(2)])
    papers = [a_paper(number) for number in (3, 2, 1)]
    text = await export.text(papers, ExportFormat.BIBTEX)
    assert keys(text) == ["vaswani2017attentionb", "vaswani2017attentiona", "vaswani2017attention"]
    assert keys(await export.text([a_paper(2)], ExportFormat.BIBTEX)) == ["vaswani2017attentiona"]
    assert keys(await export.text([a_paper(3)], ExportFormat.BIBTEX)) == ["vaswani2017attentionb"]
    await backend.aclose()


async def test_a_paper_that_stands_twice_is_written_once(make_backend: Callable[..., Composition]):
    backend = make_backend()
    await backend.services.library.add(
        [msgspec.structs.replace(a_paper(1), ids=Ids(doi="10.5555/1x", arxiv="1706.03762"))]
    )
    by_two_ids = [a_paper(1), msgspec.structs.replace(a_paper(1), ids=Ids(arxiv="1706.03762"))]
    assert keys(await backend.services.export.text(by_two_ids, ExportFormat.BIBTEX)) == ["vaswani2017attention"]
    await backend.aclose()


async def test_what_a_list_named_in_short_is_completed_from_what_was_said_before(
    make_backend: Callable[..., Composition], demo: Demo
):
    backend = make_backend()
    [found] = await backend.services.export.gather([ATTENTION], RequestOptions())
    assert found.paper is not None
    demo.reset()
    short = Paper(found.paper.title, found.paper.ids, year=2017)
    text = await backend.services.export.text([short], ExportFormat.BIBTEX)
    assert "pages         = {5998--6008}" in text
    assert demo.stats()["counts"] == {}
    await backend.aclose()


async def test_many_ids_are_gathered_by_one_request_in_their_order(
    make_backend: Callable[..., Composition], demo: Demo
):
    backend = make_backend()
    found = await backend.services.export.gather([LONG_COVID, ATTENTION, LONG_COVID, "no id"], RequestOptions())
    assert [item.given for item in found] == [LONG_COVID, ATTENTION, LONG_COVID, "no id"]
    assert [item.paper is not None for item in found] == [True, True, True, False]
    assert found[3].error is not None
    assert found[3].error.code == "usage"
    assert demo.stats()["counts"] == {"s2": 1}
    await backend.aclose()


async def test_when_the_service_fails_each_id_says_so(make_backend: Callable[..., Composition], demo: Demo):
    demo.config(faults={"s2": 403})
    backend = make_backend()
    found = await backend.services.export.gather([LONG_COVID, ATTENTION], RequestOptions(wait_s=1))
    assert [item.error.code for item in found if item.error is not None] == ["refused", "refused"]
    await backend.aclose()


async def test_offline_what_was_said_before_serves(make_backend: Callable[..., Composition]):
    backend = make_backend()
    await backend.services.export.gather([LONG_COVID, ATTENTION], RequestOptions())
    await backend.aclose()
    offline = make_backend(offline="1")
    found = await offline.services.export.gather([LONG_COVID, ATTENTION], RequestOptions())
    assert len(found) == 2
    assert all(item.paper is not None for item in found)
    await offline.aclose()


async def test_a_collection_that_there_is_not(make_backend: Callable[..., Composition]):
    backend = make_backend()
    with pytest.raises(NotFound):
        await backend.services.export.collection("Thesis")
    await backend.aclose()


@pytest.mark.parametrize("form", ExportFormat)
async def test_no_papers_are_no_text(make_backend: Callable[..., Composition], form: ExportFormat):
    backend = make_backend()
    text = await backend.services.export.text([], form)
    assert text.count("\n") == (1 if form in (ExportFormat.CSV, ExportFormat.CSL_JSON) else 0)
    assert form in ENDINGS
    await backend.aclose()


async def test_the_format_decides_the_ending_and_a_file_is_written_whole(
    make_backend: Callable[..., Composition], tmp_path: Path
):
    backend = make_backend()
    save = backend.services.export.save
    (tmp_path / "mine.ris").write_text("of the user", "utf-8")
    assert await save([a_paper(1)], ExportFormat.RIS, tmp_path / "mine.bib") == tmp_path / "mine (2).ris"
    assert (tmp_path / "mine.ris").read_text("utf-8") == "of the user"
    assert (tmp_path / "mine (2).ris").read_text("utf-8").startswith("TY  - ")
    assert await save([a_paper(1)], ExportFormat.BIBTEX, tmp_path / "v1.2") == tmp_path / "v1.2.bib"
    assert await save([a_paper(1)], ExportFormat.CSV, tmp_path / "mine.csv") == tmp_path / "mine.csv"
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(DiskError):
        await save([a_paper(1)], ExportFormat.CSV, tmp_path / "folder.csv")
    assert not any("part" in name for name in os.listdir(tmp_path))
    await backend.aclose()


async def test_a_table_has_what_a_search_merged_into_a_paper_of_the_library(make_backend: Callable[..., Composition]):
    backend = make_backend()
    library, entries = backend.services.library, backend.services.entry_export
    row = msgspec.structs.replace(
        a_paper(1), ids=Ids(doi="10.5555/1x", arxiv=ATTENTION, zenodo="42"), sources=(S2, ZENODO), year=2018
    )
    kept = msgspec.structs.replace(a_paper(1), ids=Ids(doi="10.5555/1x", arxiv=ATTENTION), sources=(S2,))
    by_arxiv = Paper("Attention", Ids(arxiv="1706.03763"), (Author("Ashish Vaswani"),), 2017, sources=(S2,))
    unrelated = Paper("Growth of Forests", Ids(doi="10.5555/3x"), (Author("Bo Lind"),), 1999, sources=(ZENODO,))
    await library.add([kept, by_arxiv, a_paper(3)])
    with_doi = msgspec.structs.replace(by_arxiv, ids=Ids(doi="10.5555/2x", arxiv="1706.03763"))
    text = await entries.text_of([row, kept, with_doi, unrelated], "csv")
    table = list(csv.DictReader(io.StringIO(text)))
    assert [(one["sources"], one["zenodo"], one["doi"]) for one in table] == [
        ("s2; zenodo", "42", "10.5555/1x"),
        ("s2", "", "10.5555/2x"),
        ("", "", "10.5555/3x"),
    ]
    assert [one["year"] for one in table] == ["2017"] * 3, "what the library states stays"
    assert [one["key"] for one in table] == [f"vaswani2017attention{letter}" for letter in ("", "a", "b")]
    assert [one["key"] for one in csv.DictReader(io.StringIO(await entries.text_of([kept, row], "csv")))] == [
        "vaswani2017attention"
    ]
    await library.own_words.add_and_tag([by_arxiv], "read")
    tagged = list(csv.DictReader(io.StringIO(await entries.text_of([row, with_doi], "csv"))))
    assert [(one["sources"], one["doi"], one["tags"]) for one in tagged] == [
        ("s2; zenodo", "10.5555/1x", ""),
        ("s2", "10.5555/2x", "read"),
    ]
    await backend.aclose()
