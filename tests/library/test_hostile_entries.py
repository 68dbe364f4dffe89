"""Entries of unusual size and content: whatever a person or a file puts into a field is kept, found and given back."""

from __future__ import annotations

from pathlib import Path

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.own_fields import Contributor, own_fields_of
from scholar_desktop.domain.search.library_rule import read_rule
from scholar_desktop.formats.entry_json import entry_to_json
from tests.support.libraries import opened, settled, titles

PEOPLE = 10_000
HEBREW, ARABIC = "מחקר על צמיחה וצורה", "\u202eبحث\u202c"
HTML = "<script>alert(1)</script><img src=x onerror=alert(1)> **bold** [link](javascript:alert(1))"


def people(role: str, count: int) -> tuple[Contributor, ...]:
    return tuple(Contributor(role, f"Family{number}", f"Given{number}") for number in range(count))


async def test_long_lists_long_titles_markup_and_right_to_left_are_kept_found_and_rebuilt(tmp_path: Path):
    long = " ".join(["endless", *("title" for _ in range(170_000)), "finis"])
    async with opened(tmp_path) as store:
        crowd = await store.entries.add(
            {"title": "A crowd", "author": people("author", PEOPLE), "editor": people("editor", 99)}
        )
        endless = await store.entries.add({"title": long, "publisher": long, "language": "en"})
        turned = await store.entries.add({"title": HEBREW, "author": (Contributor("author", literal=ARABIC),)})
        kept = await store.get(turned)
        assert kept is not None
        await store.own_words.note(kept.paper, HTML)
        await store.own_words.tag([turned], HEBREW, True)
        await store.collection_book.put_in([kept.paper], f"{HEBREW}/{ARABIC}")
        before = [await store.get(key) for key in (crowd, endless, turned)]
        assert before[0] is not None
        assert len(before[0].paper.authors) == PEOPLE
        assert [before[1] and before[1].paper.title, before[2] and before[2].notes] == [long, (HTML,)]
        for rule, found in (
            ("family9999", "A crowd"),
            ("editor:family98", "A crowd"),
            ("endless", long),
            ("publisher:endless language:en", long),
            ("צמיחה", HEBREW),
            (f'tag:"{HEBREW}" has:note', HEBREW),
            ("note:script", HEBREW),
        ):
            assert await titles(store, rule) == [found], rule[:40]
        for sort in ("title", "author", "publisher"):
            assert len((await store.listing(LibraryView.ALL, sort=sort)).rows) == 3
        assert await store.duplicates.find() == ()
        await store.entries.edit_many([crowd, endless, turned], {"publisher": HTML})
        label = await store.undo_label()
        assert label is not None
        assert len(label) < 200
        await store.undo()
        await settled(store)
        assert await store.rebuild() == 3
        assert [await store.get(key) for key in (crowd, endless, turned)] == before
        assert await store.verify() == ()
        own = own_fields_of((await store.papers_in([1]))[0].paper)
        assert own is not None
        assert entry_to_json((await store.papers_in([3]))[0])["note"] == HTML


async def test_a_rule_of_any_length_is_read_and_searched(tmp_path: Path):
    async with opened(tmp_path) as store:
        await store.entries.add({"title": "A crowd"})
        for text in (
            "-crowd " * 5000,
            "tag:a OR " * 5000 + "tag:b",
            "has:pdf " * 5000,
            '"' * 5001,
            "a:" * 5000,
            "note:" + "x" * 100_000,
            "cited:>" + "9" * 400,
        ):
            await store.page(LibraryView.ALL, text)
            read_rule(text)
