"""Texts that are written below the window: as English, stored, and read again."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.attempt import Attempt, Outcome
from scholar_desktop.domain.download import DownloadFile, DownloadItem, DownloadState
from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.opened_file import too_large
from scholar_desktop.domain.search.search_ledger import SourceCount
from scholar_desktop.domain.source import Phase, SourceReport
from scholar_desktop.domain.text.message import (
    Message,
    encode_english,
    encode_stored,
    restore_messages,
    restored,
    stored_text,
)
from scholar_desktop.translation import shown

GONE = Message("{host} no longer has the file ({status}).", host="arxiv.org", status=404)


def test_it_is_the_english_sentence() -> None:
    assert GONE == "arxiv.org no longer has the file (404)."
    assert json.dumps({"reason": GONE}) == '{"reason": "arxiv.org no longer has the file (404)."}'
    assert Message.counted("{count} paper", "{count} papers", 1) == "1 paper"
    assert Message.counted("{count} paper", "{count} papers", 0) == "0 papers"


def test_braces_in_values_and_without_values_stay() -> None:
    assert (
        Message("{title} is in your library.", title="On {x} and {y.z[0]}") == "On {x} and {y.z[0]} is in your library."
    )
    assert Message("An address with {url} in it") == "An address with {url} in it"


@given(st.text(), st.integers(), st.text())
def test_the_stored_form_keeps_template_and_values(title: str, count: int, inner: str) -> None:
    nested = Message.counted(
        "{count} copy of {title}: {why}",
        "{count} copies of {title}: {why}",
        count,
        title=title,
        why=Message.in_context("state", "open {name}", name=inner),
    )
    again = restored(stored_text(nested))
    assert isinstance(again, Message)
    assert (again, again.template, again.plural, again.values) == (
        nested,
        nested.template,
        nested.plural,
        nested.values,
    )
    why = again.values["why"]
    assert isinstance(why, Message)
    assert why.context == "state"


@given(st.text())
def test_a_plain_sentence_is_stored_and_read_as_it_is(text: str) -> None:
    assert restored(stored_text(text)) == text


@pytest.mark.parametrize(
    "broken",
    [
        '{"message":',
        '{"message": 3}',
        '{"message": "{a}", "values": {"b": 1}}',
        '{"message": "{a}", "values": {"a": []}}',
        '{"message": "{a[0]}", "values": {"a": 1}}',
        '{"message": "x", "values": 3}',
    ],
)
def test_a_broken_stored_form_is_shown_as_it_is(broken: str) -> None:
    assert restored(broken) == broken


class Row(msgspec.Struct):
    reason: str
    hint: str | None = None

    def __post_init__(self) -> None:
        restore_messages(self, "reason", "hint")


def test_a_struct_is_stored_and_read_with_its_message() -> None:
    kept = msgspec.json.encode(Row(GONE), enc_hook=encode_stored)
    reason = msgspec.json.decode(kept, type=Row).reason
    assert isinstance(reason, Message)
    assert reason.values == {"host": "arxiv.org", "status": 404}
    assert msgspec.json.decode(msgspec.json.encode(Row(reason), enc_hook=encode_english)) == {
        "reason": "arxiv.org no longer has the file (404).",
        "hint": None,
    }
    with pytest.raises(TypeError):
        msgspec.json.encode(object(), enc_hook=encode_stored)


def test_a_copy_is_a_message_too() -> None:
    for again in (pickle.loads(pickle.dumps(GONE)), copy.copy(GONE), copy.deepcopy(GONE)):
        assert isinstance(again, Message)
        assert again.template == GONE.template


@pytest.mark.parametrize(
    "value",
    [
        ErrorInfo("not_found", GONE, GONE),
        Attempt("https://arxiv.org/1", "arxiv", Outcome.UNAVAILABLE, reason=GONE),
        DownloadItem("1", "10.1/a", None, DownloadState.DONE, files=(DownloadFile("a.csv", reason=GONE),), reason=GONE),
        SourceReport("s2", Phase.FAILED, error=ErrorInfo("timeout", GONE), note=GONE),
        SourceCount("s2", "failed", error=GONE, note=GONE),
    ],
)
def test_what_is_stored_keeps_its_messages(value: msgspec.Struct) -> None:
    again = msgspec.json.decode(msgspec.json.encode(value, enc_hook=encode_stored), type=type(value))
    assert again == value
    texts = list(messages_in(again))
    assert texts
    assert all(isinstance(text, Message) and text.template == GONE.template for text in texts)


def messages_in(value: Any) -> Iterator[str]:
    """Yields the texts in *value* that are GONE."""
    if isinstance(value, msgspec.Struct):
        value = tuple(getattr(value, name) for name in value.__struct_fields__)
    if isinstance(value, tuple):
        for one in value:
            yield from messages_in(one)
    elif value == GONE:
        yield value


def test_numbers_have_separators_only_where_they_are_shown() -> None:
    """`--json` and the log are read by programs, too: 12345 there, 12,345 on the screen (docs/decisions/0046)."""
    message = Message.counted("{count} paper", "{count} papers", 12_345)
    assert encode_english(message) == "12345 papers"
    assert encode_english(too_large("list.txt", 2_000_000_000).message) == "list.txt is too large (more than 2000 MB)."
    assert shown(message) == "12,345 papers"
    assert shown(too_large("list.txt", 2_000_000_000).message) == "list.txt is too large (more than 2,000 MB)."
