"""Papers of the library that may be one work: found with evidence, merged, linked or kept apart, and undone."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest

from scholar_desktop.domain.errors import NotFound, UsageError
from scholar_desktop.domain.field_input import read_fields
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.merging.library_duplicates import DuplicateKeys, find_duplicates
from scholar_desktop.domain.own_fields import Contributor, own_fields_of
from scholar_desktop.domain.text.title_keys import TitleKeys
from scholar_desktop.formats.entry_json import entry_to_json
from scholar_desktop.library import known_titles, library_duplicates
from scholar_desktop.library.library_duplicates import MOST_ALIKE
from scholar_desktop.library.operations.import_ops import ImportBatch
from scholar_desktop.library.store import LibraryStore
from tests.support.libraries import a_paper, content, keep, keep_pdf, opened, settled, titles

TITLE = "A study of morphogenesis in slime moulds"


async def sets(store: LibraryStore) -> list[list[str]]:
    return [[kept.paper.id for kept in await store.papers_in(one.rows)] for one in await store.duplicates.find()]


async def typed(store: LibraryStore, *words: str) -> str:
    return await store.entries.add(read_fields(["item_type=book", *words]))


async def test_duplicates_are_found_by_title_people_and_year_with_the_evidence(tmp_path: Path):
    async with opened(tmp_path) as store:
        await keep(
            store,
            a_paper(TITLE, doi="10.5555/a"),
            a_paper("A study of morphogenesis in slime molds", arxiv="2004.05150", venue=None),
            a_paper("Another paper altogether about rivers", doi="10.5555/b"),
            a_paper(TITLE, doi="10.5555/c", year=1999),
            a_paper("Editorial", doi="10.5555/d"),
            a_paper("Editorial", doi="10.5555/e"),
        )
        await typed(store, f"title={TITLE}", "author=Vaswani, A.; Shazeer, N.", "issued=2017", "citation-key=mine")
        (found,) = await store.duplicates.find()
        papers = await store.papers_in(found.rows)
        assert [kept.paper.id for kept in papers] == ["doi:10.5555/a", "arxiv:2004.05150", "key:mine"]
        assert "Same title." in found.evidence
        assert "Same authors." in found.evidence
        assert "Same year." in found.evidence
        assert found.are_versions, "one is a preprint"
        await store.entries.trash([found.keys[1]], True)
        (found,) = await store.duplicates.find()
        assert (len(found.rows), found.are_versions) == (2, False)


async def test_a_paper_that_is_not_in_the_library_is_like_one_that_would_be_listed_with_it(tmp_path: Path):
    async with opened(tmp_path) as store:
        key = await typed(store, f"title={TITLE}", "author=Vaswani, A.; Shazeer, N.", "issued=2017")
        await typed(store, f"title={TITLE}", "author=Vaswani, A.; Shazeer, N.", "issued=1950")
        await typed(store, f"title={TITLE}", "author=Bonner, J. T.", "issued=2017")
        assert await store.duplicates.like([a_paper(TITLE)]) == {a_paper(TITLE).id: key}
        assert await store.duplicates.like([a_paper(f"<i>{TITLE}</i>")]) == {a_paper(f"<i>{TITLE}</i>").id: key}
        assert await store.duplicates.like([a_paper("Slime moulds")]) == {}
        for title in ("", "?!", 'A "quoted" title: NOT (found) OR', "title:"):
            assert await store.duplicates.like([a_paper(title, doi="10.5555/x")]) == {}
        await store.entries.trash([key], True)
        assert await store.duplicates.like([a_paper(TITLE)]) == {}


async def test_deposits_in_two_repositories_may_be_one_work(tmp_path: Path):
    def deposit(title: str, **ids: str):
        return msgspec.structs.replace(a_paper(title, venue=None, **ids), type="preprint")

    async with opened(tmp_path) as store:
        await keep(
            store,
            deposit(TITLE, doi="10.48550/arxiv.2503.23674", arxiv="2503.23674"),
            deposit(TITLE, doi="10.5281/zenodo.91", zenodo="91", zenodo_concept="90"),
        )
        assert await sets(store) == [["doi:10.48550/arxiv.2503.23674", "doi:10.5281/zenodo.91"]]


async def test_two_records_of_one_repository_with_the_same_title_author_and_year_are_asked_about(tmp_path: Path):
    title = "A test dataset of river gauges without descriptor"

    def record(number: int, concept: int, title: str = title, **changes: Any):
        ids = {"zenodo": f"{number}", "zenodo_concept": f"{concept}", "doi": f"10.5281/zenodo.{number}"}
        paper = a_paper(title, venue=None, **ids)
        return msgspec.structs.replace(paper, **{"type": "dataset", "year": 2022, **changes})

    async with opened(tmp_path) as store:
        others = record(931, 930, year=2023), record(941, 940, type="other")
        await keep(store, record(911, 910), record(925, 920), *others)
        (found,) = await store.duplicates.find()
        pair = [kept.paper.ids.doi for kept in await store.papers_in(found.rows)]
        assert pair == ["10.5281/zenodo.911", "10.5281/zenodo.925"]
        assert "DOIs: 10.5281/zenodo.911 and 10.5281/zenodo.925." in found.evidence
        assert not found.are_versions
        versions = "A test dataset of mountain lakes with two versions"
        await keep(store, record(951, 950, versions), record(952, 950, versions))
        assert len(await store.duplicates.find()) == 1, "the versions of one record are no duplicates"
        await keep(store, record(961, 960, "River gauges"), record(971, 970, "River gauges"))
        assert len(await store.duplicates.find()) == 1, "a short title says too little"


async def test_a_short_title_needs_the_same_people_and_year(tmp_path: Path):
    async with opened(tmp_path) as store:
        book = ("title=On Growth and Form", "author=Thompson, D'Arcy Wentworth", "issued=1917")
        await typed(store, *book, "publisher=University Press", "citation-key=one")
        await typed(store, book[0], "author=Thompson, D. W.", book[2], "citation-key=two")
        await typed(store, book[0], "author=Bonner, J. T.", book[2], "citation-key=other_people")
        await typed(store, *book[:2], "issued=1942", "citation-key=other_year")
        await typed(store, *book[:2], "citation-key=no_year")
        await typed(store, book[0], book[2], "citation-key=no_people")
        assert await sets(store) == [["key:one", "key:two"]]


async def test_without_people_the_same_title_and_year_are_enough_to_ask(tmp_path: Path):
    async with opened(tmp_path) as store:
        await keep(store, a_paper(TITLE, doi="10.5555/a", year=2002))
        await typed(store, f"title={TITLE}", "issued=2002", "citation-key=no_people")
        await typed(store, f"title={TITLE}", "issued=2012", "citation-key=other_year")
        await typed(store, f"title={TITLE}", "author=Bonner, J. T.", "issued=2002", "citation-key=other_people")
        (found,) = await store.duplicates.find()
        assert [kept.paper.id for kept in await store.papers_in(found.rows)] == ["doi:10.5555/a", "key:no_people"]
        assert found.evidence == (
            "Same title.",
            "Authors not compared: only one of them has authors.",
            "Same year.",
        )


async def test_the_same_title_year_and_first_author_with_two_dois_are_asked_about(tmp_path: Path):
    """An imported entry may have a wrong DOI and fewer authors."""
    title = "Climate change and river flow meets regional climate projections"
    async with opened(tmp_path) as store:
        await keep(store, a_paper(title, doi="10.5555/right"), a_paper(title, doi="10.5555/other_year", year=1999))
        wrong = (
            f"title={title}",
            "DOI=10.5555/wrong",
            "author=Vaswani, A.",
            "issued=2017",
            "item_type=article-journal",
        )
        await store.entries.add(read_fields([*wrong, "citation-key=wrong"]))
        await store.entries.add(read_fields([*wrong[:1], "DOI=10.5555/else", "author=Bonner, J. T.", *wrong[3:]]))
        await keep(store, a_paper("On the moss", doi="10.5555/d"), a_paper("On the moss", doi="10.5555/e"))
        (found,) = await store.duplicates.find()
        assert [kept.paper.ids.doi for kept in await store.papers_in(found.rows)] == ["10.5555/right", "10.5555/wrong"]
        assert "DOIs: 10.5555/right and 10.5555/wrong." in found.evidence
        assert not found.are_versions


async def test_two_dois_and_two_numbers_of_another_register_are_two_papers(tmp_path: Path):
    title = "Climate change and river flow meets regional climate projections"
    async with opened(tmp_path) as store:
        one = a_paper(title, doi="10.5555/right", pmid="11111111")
        await keep(store, one, a_paper(title, doi="10.5555/other", pmid="22222222"))
        assert await store.duplicates.find() == ()


async def test_a_merge_keeps_all_of_both_and_is_one_undo(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        paper = a_paper(TITLE, doi="10.5555/a")
        (one,) = await keep(store, paper)
        two = await typed(
            store, f"title={TITLE}", "author=Vaswani, A.", "publisher=Dover", "citation-key=mine", "volume=3"
        )
        await store.entries.edit(one, {"volume": "2"})
        for key, name in ((one, "one"), (two, "two")):
            await keep_pdf(store, key, tmp_path, name.encode(), name=f"{name}.pdf")
        kept = {key: await store.get(key) for key in (one, two)}
        for key, name in ((one, "one"), (two, "two")):
            before = kept[key]
            assert before is not None
            await store.own_words.tag([key], name, True)
            await store.collection_book.put_in([before.paper], name.title())
            await store.own_words.note(before.paper, f"note {name}")
        await store.set_reading([paper], "to_read")
        await store.set_reading([before.paper], "read")
        await store.star([two], True)
        await settled(store)
        state = [await store.get(key) for key in (one, two)]
        changes = await store.duplicates.merge(one, [two])
        assert changes.label == f"merge “{TITLE}” into “{TITLE}”"
        (merged,) = (await store.page(LibraryView.ALL)).papers
        assert merged.key == one
        assert [file.name for file in merged.files] == ["one.pdf", "two.pdf"]
        assert (merged.tags, merged.collections, merged.notes) == (
            ("one", "two"), ("One", "Two"), ("note one", "note two")
        )  # fmt: skip
        assert (merged.starred, merged.reading) == (True, "read")
        fields = entry_to_json(merged)["fields"]
        assert (fields["volume"], fields["publisher"], fields["DOI"]) == ("2", "Dover", "10.5555/a")
        for name in ("10.5555/a", "key:mine", one):
            found = await store.find(name)
            assert found is not None, name
            assert found.key == one
        assert content(merged)
        assert await store.verify() == ()
        await store.undo()
        assert [await store.get(key) for key in (one, two)] == state
        assert await store.verify() == ()
        await store.redo()
        assert await titles(store) == [TITLE]
        await store.undo()
        await settled(store)
        assert await store.rebuild() == 2
        with pytest.raises(NotFound):
            await store.duplicates.merge(one, ["gone"])
        with pytest.raises(UsageError):
            await store.duplicates.merge(one, [one])
        assert [await store.get(key) for key in (one, two)] == state


async def test_a_written_citation_key_outlives_a_merge_into_a_paper_whose_key_the_library_made(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        one = await typed(store, f"title={TITLE}", "author=Vaswani, A.", "issued=2017")
        two = await typed(store, f"title={TITLE}", "author=Vaswani, A.", "issued=2017", "citation-key=mine")
        three = await typed(store, f"title={TITLE}", "author=Vaswani, A.", "issued=2017", "citation-key=other")
        state = [await store.get(key) for key in (one, two, three)]
        made = state[0] and state[0].cite_key
        assert made not in (None, "", "mine", "other")
        await store.duplicates.merge(one, [two, three])
        merged = await store.get(one)
        assert merged is not None
        assert merged.cite_key == "mine"
        assert [(kept := await store.find(f"key:{key}")) and kept.key for key in (made, "mine", "other")] == [one] * 3
        await store.undo()
        assert [await store.get(key) for key in (one, two, three)] == state
        await store.redo()
        assert await store.get(one) == merged
        await store.undo()
        await store.duplicates.merge(three, [one, two])
        merged = await store.get(three)
        assert merged is not None
        assert merged.cite_key == "other"


async def test_of_the_paper_that_is_kept_nothing_is_replaced_by_a_sparse_import(tmp_path: Path):
    async with opened(tmp_path) as store:
        full = a_paper(TITLE, doi="10.5555/a", facts={"journal": {"name": "NeurIPS", "volume": "2", "pages": "1-9"}})
        full = msgspec.structs.replace(full, type="conference", date="2017-06-12", abstract="Of moulds.")
        (one,) = await keep(store, full)
        sparse = FullEntry(
            "sparse",
            "article-journal",
            {
                "title": TITLE.upper(),
                "issued": {"from": "2017", "to": None},
                "volume": "7",
                "container-title": "J. Moulds",
                "publisher": "Dover",
            },
            (Contributor("author", "Vaswani", "A."),),
            tags=("mould",),
        )
        (row,) = await store.imports.take(ImportBatch("bibtex", "sparse.bib", [sparse]))
        before = await store.get(one)
        assert before is not None
        was = entry_to_json(before)
        await store.duplicates.merge(one, [row.key])
        merged = await store.get(one)
        assert merged is not None
        now = entry_to_json(merged)
        assert (now["people"], now["item_type"]) == (was["people"], "paper-conference")
        assert now["fields"] == was["fields"] | {"publisher": "Dover"}
        assert (merged.paper.title, merged.paper.authors, merged.tags) == (TITLE, full.authors, ("mould",))
        await store.undo()
        await store.duplicates.merge(row.key, [one])  # the other way round, the entry of the file stays
        merged = await store.get(row.key)
        assert merged is not None
        now = entry_to_json(merged)
        assert (len(now["people"]), now["item_type"], now["fields"]["volume"]) == (1, "article-journal", "7")
        assert (now["fields"]["DOI"], now["fields"]["abstract"]) == ("10.5555/a", "Of moulds.")


async def test_what_is_linked_or_kept_apart_is_not_found_again_until_undone(tmp_path: Path):
    async with opened(tmp_path) as store:
        preprint, article = await keep(
            store, a_paper(TITLE, arxiv="2004.05150", venue=None), a_paper(TITLE, doi="10.5555/a", year=2018)
        )
        assert await sets(store) == [["arxiv:2004.05150", "doi:10.5555/a"]]
        await store.duplicates.link([preprint, article])
        assert await store.undo_label() == "link 2 papers as versions of one work"
        assert await sets(store) == []
        kept = await store.get(preprint)
        assert kept is not None
        assert entry_to_json(kept)["links"] == [{"relation": "version", "id": "doi:10.5555/a"}]
        await settled(store)
        await store.rebuild()
        assert await sets(store) == []
        await store.duplicates.link([preprint, article], on=False)
        assert await sets(store) != []
        assert own_fields_of((await store.papers_in([1]))[0].paper) is None
        await store.duplicates.keep_apart([article, preprint])
        assert await sets(store) == []
        await store.rebuild()
        assert await sets(store) == [], "it is remembered"
        await store.duplicates.keep_apart([article, preprint])
        await store.undo()


def test_papers_that_share_a_title_are_not_all_compared_with_each_other():
    papers = {
        number: a_paper(
            "Proceedings of the annual meeting of growers", authors=(f"Al F{number}",), doi=f"10.5555/{number}"
        )
        for number in range(2000)
    }
    papers[2000] = msgspec.structs.replace(papers[7], ids=a_paper("x", arxiv="2004.05150").ids, venue=None)
    keys, compared = DuplicateKeys(), 0
    for number, paper in papers.items():
        keys.add(number, paper)

    def step() -> None:
        nonlocal compared
        compared += 1

    (found,) = find_duplicates(papers, keys.buckets(), yield_to_ui=step)
    assert found.members == (7, 2000)
    assert compared < 20 * len(papers)


def test_two_dois_are_named_although_the_first_paper_has_none():
    title = "Climate change and river flow meets regional climate projections"
    dois = (None, "10.5555/one", "10.5555/two", "10.5555/one")
    papers = {number: a_paper(title, doi=doi) for number, doi in enumerate(dois, 1)}
    (found,) = find_duplicates(papers, [list(papers)])
    named = [text for text in found.evidence if text.startswith("DOIs")]
    assert named == ["DOIs: 10.5555/one and 10.5555/two."]


async def test_the_papers_of_a_long_list_are_compared_with_few_queries(tmp_path: Path) -> None:
    shared = "Proceedings of the annual meeting of growers"
    async with opened(tmp_path) as store:
        for year in range(1900, 1900 + MOST_ALIKE + 20):
            await typed(store, f"title={shared}", "author=Vaswani, A.", f"issued={year}")
        far = await typed(store, f"title={TITLE}", "author=Vaswani, A.", "issued=1950")
        key = await typed(store, f"title={TITLE}", "author=Vaswani, A.", "issued=2017")
        papers = [a_paper(TITLE, doi="10.5555/slime", authors=("A. Vaswani",))]
        papers += [a_paper(f"Another paper about river {n}", doi=f"10.5555/{n}") for n in range(1000)]
        papers += [a_paper(shared, doi="10.5555/last", authors=("A. Vaswani",), year=1958)]
        queries: list[object] = []
        look_up = store.duplicates.titles._look_up

        def counted(job: Any) -> Any:
            queries.append(job)
            return look_up(job)

        store.duplicates.titles._look_up = store.duplicates._look_up = counted
        found = await store.duplicates.like(papers)
        assert list(found) == ["doi:10.5555/slime", "doi:10.5555/last"], "also beyond the first ones with its title"
        assert found["doi:10.5555/slime"] == key != far
        assert len(queries) < 6
        queries.clear()
        await store.entries.edit(key, read_fields(["title=On rivers and their meanders"]))
        assert await store.duplicates.like(papers[:1]) == {}, "a new title"
        river = a_paper("On rivers and their meanders", doi="10.5555/river", authors=("A. Vaswani",))
        assert await store.duplicates.like([river]) == {river.id: key}
        await store.undo()
        assert await store.duplicates.like(papers[:1]) == {papers[0].id: key}
        assert len(queries) < 12


async def test_a_subtitle_that_one_title_lacks_is_no_other_title(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        long = f"{TITLE}: evidence from the field"
        one = await typed(store, f"title={long}", "author=Vaswani, A.; Shazeer, N.", "issued=2017")
        assert await store.duplicates.like([a_paper(TITLE)]) == {a_paper(TITLE).id: one}
        await store.entries.trash([one], True)
        two = await typed(store, f"title={TITLE}", "author=Vaswani, A.; Shazeer, N.", "issued=2017")
        assert await store.duplicates.like([a_paper(long)]) == {a_paper(long).id: two}


async def test_the_keys_of_the_titles_of_a_list_are_computed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[str] = []

    def counted(title: str) -> TitleKeys:
        computed.append(title)
        return TitleKeys(title)

    monkeypatch.setattr(known_titles, "title_keys", counted)
    async with opened(tmp_path) as store:
        await keep(store, a_paper("On the keys of titles"))
        papers = [a_paper(f"On the keys of titles, number {number}") for number in range(20)]
        for _ in range(3):
            assert await store.duplicates.versions_of(papers) == {}
        assert computed == [paper.title for paper in papers]


async def test_papers_with_the_title_of_another_are_compared_in_a_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []

    def watched(*arguments: Any) -> Any:
        threads.append(threading.current_thread())
        return find_duplicates(*arguments)

    monkeypatch.setattr(library_duplicates, "find_duplicates", watched)
    async with opened(tmp_path) as store:
        (key,) = await keep(store, a_paper(TITLE))
        assert await store.duplicates.like([a_paper(TITLE)]) == {a_paper(TITLE).id: key}
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()
