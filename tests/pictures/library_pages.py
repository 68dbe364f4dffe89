"""The pages of the library's own entries: table, trash, form of an entry, fields of several papers, smart views, tags,
notes on collections, duplicates, and differences."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.own_fields import ITEM_TYPE, Contributor
from tests.house.page_trees import Walk


async def _close(walk: Walk, name: str) -> None:
    QTest.keyClick(walk.find(name), Qt.Key.Key_Escape)
    await walk.idle()


async def add_books(walk: Walk) -> None:
    """Add one book twice, from two publishers, if it is not there."""
    library = walk.program.services.library
    if (await library.page(words="title:growth")).total:
        return
    author = (Contributor("author", "Thompson", "D'Arcy Wentworth"),)
    for press in ("Cambridge University Press", "Dover"):
        book = {ITEM_TYPE: "book", "title": "On growth and form", "author": author, "publisher": press}
        await library.entries.add({**book, "issued": {"from": "1917", "to": None}})
    await walk.idle()


async def table(walk: Walk) -> None:
    await walk.trigger("view.library")
    await walk.trigger("library.table")
    await walk.take("library table")
    await walk.key("libraryView", "A", control=True)
    await walk.take("library table, all chosen")
    await walk.trigger("library.cards")


async def entry_forms(walk: Walk) -> None:
    """The form of a new entry, of a paper, and the panel for a field of several papers."""
    await add_books(walk)
    await walk.trigger("view.library")
    await walk.trigger("library.new_entry")
    await walk.take("new entry")
    await walk.type("field.title", "On growth and form")
    await walk.type("field.issued", "1917-13")
    await walk.take("new entry with a date that is none")
    await _close(walk, "field.title")
    await walk.trigger("view.library")
    await walk.choose_row("libraryView", 0, open_it=False)
    await walk.trigger("paper.edit")
    await walk.take("form of a paper")
    await _close(walk, "field.title")
    await walk.trigger("view.library")
    await walk.key("libraryView", "A", control=True)
    await walk.trigger("paper.edit")
    await walk.take("field of several papers")
    await _close(walk, "fieldPanel")
    await walk.trigger("paper.tag")
    await walk.take("tag several papers")
    await _close(walk, "tagPanel")


async def trash(walk: Walk) -> None:
    await walk.trigger("view.library_trash")
    await walk.take("trash, empty")
    await walk.trigger("view.library")
    await walk.choose_row("libraryView", 0, open_it=False)
    await walk.trigger("paper.delete")
    await walk.trigger("view.library_trash")
    await walk.choose_row("libraryView", 0, open_it=False)
    await walk.take("trash with one paper")
    await walk.trigger("paper.delete_for_good")
    await walk.take("delete from trash?")
    await walk.click("questionNo")
    await walk.trigger("paper.restore")
    await walk.trigger("view.library")


async def smart_views(walk: Walk) -> None:
    await walk.trigger("view.library")
    await walk.trigger("library.new_view")
    await walk.take("smart view, new")
    await walk.type("viewNameEdit", "Recent and cited")
    await walk.type("viewRuleEdit", "year:2010- cited:>100 -tag:later title:attention")
    await walk.take("smart view with conditions")
    await walk.type("viewRuleEdit", "year:201x has:nothing (a OR b) c")
    await walk.take("smart view that cannot be read")
    await walk.type("viewRuleEdit", "year:2010-")
    await walk.click("viewSaveButton")
    await walk.take("smart view")
    await walk.trigger("view.library")


async def collection_note(walk: Walk) -> None:
    library = walk.program.services.library
    collection = await library.collection_book.make("Methods")
    await walk.idle()
    walk.window.navigation.show_collection(collection)
    await walk.idle()
    await walk.take("collection, empty")
    await walk.trigger("collection.note")
    await walk.take("note on a collection")
    await _close(walk, "collectionNotePanel")
    await walk.trigger("view.library")


async def no_duplicates(walk: Walk) -> None:
    await walk.trigger("library.duplicates")
    await walk.take("duplicates, none")
    await add_books(walk)


async def duplicates(walk: Walk) -> None:
    await add_books(walk)
    await walk.trigger("library.duplicates")
    await walk.take("duplicates")
    await walk.trigger("view.library")


async def differences(walk: Walk) -> None:
    await walk.trigger("view.library")
    await walk.key("libraryView", "A", control=True)
    await walk.trigger("paper.refresh")
    await walk.take("differences")
    await _close(walk, "refreshPanel")


LIBRARY_STEPS = (no_duplicates, table, entry_forms, trash, smart_views, collection_note, duplicates, differences)
