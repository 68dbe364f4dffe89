"""Papers come in, are found by every id they ever had, and never twice."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import msgspec
import pytest

from scholar_desktop.domain.errors import OperationCancelled
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme
from scholar_desktop.domain.library import READ, Changes, LibraryView
from scholar_desktop.library.store import LibraryStore
from tests.support.libraries import NOW, a_paper, found, keep, keep_pdf, opened, settled, titles

S2 = "204e3073870fae3d05bcbc2f6a8e263d9b72e776"


async def test_a_new_library_is_empty_and_makes_nothing_before_it_is_asked(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        assert not (tmp_path / "data").exists()
        page = await store.page(LibraryView.ALL)
        assert (page.total, page.papers) == (0, ())
        assert await store.undo_label() is None
        assert await store.undo() is None


async def test_a_kept_paper_is_found_by_each_of_its_ids_and_by_its_key(tmp_path: Path):
    paper = a_paper(s2=S2, doi="10.48550/arxiv.1706.03762", arxiv="1706.03762", corpus="13756489", acl="P19-1001")
    async with opened(tmp_path) as store:
        (key,) = await keep(store, paper)
        for spelled in (
            key,
            f"s2:{S2}",
            S2,
            "CorpusID:13756489",
            "arXiv:1706.03762v5",
            "https://doi.org/10.48550/arXiv.1706.03762",
            "ACL:P19-1001",
            Identifier(Scheme.ARXIV, "1706.03762"),
            Identifier(Scheme.DOI, "10.48550/arxiv.1706.03762"),
        ):
            kept = await store.find(spelled)
            assert kept is not None, spelled
            assert kept.key == key
        for other in ("10.5555/other", "no id at all", "", "0" * 12, Identifier(Scheme.URL, "https://example.org/x")):
            assert await store.find(other) is None


async def test_the_same_paper_again_updates_the_entry_and_leaves_nothing_to_take_back(tmp_path: Path):
    first = a_paper("Attention", doi="10.5555/a", retrieved="2026-01-01T00:00:00Z", facts={"citationCount": 1})
    newer = a_paper(
        "Attention is All", doi="10.5555/a", s2=S2, retrieved="2026-02-01T00:00:00Z", facts={"citationCount": 2}
    )
    async with opened(tmp_path) as store:
        (key,) = await keep(store, first)
        changes = await store.add([newer])
        assert changes == Changes(papers=frozenset({key}))
        kept = await found(store, first)
        assert kept.key == key
        assert kept.paper.title == "Attention is All"
        assert kept.paper.facts[0].fields == {"citationCount": 2}
        assert (await store.find(S2)) == kept
        assert await store.undo_label() == "add “Attention”"
        assert (await store.counts()).papers == 1


async def test_what_a_less_trusted_or_older_answer_says_fills_gaps_only(tmp_path: Path):
    kept = a_paper("As Semantic Scholar has it", doi="10.5555/a", year=None, retrieved="2026-02-01T00:00:00Z")
    older = a_paper("Older", doi="10.5555/a", year=None, retrieved="2026-01-01T00:00:00Z")
    other = a_paper("AS UNPAYWALL HAS IT", doi="10.5555/a", year=2017, source="unpaywall", retrieved=NOW)
    async with opened(tmp_path) as store:
        await keep(store, kept)
        await store.update(older)
        await store.update(other)
        now = (await found(store, kept)).paper
        assert (now.title, now.year, now.sources) == ("As Semantic Scholar has it", 2017, ("s2", "unpaywall"))


async def test_an_id_that_a_paper_once_had_goes_on_resolving(tmp_path: Path):
    async with opened(tmp_path) as store:
        (key,) = await keep(store, a_paper(s2="a" * 40, doi="10.5555/a"))
        await store.update(a_paper(s2="b" * 40, doi="10.5555/a"))
        for name in ("a" * 40, "b" * 40):
            kept = await store.find(name)
            assert kept is not None
            assert kept.key == key
        assert (await found(store, a_paper(s2="b" * 40))).paper.ids.s2 == "b" * 40


async def test_update_of_a_paper_that_is_not_kept_does_nothing(tmp_path: Path):
    async with opened(tmp_path) as store:
        assert await store.update(a_paper()) == Changes()
        assert await titles(store) == []


async def test_update_tells_only_what_is_new(tmp_path: Path):
    told: list[Changes] = []
    async with opened(tmp_path) as store:
        (key,) = await keep(store, a_paper("One", doi="10.5555/a"))
        store.changed.connect(told.append)
        assert await store.update(a_paper("One", doi="10.5555/a")) == Changes()
        await store.update(a_paper("Two", doi="10.5555/a"))
        assert told == [Changes(papers=frozenset({key}))]
        assert await store.undo_label() == "add “One”"


async def test_a_paper_without_any_id_is_kept_once(tmp_path: Path):
    nameless = msgspec.structs.replace(a_paper("Nobody identified this"), ids=a_paper(mag="1").ids.__class__())
    async with opened(tmp_path) as store:
        await store.add([nameless])
        await store.add([nameless, msgspec.structs.replace(nameless, year=2018)])
        assert (await store.counts()).papers == 2


async def test_two_kept_papers_that_are_one_become_one_with_the_files_of_both(tmp_path: Path):
    preprint = a_paper("Longformer", arxiv="2004.05150")
    article = a_paper("Longformer: The Long-Document Transformer", doi="10.5555/long")
    both = a_paper("Longformer: The Long-Document Transformer", arxiv="2004.05150", doi="10.5555/long", s2=S2)
    async with opened(tmp_path / "data") as store:
        first, second = await keep(store, preprint, article)
        await keep_pdf(store, first, tmp_path, b"one", name="Longformer.pdf")
        await keep_pdf(store, second, tmp_path, b"two", name="longformer.pdf")
        await store.star([second], True)
        changes = await store.add([both])
        assert changes.papers == {first, second}
        assert changes.label == "merge 2 papers"
        kept = await found(store, both)
        assert kept.key == first
        assert kept.starred
        assert [file.name for file in kept.files] == ["Longformer.pdf", "longformer (2).pdf"]
        assert await store.get(second) is None
        assert (await found(store, preprint)).key == (await found(store, article)).key == first
        assert (await store.counts()).papers == 1
        assert await store.verify() == ()

        await store.undo()
        assert [file.name for file in (await found(store, preprint)).files] == ["Longformer.pdf"]
        assert [file.name for file in (await found(store, article)).files] == ["longformer.pdf"]
        assert (await found(store, article)).key == second
        assert (await found(store, article)).starred
        assert not (await found(store, preprint)).starred
        assert (await store.counts()).with_pdf == 2
        assert await store.verify() == ()


async def test_two_articles_with_dois_of_their_own_stay_two_whatever_a_third_says(tmp_path: Path):
    one = a_paper("Attention", doi="10.5555/one", pmid="1")
    two = a_paper("Attention, an erratum", doi="10.5555/two", mag="2")
    muddled = a_paper("Attention", doi="10.5555/one", mag="2")
    async with opened(tmp_path) as store:
        await keep(store, one, two)
        await store.add([muddled])
        assert (await store.counts()).papers == 2
        assert (await found(store, two)).paper.title == "Attention, an erratum"


async def test_papers_that_one_call_adds_and_merges_are_all_gone_after_undo(tmp_path: Path):
    async with opened(tmp_path) as store:
        changes = await store.add(
            [
                a_paper("A", arxiv="2004.05150"),
                a_paper("B", doi="10.5555/b"),
                a_paper("C", arxiv="2004.05150", doi="10.5555/b"),
            ]
        )
        assert changes.label == "add “C”"
        assert (await store.counts()).papers == 1
        await store.undo()
        assert (await store.counts()).papers == 0
        assert await store.undo_label() is None


async def test_find_many_answers_for_a_page_of_results(tmp_path: Path):
    papers = [a_paper(f"Paper {number}", doi=f"10.5555/{number}") for number in range(1000)]
    async with opened(tmp_path) as store:
        await store.add(papers[::100])
        as_asked = [msgspec.structs.replace(paper, title="as a service has it") for paper in papers]
        kept = await store.find_many([*as_asked, msgspec.structs.replace(papers[0], ids=papers[0].ids.__class__())])
        assert sorted(kept) == sorted(paper.id for paper in papers[::100])
        assert kept["doi:10.5555/300"].paper.title == "Paper 300"
        assert await store.find_many([]) == {}


async def test_folders_of_papers_with_one_name_do_not_collide(tmp_path: Path):
    async with opened(tmp_path) as store:
        keys = await keep(
            store,
            a_paper("Editorial", doi="10.5555/a"),
            a_paper("EDITORIAL", doi="10.5555/b"),
            a_paper("Editorial", doi="10.5555/c"),
        )
        folders = [await store.folder(key) for key in keys]
        assert len({str(folder).casefold() for folder in folders}) == 3
        assert all(folder is not None and (folder / "paper.json").is_file() for folder in folders)
        assert await store.folder("unknown") is None


async def test_the_sidecar_is_the_paper_of_the_contract_with_files_and_words(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        (key,) = await keep(store, a_paper(doi="10.5555/a", facts={"paperId": S2, "unknown": [1]}))
        sha256 = await keep_pdf(
            store, key, tmp_path, name="A.pdf", version="publishedVersion", license="cc-by", source_url="https://x.org/a",
            retrieved=NOW, source="unpaywall",
        )  # fmt: skip
        folder = await store.folder(key)
        assert folder is not None
        written = json.loads((folder / "paper.json").read_text("utf-8"))
        pdf = folder / "A.pdf"
        assert written["id"] == "doi:10.5555/a"
        assert written["in_library"] is True
        assert written["pdf"] == str(pdf)
        assert written["files"] == [
            {
                "name": "A.pdf",
                "sha256": sha256,
                "bytes": pdf.stat().st_size,
                "version": "publishedVersion",
                "license": "cc-by",
                "source_url": "https://x.org/a",
                "retrieved": NOW,
                "source": "unpaywall",
            }
        ]
        assert (written["collections"], written["tags"], written["notes"]) == ([], [], [])
        assert written["all"]["s2"]["fields"] == {"paperId": S2, "unknown": [1]}
        assert sorted(path.name for path in folder.iterdir()) == ["A.pdf", "paper.json"]


async def test_stars_are_told_once_and_only_for_those_that_change(tmp_path: Path):
    async with opened(tmp_path) as store:
        one, two = await keep(store, a_paper("One"), a_paper("Two"))
        assert (await store.star([one], True)).label == "star “One”"
        changes = await store.star([one, two, "unknown"], True)
        assert changes == Changes(papers=frozenset({two}), label="star “Two”")
        assert await store.star([one, two], True) == Changes()
        assert (await store.counts()).starred == 2
        assert (await store.star([one, two], False)).label == "remove the star from 2 papers"


async def test_papers_are_added_and_starred_as_one_change(tmp_path: Path):
    async with opened(tmp_path) as store:
        await keep(store, a_paper("One"))
        changes = await store.add_and_star([a_paper("One"), a_paper("Two")])
        assert (changes.label, len(changes.papers)) == ("star 2 papers, adding 1", 2)
        await store.undo()
        assert ((await store.counts()).papers, (await store.counts()).starred) == (1, 0)
        await store.redo()
        assert ((await store.counts()).papers, (await store.counts()).starred) == (2, 2)
        assert (await store.add_and_star([a_paper("Three")])).label == "add and star “Three”"
        assert await store.add_and_star([a_paper("Three")]) == Changes()


async def test_a_change_goes_to_its_end_and_is_told_though_its_caller_is_cancelled(tmp_path: Path):
    told: list[Changes] = []
    async with opened(tmp_path) as store:
        await store.counts()
        store.changed.connect(told.append)
        caller = asyncio.ensure_future(store.add([a_paper("Kept all the same")]))
        await asyncio.sleep(0)
        caller.cancel()
        await asyncio.wait([caller])
        assert caller.cancelled()
        await settled(store)
        assert await titles(store) == ["Kept all the same"]
        assert [changes.label for changes in told] == ["add “Kept all the same”"]


async def test_pending_counts_what_has_not_ended(tmp_path: Path):
    async with opened(tmp_path) as store:
        assert store.pending == 0
        caller = asyncio.ensure_future(store.add([a_paper(f"{number}") for number in range(60)]))
        await asyncio.sleep(0)
        assert store.pending > 0
        await caller
        await settled(store)
        assert len(list((tmp_path / "papers").glob("*/paper.json"))) == 60


async def test_a_closed_library_takes_nothing_more(tmp_path: Path):
    store = LibraryStore(tmp_path)
    await keep(store, a_paper())
    await store.aclose()
    await store.aclose()
    with pytest.raises(OperationCancelled):
        await store.star(["x"], True)


async def test_a_paper_outside_the_library_is_marked_as_read_without_another_one_that_is_alike(tmp_path: Path):
    async with opened(tmp_path) as store:
        await store.add([a_paper("One", doi="10.5555/one")])
        changes = await store.set_reading([a_paper("One", arxiv="2004.05150")], READ)
        assert changes.papers == frozenset()
        assert (await store.counts()).read == 0
