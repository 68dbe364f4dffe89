"""An answer with keys gone, nulls and wrong types is understood in part or refused as a bad answer; it never breaks."""

from __future__ import annotations

import copy
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.errors import BadAnswer
from tests.support.recorded_exchanges import PARSERS, Exchange, good

WRONG = (
    None,
    True,
    0,
    -1,
    2.5,
    10**30,
    1e308,
    "",
    " ",
    "text",
    "10.",
    "https://",
    "http://[",
    "\x00<b",
    "<p>x</p>&#0;&#xD800;",
    "\ufffe\x1b\u202e",
    "9" * 400,
    [],
    [None],
    ["", 1, {}, []],
    {},
    {"url": 1, "id": [], "name": {}},
)


def places_in(body: Any) -> list[tuple[Any, Any]]:
    """(container, key or index) of every value in *body*."""
    found: list[tuple[Any, Any]] = []
    pairs = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in pairs:
        found.append((body, key))
        found += places_in(value)
    return found


def shortened(body: Any) -> Any:
    """*body* with at most three items in each list, so that a change hits the shapes and not the length."""
    if isinstance(body, dict):
        return {key: shortened(value) for key, value in body.items()}
    return [shortened(item) for item in body[:3]] if isinstance(body, list) else body


CHANGES = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, len(WRONG))), min_size=1, max_size=6)
"""(place, value): the place counted round all values of the body; the last value takes the key away."""


def changed(body: Any, changes: list[tuple[int, int]]) -> Any:
    body = copy.deepcopy(body)
    for place, value in changes:
        places = places_in(body)
        if not places:
            break
        container, key = places[place % len(places)]
        if value < len(WRONG):
            container[key] = copy.deepcopy(WRONG[value])
        else:
            del container[key]
    return body


AS_SENT = {"facts": [], "related": [], "fields": {}, "all": {}}


def without_facts(value: Any) -> Any:
    """A Struct as plain values, without what it keeps as sent."""

    def strip(item: Any) -> Any:
        if isinstance(item, dict):
            kept = {key for key, part in item.items() if key in AS_SENT and type(part) is type(AS_SENT[key])}
            return {key: AS_SENT[key] if key in kept else strip(part) for key, part in item.items()}
        return [strip(part) for part in item] if isinstance(item, list) else item

    return strip(msgspec.to_builtins(value, enc_hook=str))


def understood_or_refused(endpoint: str, body: Any) -> Any:
    """What the parser makes of *body*, or None when it refuses it in words."""
    try:
        return PARSERS[endpoint](body)
    except BadAnswer as error:
        return None if error.subject and error.message.endswith(".") else error


@pytest.mark.parametrize("endpoint", sorted(PARSERS))
@given(which=st.integers(0, 10**6), changes=CHANGES)
def test_a_mutated_answer_never_breaks_a_parser(
    exchanges: list[Exchange], endpoint: str, which: int, changes: list[tuple[int, int]]
) -> None:
    recorded = good(exchanges, endpoint)
    body = shortened(recorded[which % len(recorded)].body)
    result = understood_or_refused(endpoint, changed(body, changes))
    assert not isinstance(result, BadAnswer)
    if isinstance(result, msgspec.Struct):
        plain = without_facts(result)
        msgspec.convert(plain, type(result))  # every value has the type that its Struct declares
        msgspec.json.encode(plain)  # and can be written down


KEYS = (
    "data",
    "hits",
    "id",
    "title",
    "paperId",
    "doi",
    "is_oa",
    "results",
    "entries",
    "metadata",
    "offset",
    "total",
    "citedPaper",
    "response",
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("endpoint", sorted(PARSERS))
@given(body=ANY_JSON)
def test_any_json_at_all_is_understood_or_refused(endpoint: str, body: Any) -> None:
    assert not isinstance(understood_or_refused(endpoint, body), BadAnswer)
