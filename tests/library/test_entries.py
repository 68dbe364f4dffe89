"""What a person writes about a work: it is kept, found, undone, and no service changes it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.field_input import read_fields
from scholar_desktop.domain.library import KeptPaper, LibraryView
from scholar_desktop.domain.own_fields import own_fields_of
from scholar_desktop.formats.entry_json import entry_to_json
from scholar_desktop.library.store import LibraryStore
from tests.library.frozen import HERE
from tests.support.libraries import a_paper, found, keep, keep_pdf, opened, settled, titles

BOOK = (
    "item_type=book",
    "title=On Growth and Form",
    "author=Thompson, D’Arcy Wentworth; van der Maaten, Laurens; World Health Organization",
    "editor=Bonner, John Tyler",
    "issued=1917-05",
    "publisher=Cambridge University Press",
    "publisher-place=Cambridge",
    "language=en",
    "call-number=QH 351",
    "shelf=A 17",
    "keyword=morphology",
)


async def written(store: LibraryStore, *words: str) -> KeptPaper:
    kept = await store.get(await store.entries.add(read_fields(list(words))))
    assert kept is not None
    return kept


async def again(store: LibraryStore, kept: KeptPaper) -> KeptPaper:
    one = await store.get(kept.key)
    assert one is not None
    return one


def entry(kept: KeptPaper) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(json.dumps(entry_to_json(kept)))
    return whole


def stated_of(data: Path, key: str) -> Any:
    """What the services state about a paper, as it is stored."""
    with closing(sqlite3.connect(data / "library.sqlite")) as connection:
        return json.loads(connection.execute("SELECT paper FROM papers WHERE key = ?", (key,)).fetchone()[0])


async def test_a_book_that_no_service_knows_is_a_full_member(tmp_path: Path):
    async with opened(tmp_path) as store:
        kept = await written(store, *BOOK)
        assert kept.paper.id == f"key:{kept.cite_key}" == "key:thompson1917growth"
        assert (kept.paper.title, kept.paper.year, kept.paper.type) == ("On Growth and Form", 1917, "book")
        assert [author.name for author in kept.paper.authors] == [
            "D’Arcy Wentworth Thompson",
            "Laurens van der Maaten",
            "World Health Organization",
        ]
        whole = entry(kept)
        assert whole["item_type"] == "book"
        assert whole["fields"]["issued"] == {"from": "1917-05", "to": None}
        assert whole["fields"]["shelf"] == "A 17", "what CSL does not have keeps its name"
        assert whole["people"][1] == {
            "role": "author",
            "family": "Maaten",
            "given": "Laurens",
            "particle": "van der",
            "suffix": "",
            "literal": None,
            "orcid": None,
        }
        assert whole["people"][2]["literal"] == "World Health Organization"
        assert whole["people"][3]["role"] == "editor"
        assert set(whole["origin"].values()) == {"person"}
        for name in (kept.paper.id, kept.key):
            one = await store.find(name)
            assert one is not None
            assert one.key == kept.key
        assert set(await store.find_many([kept.paper])) == {kept.paper.id}


async def test_services_fill_in_and_never_overwrite_what_a_person_wrote(tmp_path: Path):
    async with opened(tmp_path) as store:
        (key,) = await keep(store, a_paper("Atention", doi="10.5555/a", venue="Proc."))
        await store.entries.edit(key, read_fields(["title=Attention", "volume=30", "container-title="]))
        await store.update(a_paper("Attention, says the service", doi="10.5555/a", venue="NeurIPS", year=2018))
        kept = await store.get(key)
        assert kept is not None
        assert (kept.paper.title, kept.paper.venue, kept.paper.year) == ("Attention", None, 2018)
        whole = entry(kept)
        assert "container-title" not in whole["fields"], "an emptied field stays empty"
        assert (whole["origin"]["title"], whole["origin"]["volume"]) == ("person", "person")
        assert whole["origin"]["issued"] == "s2"
        # the paper as it is shown comes back from the window, and what the service says is not lost
        await store.add([kept.paper])
        await store.undo()
        before = await store.get(key)
        assert before is not None
        assert (before.paper.title, before.paper.venue) == ("Attention, says the service", "NeurIPS")
        assert own_fields_of(before.paper) is None


async def test_an_edit_is_undone_and_redone_by_its_name_after_a_restart(tmp_path: Path):
    async with opened(tmp_path) as store:
        kept = await written(store, *BOOK)
        await store.entries.edit(kept.key, read_fields(["title=On Growth", "citation-key=darcy", "DOI=10.1017/book"]))
        edited = await again(store, kept)
        assert (edited.paper.id, edited.cite_key) == ("doi:10.1017/book", "darcy")
        for name in ("key:darcy", kept.paper.id, "10.1017/book"):
            one = await store.find(name)
            assert one is not None, name
            assert one.key == kept.key
    async with opened(tmp_path) as store:
        assert await store.undo_label() == "edit “On Growth”"
        await store.undo()
        assert await again(store, kept) == kept
        assert await store.find("10.1017/book") is None, "an identifier that was taken back is free again"
    async with opened(tmp_path) as store:
        await store.redo()
        assert await again(store, kept) == edited
        await store.undo()
        assert await store.undo_label() == "add “On Growth and Form”"
        await store.undo()
        assert await titles(store) == []
        await store.redo()
        assert await again(store, kept) == kept
        assert await store.verify() == ()


async def test_the_same_edit_again_changes_nothing(tmp_path: Path):
    async with opened(tmp_path) as store:
        kept = await written(store, *BOOK)
        assert (await store.entries.edit(kept.key, read_fields(list(BOOK)))).is_empty
        assert await store.undo_label() == "add “On Growth and Form”"


async def test_a_rebuild_gives_every_field_back(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        book = await written(store, *BOOK, "citation-key=Thömpson:1917/a")
        (key,) = await keep(store, a_paper("Atention", doi="10.5555/a"))
        await store.entries.edit(
            key, read_fields(["title=Attention", "author=Vaswani, A.", "DOI=10.5555/b", "issued="])
        )
        await keep_pdf(store, key, tmp_path)
        (gone,) = await keep(store, a_paper("Unwanted"))
        await store.entries.trash([gone], True)
        before = [await store.get(one) for one in (book.key, key, gone)]
        stated = stated_of(tmp_path / "data", key)
        await settled(store)
        assert await store.verify() == ()
        await store.rebuild()
        assert [await store.get(one) for one in (book.key, key, gone)] == before
        assert stated_of(tmp_path / "data", key) == stated
        assert await store.verify() == ()
    sidecar = json.loads(next((tmp_path / "data" / "papers").glob("Thompson*/paper.json")).read_text("utf-8"))
    assert sidecar["entry"] == entry(book)
    assert sidecar["id"] == "key:Thömpson:1917/a"


async def test_citation_keys_are_unique_and_kept_when_given(tmp_path: Path):
    async with opened(tmp_path) as store:
        one = await written(store, *BOOK)
        other = await written(store, *BOOK)
        assert (one.cite_key, other.cite_key) == ("thompson1917growth", "thompson1917growtha")
        with pytest.raises(UsageError, match="thompson1917growth"):
            await store.entries.edit(other.key, {"citation-key": one.cite_key})
        with pytest.raises(UsageError, match="citation key"):
            await written(store, "title=A", "citation-key=a b")
        assert (await written(store, "title=A", "citation-key=Ωmega:2")).cite_key == "Ωmega:2"


async def test_an_identifier_of_another_paper_is_refused(tmp_path: Path):
    async with opened(tmp_path) as store:
        await keep(store, a_paper("Attention", doi="10.5555/a"))
        with pytest.raises(UsageError, match="Attention"):
            await written(store, "title=B", "DOI=https://doi.org/10.5555/A")
        book = await written(store, *BOOK)
        with pytest.raises(UsageError, match="Attention"):
            await store.entries.edit(book.key, read_fields(["DOI=10.5555/a"]))
        assert await again(store, book) == book


async def test_a_work_that_gets_an_identifier_is_found_by_both_and_filled_by_services(tmp_path: Path):
    async with opened(tmp_path) as store:
        book = await written(store, "title=On Growth", "DOI=10.5555/g")
        await store.add([a_paper("On Growth and Form", doi="10.5555/g", venue="Nature", s2="a" * 40)])
        (kept,) = (await store.page(LibraryView.ALL)).papers
        assert (kept.key, kept.paper.title, kept.paper.venue) == (book.key, "On Growth", "Nature")
        assert kept.paper.id == "s2:" + "a" * 40
        by_key = await store.find(f"key:{book.cite_key}")
        assert by_key is not None
        assert by_key.key == book.key


async def test_the_fields_of_an_entry_are_searched(tmp_path: Path):
    async with opened(tmp_path) as store:
        await written(store, *BOOK)
        await keep(store, a_paper("Other"))
        for words in ("growth", "thompson", "cambridge", "bonner", "morphology", "thompson cambridge", "A 17", "351"):
            assert await titles(store, words) == ["On Growth and Form"], words
        assert await titles(store, "oxford") == []
        (book,) = (await store.page(LibraryView.ALL, "growth")).papers
        await store.entries.edit(book.key, {"publisher": "Dover"})
        assert await titles(store, "cambridge university") == []
        assert await titles(store, "dover") == ["On Growth and Form"]


async def test_the_trash_hides_a_paper_everywhere_until_it_is_restored(tmp_path: Path):
    async with opened(tmp_path) as store:
        kept = await written(store, *BOOK)
        other = a_paper("Growth of other things")
        (key,) = await keep(store, other)
        await store.own_words.tag([kept.key, key], "biology", True)
        await store.collection_book.put_in([kept.paper, other], "Thesis/One")
        await store.star([kept.key, key], True)
        await store.entries.trash([kept.key], True)
        assert await store.undo_label() == "move “On Growth and Form” to the trash"
        assert await titles(store) == await titles(store, "growth") == ["Growth of other things"]
        assert await titles(store, "morphology") == []
        assert await titles(store, view=LibraryView.STARRED) == ["Growth of other things"]
        assert await titles(store, view=LibraryView.TRASH) == ["On Growth and Form"]
        assert await titles(store, "morphology", LibraryView.TRASH) == ["On Growth and Form"]
        counts = await store.counts()
        assert (counts.papers, counts.without_pdf, counts.recent, counts.starred) == (1, 1, 1, 1)
        assert await store.own_words.tags() == (("biology", 1),)
        assert [one.papers for one in await store.collection_book.all()] == [1, 1]
        assert len(await store.collection_book.papers("Thesis") or ()) == 1
        assert await store.find_many([kept.paper, other]) == {other.id: await store.get(key)}
        assert kept.paper.id not in (await store.names())[0]
    async with opened(tmp_path) as store:
        await store.undo()
        assert (await store.counts()).papers == 2
        await store.redo()
        await store.entries.trash([kept.key], False)
        assert await store.undo_label() == "restore “On Growth and Form” from the trash"
        assert sorted(await titles(store, "growth")) == ["Growth of other things", "On Growth and Form"]


async def test_a_paper_in_the_trash_that_is_added_again_comes_out_of_it(tmp_path: Path):
    async with opened(tmp_path) as store:
        (key,) = await keep(store, a_paper("One"))
        await store.entries.trash([key], True)
        await store.add([a_paper("One")])
        assert await titles(store) == ["One"]


async def test_a_removed_work_that_is_added_again_has_its_fields(tmp_path: Path):
    async with opened(tmp_path) as store:
        kept = await written(store, *BOOK)
        await store.remove([kept.key])
        await store.add([kept.paper])
        (one,) = (await store.page(LibraryView.ALL)).papers
        assert (one.cite_key, entry(one)["fields"]) == (kept.cite_key, entry(kept)["fields"])


async def test_papers_that_turn_out_to_be_one_keep_the_fields_of_both(tmp_path: Path):
    async with opened(tmp_path) as store:
        one, two = await keep(store, a_paper("P", arxiv="2004.05150"), a_paper("A", doi="10.5555/a"))
        await store.entries.edit(one, read_fields(["volume=1", "note=mine"]))
        await store.entries.edit(two, read_fields(["volume=2", "language=de"]))
        await store.add([a_paper("Both", arxiv="2004.05150", doi="10.5555/a")])
        (kept,) = (await store.page(LibraryView.ALL)).papers
        own = own_fields_of(kept.paper)
        assert own is not None
        assert own.fields == {"volume": "1", "note": "mine", "language": "de"}
        assert await store.verify() == ()
        await store.undo()
        assert [
            own_fields_of((await found(store, paper)).paper) is not None
            for paper in (a_paper("P", arxiv="2004.05150"), a_paper("A", doi="10.5555/a"))
        ] == [True, True]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("title", "ABC"), ("-title", "CBA"), ("year", "CAB"), ("-year", "ACB"), ("author", "BAC"), ("-key", "CAB")],
)
async def test_a_view_is_sorted(tmp_path: Path, sort: str, expected: str):
    async with opened(tmp_path) as store:
        await keep(
            store,
            a_paper("A growth", year=2001, authors=("Mo Lee",)),
            a_paper("B growth", year=None, authors=("Al Ford",)),
            a_paper("C growth", year=1999, authors=("Zoe Ray",)),
        )
        for words in ("", "growth"):
            page = await store.page(LibraryView.ALL, words, sort=sort)
            shown = [kept.paper.title[0] for kept in page.papers]
            assert shown == list(expected) or sort == "-key"
            second = await store.page(LibraryView.ALL, words, sort=sort, offset=1, limit=1)
            assert [kept.paper.title[0] for kept in second.papers] == shown[1:2]
            assert second.total == 3


async def test_papers_without_identifiers_of_an_earlier_library_have_their_key(tmp_path: Path):
    data = tmp_path / "data"
    shutil.copytree(HERE / "version_10", data)
    with closing(sqlite3.connect(data / "library.sqlite")) as connection, connection:
        paper_id, text = connection.execute("SELECT id, paper FROM papers LIMIT 1").fetchone()
        bare = json.loads(text) | {"ids": {}}
        connection.execute("UPDATE papers SET paper = ? WHERE id = ?", (json.dumps(bare), paper_id))
        connection.execute("DELETE FROM ids WHERE paper_id = ?", (paper_id,))
    async with opened(data) as store:
        (kept,) = [one for one in (await store.page(LibraryView.ALL)).papers if one.paper.id.startswith("key:")]
        assert kept.paper.id == f"key:{kept.cite_key}"
        assert set(await store.find_many([kept.paper])) == {kept.paper.id}


async def test_a_field_is_given_back_to_the_services_in_the_same_change_as_an_edit(tmp_path: Path):
    async with opened(tmp_path) as store:
        (key,) = await keep(store, a_paper("Atention", doi="10.5555/a", venue="Proc."))
        await store.entries.edit(key, read_fields(["title=Attention", "volume=30"]))
        await store.entries.edit(key, read_fields(["volume=31"]), forgotten=frozenset(["title"]))
        kept = await store.get(key)
        assert kept is not None
        assert (kept.paper.title, entry(kept)["fields"]["volume"]) == ("Atention", "31")
        assert "title" not in entry(kept)["written"]
        stated = await store.entries.stated(key)
        assert stated is not None
        assert own_fields_of(stated) is None
        await store.undo()
        before = await store.get(key)
        assert before is not None
        assert (before.paper.title, entry(before)["fields"]["volume"]) == ("Attention", "30")


async def test_the_name_of_a_deletion_says_whether_the_papers_were_in_the_trash(tmp_path: Path):
    async with opened(tmp_path) as store:
        one, two, three, four = await keep(store, *(a_paper(f"Paper {number}") for number in range(1, 5)))
        await store.entries.trash([one, two, three], True)
        for keys, name in (
            ([one], "delete “Paper 1” from the trash"),
            ([one, two], "delete 2 papers from the trash"),
            ([four], "remove “Paper 4”"),
            ([three, four], "remove 2 papers"),
        ):
            await store.remove(keys)
            assert await store.undo_label() == name
            await store.undo()
        assert (await store.counts()).trashed == 3


async def test_the_trash_is_emptied_as_one_change(tmp_path: Path):
    async with opened(tmp_path) as store:
        keys = await keep(store, *(a_paper(f"Paper {number}") for number in range(3)))
        await store.entries.trash(keys[:2], True)
        assert (await store.counts()).trashed == 2
        await store.entries.empty_trash()
        assert await store.undo_label() == "empty the trash"
        assert [(await store.get(key)) is None for key in keys] == [True, True, False]
        await store.undo()
        assert (await store.counts()).trashed == 2
