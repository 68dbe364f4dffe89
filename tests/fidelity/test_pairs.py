"""Pairs of rows, each with its reason: what is one paper is found to be one, and what is two is never taken for one.

`pytest tests/fidelity --pairs FILE` runs them on another file of the same form.
"""

from __future__ import annotations

import pytest

from scholar_desktop.domain.merging.dedupe import dedupe
from tests.fidelity.pairs import HOUSE_PAIRS, Pair, Pairs

FOUND_LEAST = 0.98


def test_the_table_has_a_hundred_pairs_of_each_kind_each_with_its_reason(pairs: Pairs) -> None:
    if pairs.path != HOUSE_PAIRS:
        pytest.skip("another file was given")
    assert len(pairs.same) >= 100
    assert len(pairs.different) >= 100
    assert all(len(pair.why) > 10 for pair in (*pairs.same, *pairs.different))


def test_no_two_papers_are_taken_for_one(pairs: Pairs) -> None:
    wrong = [pair for pair in pairs.different if is_one(pair)]
    assert not wrong, _told("taken for one paper", wrong, pairs.different)


def test_at_least_98_of_100_papers_that_come_twice_are_shown_once(pairs: Pairs) -> None:
    missed = [pair for pair in pairs.same if not is_one(pair)]
    found = len(pairs.same) - len(missed)
    assert found >= FOUND_LEAST * len(pairs.same), _told("not found to be one paper", missed, pairs.same)


def is_one(pair: Pair) -> bool:
    """Whether the two become one in the one order or the other."""
    rows = [pair.one, pair.other]
    ahead, back = (len(dedupe(some).papers) == 1 for some in (rows, rows[::-1]))
    assert ahead == back, f"the order of the rows decides: {pair.why}"
    return ahead


def _told(what: str, pairs: list[Pair], of: tuple[Pair, ...]) -> str:
    lines = [f"{len(pairs)} of {len(of)} {what}:"]
    lines += [f"  {pair.why}\n    {pair.one.title}\n    {pair.other.title}" for pair in pairs]
    return "\n".join(lines)
