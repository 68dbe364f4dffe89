"""The library's search box finds papers by their full texts in the offline corpus. What is expected is computed from
the lines of the datasets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.corpus.full_texts import StoredText
from scholar_desktop.demo.datasets.generated_releases import Sizes
from scholar_desktop.domain.library import LibraryPage, LibraryView
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.text.word_search import parse_terms
from scholar_desktop.services.corpus.corpus_texts import passage_of
from tests.support.corpus_truth import CorpusTruth

MakeBackend = Callable[..., Composition]


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> CorpusTruth:
    return CorpusTruth(tmp_path_factory.mktemp("releases"), Sizes(120, 200, seed=4, vectors=1, words=6_000, texts=40))


async def test_a_text_of_the_corpus_finds_its_paper_in_the_library(
    make_backend: MakeBackend, tmp_path: Path, truth: CorpusTruth
) -> None:
    truth.put_into(tmp_path / "profile" / "data")
    with_doi = [key for key in truth.full_texts if truth.papers[key]["externalids"]["DOI"]]
    # known by the SHA, by the CorpusId, and by the DOI alone; some have no text, and one is in the trash
    keys = [*with_doi[:12], *(key for key in truth.papers if key not in truth.full_texts)][:16]
    names = [
        {"s2": truth.sha(key)}
        if place % 3 == 0
        else {"corpus": str(key)}
        if place % 3 == 1 or key not in with_doi
        else {"doi": truth.papers[key]["externalids"]["DOI"].lower()}
        for place, key in enumerate(keys)
    ]
    papers = [Paper(truth.papers[key]["title"], Ids(**each)) for key, each in zip(keys, names, strict=True)]
    backend = make_backend()
    try:
        library = backend.services.library
        await library.add(papers)
        [thrown] = (await library.find_many(papers[:1])).values()
        await library.entries.trash([thrown.key], on=True)
        here = keys[1:]
        titles = {truth.papers[key]["title"]: key for key in here}

        def matching(words: str, *parts: str) -> set[int]:
            wanted = words.lower().split()
            return {
                key
                for key in here
                if all(any(each.startswith(word) for each in truth.words(key, *parts)) for word in wanted)
            }

        async def found(words: str, **options: bool) -> LibraryPage:
            return await library.page(LibraryView.ALL, words, **options)

        text = truth.full_texts[here[0]]
        words = [max(part.split(), key=len).strip(".,") for part in text.split("\n\n") if len(part.split()) > 20]
        alone = 0
        for asked in (*words[:6], f"{words[0]} {words[1]}", f"{words[2]} {words[3][:6]}", "nothingatall"):
            page = await found(asked)
            by_title, by_text = matching(asked, "title"), matching(asked, "text")
            assert {titles[kept.paper.title] for kept in page.papers} == by_title | by_text, asked
            assert (page.total, page.in_text) == (len(by_title | by_text), len(by_text - by_title)), asked
            assert page.in_corpus == page.in_text
            of_key = {kept.key: titles[kept.paper.title] for kept in page.papers}
            assert {of_key[hit.key]: hit.alone for hit in page.hits} == {key: key not in by_title for key in by_text}, (
                asked
            )
            alone += page.in_corpus
            for hit in page.hits:
                body = truth.full_texts[of_key[hit.key]]
                assert hit.section is not None
                assert hit.section in body
                assert hit.marks
                assert all(
                    any(hit.text[start:end].lower().startswith(word) for word in asked.lower().split())
                    for start, end in hit.marks
                )
                assert hit.text.strip("… ")[:40] in " ".join(body.split())
            listing = await library.listing(LibraryView.ALL, asked)
            assert len(listing.rows) == page.total
            assert await library.views.count(asked) == page.total
        assert alone
        assert not (await found(words[0], in_text=False)).in_text
    finally:
        await backend.aclose()


def test_a_word_of_a_heading_is_found_in_its_section() -> None:
    text = "Abstract of it.\nIntroduction\nOwls are old.\nMethods\nWe counted owls."
    headings = tuple((text.index(each), text.index(each) + len(each)) for each in ("Introduction", "Methods"))
    for words, heading, shown in (
        ("methods", "Methods", "We counted owls."),
        ("owls methods", "Methods", "We counted owls."),
        ("owls", "Introduction", "Owls are old."),
        ("abstract", "", "Abstract of it."),
    ):
        passage = passage_of(StoredText(text, headings), parse_terms(words))
        assert (passage.section, passage.text) == (heading, shown), words


async def test_the_library_is_searched_also_while_the_corpus_cannot_be_read(
    make_backend: MakeBackend, tmp_path: Path, truth: CorpusTruth
) -> None:
    truth.put_into(tmp_path / "profile" / "data")
    [store] = (tmp_path / "profile" / "data" / "corpus").glob("corpus-*.sqlite")
    await asyncio.to_thread(store.write_bytes, b"no store")
    backend = make_backend()
    try:
        await backend.services.library.add([Paper("Turing patterns", Ids(doi="10.5555/1"))])
        page = await backend.services.library.page(LibraryView.ALL, "patterns")
        assert [kept.paper.title for kept in page.papers] == ["Turing patterns"]
    finally:
        await backend.aclose()
