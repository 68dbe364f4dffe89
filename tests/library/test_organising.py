"""Reading states, colours and names of tags, notes on collections, smart views, and many entries at once."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.library import LibraryView, Tag
from scholar_desktop.formats.entry_json import entry_to_json
from scholar_desktop.library.operations.refresh_ops import AcceptedFacts
from scholar_desktop.library.store import LibraryStore
from tests.library.frozen import HERE
from tests.support.libraries import a_paper, found, keep, opened, settled, titles


async def everything(store: LibraryStore) -> object:
    """What the operations of this file change."""
    await settled(store)
    assert await store.verify() == ()
    papers = [
        (kept.paper.title, kept.reading, kept.tags, kept.tag_colours, entry_to_json(kept)["fields"])
        for kept in (await store.page(LibraryView.ALL)).papers
    ]
    collections = [(one.path, await store.collection_book.note(one.key)) for one in await store.collection_book.all()]
    return papers, await store.own_words.all(), collections, await store.views.all()


async def test_each_change_is_undone_and_redone_by_its_name_after_restarts(tmp_path: Path):
    one, two = a_paper("One"), a_paper("Two")
    states: list[object] = []
    labels: list[str | None] = []
    async with opened(tmp_path) as store:
        keys = await keep(store, one, two)
        await store.own_words.tag(keys, "methods", True)
        await store.own_words.tag(keys[:1], "Method", True)
        await store.collection_book.put_in([one], "Thesis")
        (thesis,) = await store.collection_book.all()
        states.append(await everything(store))

        async def did() -> None:
            labels.append(await store.undo_label())
            states.append(await everything(store))

        await store.set_reading([one, two], "reading")
        await did()
        await store.set_reading([one], "read")
        await did()
        await store.set_reading([two], "none")
        await did()
        await store.own_words.set_look("methods", "#1E88E5", 3)
        await did()
        await store.own_words.set_look("Method", "#ff0000", 3)
        await did()
        await store.own_words.rename("methods", "Method")
        await did()
        await store.own_words.rename("Method", "ways")
        await did()
        await store.own_words.delete("ways")
        await did()
        await store.collection_book.set_note(thesis.key, "Why *this*")
        await did()
        await store.collection_book.delete(thesis.key)
        await did()
        view = await store.views.put("Open", "is:open")
        await did()
        await store.views.put("open", "is:open cited:>5")
        await did()
        await store.views.rename(view.key, "Free")
        await did()
        await store.views.delete((await store.views.all())[0])
        await did()
        await store.entries.edit_many(keys, {"language": "de", "publisher": "Dover"})
        await did()
    assert labels == [
        "mark 2 papers as being read",
        "mark “One” as read",
        "remove the reading state of “Two”",
        "change the colour of the tag “methods”",
        "change the colour of the tag “Method”",
        "merge the tag “methods” into “Method”",
        "rename the tag “Method” to “ways”",
        "delete the tag “ways”",
        "edit the note on the collection “Thesis”",
        "delete the collection “Thesis”",
        "save the view “Open”",
        "change the view “open”",
        "rename the view “open”",
        "delete the view “Free”",
        "edit 2 papers",
    ]
    assert all(before != after for before, after in pairwise(states)), "each changed something"
    async with opened(tmp_path) as store:
        for label, state in zip(reversed(labels), reversed(states[:-1]), strict=True):
            assert await store.undo_label() == label
            await store.undo()
            assert await everything(store) == state, label
    async with opened(tmp_path) as store:
        for label, state in zip(labels, states[1:], strict=True):
            assert await store.redo_label() == label
            await store.redo()
            assert await everything(store) == state, label


async def test_tags_are_renamed_merged_and_coloured_as_a_whole(tmp_path: Path):
    async with opened(tmp_path) as store:
        one, two = await keep(store, a_paper("One"), a_paper("Two"))
        await store.own_words.tag([one], "bio", True)
        await store.own_words.tag([two], "Biology", True)
        await store.own_words.set_look("bio", "#1E88E5", 1)
        await store.own_words.rename("BIO", "biology")
        assert await store.own_words.all() == (Tag("Biology", 2, "#1e88e5", 1),)
        await store.own_words.rename("Biology", "biology")
        assert await store.own_words.all() == (Tag("biology", 2, "#1e88e5", 1),)
        await store.own_words.set_look("empty", "#000000", 1)
        assert await store.own_words.all() == (Tag("biology", 2, "#1e88e5"), Tag("empty", 0, "#000000", 1))
        kept = await store.get(one)
        assert kept is not None
        assert entry_to_json(kept)["tags"] == [{"name": "biology", "colour": "#1e88e5"}]
        for colour, number in (("red", None), ("#12345", None), (None, 10), (None, 0)):
            with pytest.raises(UsageError):
                await store.own_words.set_look("biology", colour, number)
        for name, new in (("none", "a"), ("biology", " ")):
            with pytest.raises(UsageError):
                await store.own_words.rename(name, new)


async def test_a_rebuild_keeps_states_colours_notes_and_views(tmp_path: Path):
    async with opened(tmp_path) as store:
        one, two = a_paper("One"), a_paper("Two")
        keys = await keep(store, one, two)
        await store.set_reading([one], "reading")
        await store.set_reading([two], "to_read")
        await store.own_words.tag(keys, "methods", True)
        await store.own_words.set_look("methods", "#1e88e5", 2)
        await store.collection_book.make("Empty")
        (empty,) = await store.collection_book.all()
        await store.collection_book.set_note(empty.key, "nothing yet")
        await store.views.put("Free", "is:open")
        before = await everything(store)
        await store.rebuild()
        assert await everything(store) == before
    (tmp_path / "library.sqlite").unlink()
    shutil.rmtree(tmp_path / "backups", ignore_errors=True)
    async with opened(tmp_path) as store:
        assert (await found(store, one)).reading == "reading"
        assert (await found(store, one)).tag_colours == {"methods": "#1e88e5"}


async def test_many_papers_get_a_field_at_once_and_no_identifier(tmp_path: Path):
    async with opened(tmp_path) as store:
        keys = await keep(store, a_paper("One"), a_paper("Two"), a_paper("Three"))
        await store.entries.edit(keys[0], {"language": "de"})
        changes = await store.entries.edit_many(keys, {"language": "de", "container-title": None})
        assert changes.papers == frozenset(keys)
        assert len(await titles(store, "language:de")) == 3
        assert (await store.entries.edit_many(keys, {"language": "de"})).is_empty
        for values in ({"DOI": "10.1/a"}, {"citation-key": "a"}):
            with pytest.raises(UsageError):
                await store.entries.edit_many(keys, values)
        await store.undo()
        assert len(await titles(store, "language:de")) == 1


async def test_an_earlier_library_has_its_marks_and_can_undo_them(tmp_path: Path):
    data = tmp_path / "data"
    shutil.copytree(HERE / "version_10", data)
    with closing(sqlite3.connect(data / "library.sqlite")) as connection, connection:
        paper_id, key = connection.execute("SELECT id, key FROM papers LIMIT 1").fetchone()
        connection.execute("INSERT INTO to_read (paper_id) VALUES (?)", (paper_id,))
        inverse = json.dumps({"to_read": {key: False}})
        connection.execute(
            "INSERT INTO undo (label, done, inverse) VALUES ('mark it', '2026-11-20T08:00:00Z', ?)", (inverse,)
        )
    async with opened(data) as store:
        kept = await store.get(key)
        assert kept is not None
        assert (kept.reading, kept.to_read) == ("to_read", True)
        assert [one.key for one in (await store.page(LibraryView.ALL, "is:to_read has:doi")).papers] == [key]
        await store.undo()
        kept = await store.get(key)
        assert kept is not None
        assert kept.reading == "none"


async def test_what_services_state_now_is_taken_over_as_one_change(tmp_path: Path):
    async with opened(tmp_path) as store:
        one, two = await keep(
            store, a_paper("Atention", doi="10.5555/a", venue="Proc."), a_paper("Old title", doi="10.5555/b")
        )
        await store.entries.edit(one, {"title": "Mine", "publisher": "Dover"})
        newer = {
            one: a_paper("Attention", doi="10.5555/a", venue="NeurIPS", year=2018, retrieved="2027-01-01T00:00:00Z"),
            two: a_paper("New title", doi="10.5555/b", retrieved="2027-01-01T00:00:00Z"),
        }
        before = await everything(store)
        would_be = await store.entries.with_newer_facts(newer)
        assert [would_be[key].paper.title for key in (one, two)] == ["Attention", "New title"]
        assert await everything(store) == before, "nothing is written"
        accepted = {
            one: AcceptedFacts(newer[one], frozenset({"title"}), {"container-title": "Proc."}),
            two: AcceptedFacts(newer[two], frozenset()),
            "gone": AcceptedFacts(newer[two], frozenset()),
        }
        assert (await store.entries.accept_facts(accepted)).label == "update 2 papers from services"
        kept = await store.get(one)
        assert kept is not None
        assert (kept.paper.title, kept.paper.venue, kept.paper.year) == ("Attention", "Proc.", 2018)
        assert (
            entry_to_json(kept)["origin"]["publisher"] == entry_to_json(kept)["origin"]["container-title"] == "person"
        )
        after = await everything(store)
        assert sorted(await titles(store)) == ["Attention", "New title"]
    async with opened(tmp_path) as store:
        await store.undo()
        assert await everything(store) == before
        await store.redo()
        assert await everything(store) == after


async def test_papers_are_sorted_by_their_first_tag_and_their_first_collection(tmp_path: Path):
    async with opened(tmp_path) as store:
        none, late, early = await keep(store, a_paper("None"), a_paper("Late"), a_paper("Early"))
        for key, names in ((late, ("zebra", "mouse")), (early, ("Lion", "zebra"))):
            for name in names:
                await store.own_words.tag([key], name, True)
        await store.collection_book.put_in([a_paper("Late")], "Thesis/B")
        await store.collection_book.put_in([a_paper("Early")], "thesis/a")
        assert none
        for sort in ("tags", "collections"):
            found = (await store.page(LibraryView.ALL, sort=sort)).papers
            assert [kept.paper.title for kept in found] == ["Early", "Late", "None"], sort
            found = (await store.page(LibraryView.ALL, sort=f"-{sort}")).papers
            assert [kept.paper.title for kept in found] == ["Late", "Early", "None"], sort
            found = (await store.page(LibraryView.ALL, "late OR early", sort=sort)).papers
            assert [kept.paper.title for kept in found] == ["Early", "Late"], sort


async def test_an_edit_of_the_note_on_a_collection_that_ends_as_it_began_is_no_step(tmp_path: Path):
    async with opened(tmp_path) as store:
        await store.collection_book.make("Thesis")
        (made,) = await store.collection_book.all()
        label = await store.undo_label()
        await store.collection_book.set_note(made.key, "plan")
        assert await store.undo_label() != label
        assert (await store.collection_book.set_note(made.key, "")).has_dropped_step
        assert await store.undo_label() == label
