"""The messages after undo and redo: a sentence of its own for each kind of change."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import scholar_desktop
from scholar_desktop.domain.text.message import Message, restored, stored_text
from scholar_desktop.domain.text.undo_sentences import SENTENCES, redone_sentence, undone_sentence

PACKAGE = Path(scholar_desktop.__file__).parent
NO_CHANGES = {
    "a number in its {file} is too large",
    "a row cannot be read ({reason})",
    "it is the database of another program",
    "the copy {file} cannot be read",
}
"""Messages of the library that are no names of changes, though they begin with a small letter as these do."""
TABLES = re.compile(r"store\.(apart|saved_searches|follows)\b|self\.not_watched\b")
"""The tables of decisions in which services write changes with a name."""


def _names_of_changes() -> Iterator[str]:
    for path in PACKAGE.joinpath("library").rglob("*.py"):
        yield from _small_messages(path.read_text("utf-8"))
    for path in PACKAGE.joinpath("services").rglob("*.py"):
        if TABLES.search(text := path.read_text("utf-8")):
            yield from _small_messages(text)


def _small_messages(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Message", "Message.counted"):
            first = node.args[0]
            template = str(first.value) if isinstance(first, ast.Constant) else ""
            if template[:1].islower():
                yield template


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_each_change_has_a_sentence_for_undo_and_one_for_redo():
    assert set(_names_of_changes()) - NO_CHANGES == set(SENTENCES)


def test_the_sentences_need_only_what_the_name_of_the_change_has():
    for change, sentences in SENTENCES.items():
        given = _placeholders(change) | ({"papers"} if "{count}" in change else set())
        for sentence in sentences:
            assert _placeholders(sentence.template) <= given, change
            assert sentence.template.endswith(".")


def test_a_redo_is_named_as_the_change_was_the_first_time():
    for change, (_, redone) in SENTENCES.items():
        assert " again" not in redone.template or " again" in change, redone.template
        assert not redone.template.endswith(" back."), redone.template


@pytest.mark.parametrize(
    ("change", "undone", "redone"),
    [
        (
            Message("remove {papers}", papers="“Longformer”"),
            "Put “Longformer” back in your library.",
            "Removed “Longformer”.",
        ),
        (
            Message("delete {papers} from the trash", papers="“Longformer”"),
            "Put “Longformer” back in the trash.",
            "Deleted “Longformer” from the trash.",
        ),
        (
            Message("move {papers} to the trash", papers=Message.counted("{count} paper", "{count} papers", 1)),
            "Put 1 paper back in your library.",
            "Moved 1 paper to the trash.",
        ),
        (
            Message.counted("tag {count} paper “{tag}”", "tag {count} papers “{tag}”", 2, tag="nlp"),
            "Removed the tag “nlp” from 2 papers.",
            "Added the tag “nlp” to 2 papers.",
        ),
        (
            Message(
                "star {papers}, adding {count}", papers=Message.counted("{count} paper", "{count} papers", 3), count=1
            ),
            "Removed the star from 3 papers, and 1 of them from your library.",
            "Starred 3 papers, and added 1 of them.",
        ),
        ("remove the old one", "Undone: remove the old one", "Redone: remove the old one"),
    ],
)
def test_undo_and_redo_say_what_is_so_now(change: str, undone: str, redone: str):
    for name in (change, restored(stored_text(change))):
        assert undone_sentence(name) == undone
        assert redone_sentence(name) == redone
