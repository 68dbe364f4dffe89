"""The names of batches of downloads say what their papers are."""

from __future__ import annotations

from types import SimpleNamespace

from scholar_desktop.domain.collection import Collection
from scholar_desktop.domain.paper import Author
from scholar_desktop.ui.actions.action_context import ActionContext
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.navigation import Navigation
from scholar_desktop.ui.window.list_title import list_title
from scholar_desktop.ui.words.batch_names import LONGEST, batch_name


def test_a_batch_is_named_after_the_list_of_its_papers(qapp):
    navigation, own, query = Navigation(ActionContext()), "", SimpleNamespace(words="attention")
    search = SimpleNamespace(query=query)

    def title() -> str:
        return list_title(SimpleNamespace(list_title=lambda: own), navigation, search)

    assert title() == "Search for “attention”"
    query.words = "word " * 40
    assert len(title()) <= LONGEST + len("Search for “”")
    query.words = ""
    assert title() == ""
    assert batch_name(title(), 3).startswith("3 papers, ")
    assert batch_name("Library: All papers", 1) == "", "a single paper is no batch"
    navigation.enter_library()
    assert title() == "Library: All papers"
    navigation.show_collection(Collection(1, "Thesis"))
    assert title() == "Collection “Thesis”"
    navigation.open(places.AUTHOR, Author("Ada Lovelace", "1"))
    assert title() == "Papers of Ada Lovelace"
    own = "Papers that cite “Attention”"
    assert title() == own
