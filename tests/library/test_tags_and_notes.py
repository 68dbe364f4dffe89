"""What a person says of papers: to read, tags, notes. Taken back, found, and in the sidecars."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scholar_desktop.domain.library import Changes, LibraryView
from tests.support.libraries import a_paper, found, keep, opened, settled, titles


async def test_papers_to_read_are_kept_counted_and_listed_and_all_of_it_is_one_undo(tmp_path: Path):
    one, two = a_paper("One"), a_paper("Two")
    async with opened(tmp_path) as store:
        await keep(store, one)
        assert (await store.to_read([one, two], on=True)).label == "mark 2 papers as to read, adding 1"
        assert (await store.to_read([one], on=True)).label is None, "it is so already"
        assert sorted(await titles(store, view=LibraryView.TO_READ)) == ["One", "Two"]
        assert await titles(store, "two", LibraryView.TO_READ) == ["Two"]
        assert (await store.counts()).to_read == 2
        assert (await store.to_read([one, a_paper("Not kept")], on=False)).label == "mark “One” as read"
        await store.undo()
        await store.remove([(await found(store, two)).key])
        await store.undo()
        assert (await found(store, two)).to_read
        assert await store.rebuild() == 2
        assert (await store.counts()).to_read == 2
        assert await store.verify() == ()
    async with opened(tmp_path / "other") as store:
        await store.to_read([one], on=True)
        await store.undo()
        assert (await store.counts()).papers == 0


async def test_a_note_is_found_and_in_the_sidecar_and_one_sitting_is_one_undo(tmp_path: Path):
    paper = a_paper("Reformer")
    clock = [datetime(2026, 11, 20, 8, tzinfo=UTC)]
    async with opened(tmp_path, now=lambda: clock[0]) as store:
        write = store.own_words.note
        assert (await write(paper, "  \n")).papers == frozenset(), "an empty note keeps no paper"
        for text in ("compare", "compare its hashing", "compare its hashing with\n\nsparse attention\n"):
            await write(paper, text)
            clock[0] += timedelta(seconds=5)
        await settled(store)
        (sidecar,) = (tmp_path / "papers").glob("*/paper.json")
        assert json.loads(sidecar.read_text())["notes"] == ["compare its hashing with\n\nsparse attention"]
        page = await store.page(LibraryView.ALL, "sparse hash")
        assert (page.total, page.in_notes, page.in_text) == (1, 1, 0)
        (hit,) = page.hits
        assert (hit.page, hit.path, hit.alone) == (0, "", True)
        assert [hit.text[start:end] for start, end in hit.marks] == ["hashing", "sparse"]
        assert (await store.page(LibraryView.STARRED, "sparse")).total == 0

        clock[0] += timedelta(hours=1)
        assert (await write(paper, "another day")).label == "edit the note on “Reformer”"
        assert (await store.page(LibraryView.ALL, "sparse")).total == 0
        await store.undo()
        assert (await found(store, paper)).notes == ("compare its hashing with\n\nsparse attention",)
        assert (await store.page(LibraryView.ALL, "sparse")).total == 1
        await store.undo()
        assert (await store.counts()).papers == 0, "the paper came with its note"
        assert await store.verify() == ()


async def test_an_edit_of_a_note_that_ends_as_it_began_is_no_step(tmp_path: Path):
    paper = a_paper("One")
    async with opened(tmp_path) as store:
        (key,) = await keep(store, paper)
        await store.star([key], True)
        for before in ("", "kept"):
            starred = await store.undo_label()
            for text in (f"{before}x", f"{before}xy"):
                assert not (await store.own_words.note(paper, text)).has_dropped_step
            assert await store.undo_label() == "edit the note on “One”"
            assert (await store.own_words.note(paper, before)).has_dropped_step
            assert (await found(store, paper)).notes == ((before,) if before else ())
            assert await store.undo_label() == starred
            await store.own_words.note(paper, "kept")
            await store.star([key], False)
        await store.undo()
        assert (await found(store, paper)).notes == ("kept",)
        await store.undo()
        assert (await found(store, paper)).notes == ()


async def test_a_note_after_another_change_is_a_change_of_its_own(tmp_path: Path):
    paper = a_paper("One")
    async with opened(tmp_path) as store:
        (key,) = await keep(store, paper)
        await store.own_words.note(paper, "first")
        await store.star([key], True)
        await store.own_words.note(paper, "second")
        await store.undo()
        assert (await found(store, paper)).notes == ("first",)
        assert (await found(store, paper)).starred
        await store.own_words.note(paper, "")
        assert (await found(store, paper)).notes == ()
        await store.rebuild()
        assert (await found(store, paper)).notes == ()


async def test_capitals_do_not_make_two_tags(tmp_path: Path):
    async with opened(tmp_path) as store:
        one, two = await keep(store, a_paper("One"), a_paper("Two"))
        await store.own_words.tag([one], "Method", on=True)
        await store.own_words.tag([two], " method ", on=True)
        await store.own_words.tag([two], "a first", on=True)
        assert await store.own_words.tags() == (("a first", 1), ("Method", 2))
        await store.own_words.tag([one, two], "METHOD", on=False)
        assert await store.own_words.tags() == (("a first", 1),)


async def test_papers_are_added_and_tagged_as_one_change(tmp_path: Path):
    async with opened(tmp_path) as store:
        await store.add([a_paper("One")])
        changes = await store.own_words.add_and_tag([a_paper("One"), a_paper("Two")], "sea")
        assert (changes.label, len(changes.papers)) == ("tag 2 papers “sea”, adding 1", 2)
        await store.undo()
        assert ((await store.counts()).papers, await store.own_words.tags()) == (1, ())
        await store.redo()
        assert ((await store.counts()).papers, await store.own_words.tags()) == (2, (("sea", 2),))
        assert (await store.own_words.add_and_tag([a_paper("Three")], "sea")).label == "add and tag “Three” “sea”"
        assert (await store.own_words.add_and_tag([a_paper("Three")], "sky")).label == "tag 1 paper “sky”"
        assert await store.own_words.add_and_tag([a_paper("Three")], "sky") == Changes()


async def test_the_undo_of_a_note_that_added_the_paper_says_so(tmp_path: Path):
    async with opened(tmp_path) as store:
        assert (await store.own_words.note(a_paper("One"), "Read this.")).label == "add “One” with a note"
        await store.undo()
        assert (await store.counts()).papers == 0
