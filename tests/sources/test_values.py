"""Values of a decoded answer are taken only as what they are."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.domain.text.web_address import host_of
from scholar_desktop.sources.json_values import (
    address_of,
    code_of,
    day_of,
    texts_of,
    whole_of,
    word_of,
    year_of,
)


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        (3, 3),
        (62.0, 62),
        ("17", 17),
        (True, None),
        (2.5, None),
        ("x", None),
        (None, None),
        (10**30, None),
        (1e308, None),
    ],
)
def test_a_whole_number_comes_as_int_float_or_text(sent: Any, number: int | None) -> None:
    assert whole_of(sent) == number


@pytest.mark.parametrize(
    ("sent", "year"),
    [(2024, 2024), ("2024", 2024), ("2024-05", 2024), ("2023/2024", 2023), (20, None), ("20245", None), (0, None)],
)
def test_a_year_has_four_digits(sent: Any, year: int | None) -> None:
    assert year_of(sent) == year


@pytest.mark.parametrize(
    ("sent", "day"), [("2024-05-01", "2024-05-01"), ("2024-05", None), ("2024-13-01", None), (1, None)]
)
def test_a_date_is_whole_or_none(sent: Any, day: str | None) -> None:
    assert day_of(sent) == day


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        ("https://x.example/a.pdf", "https://x.example/a.pdf"),
        (" http://x.example ", "http://x.example"),
        ("", None),
        ("x.example/a.pdf", None),
        ("ftp://x.example/a.pdf", None),
        ("https://", None),
        ("http://[", None),
        ("https://x.example/a b.pdf", "https://x.example/a%20b.pdf"),
        ("https://x.example/100% a|b.pdf", "https://x.example/100%25%20a%7Cb.pdf"),
        ("https://x.example/a%20b.pdf?q[]=ä#page=2", "https://x.example/a%20b.pdf?q[]=%C3%A4#page=2"),
        ("https://x.example/a\n  b.pdf", "https://x.example/a%20%20b.pdf"),
        ("https://x.example/a.pdf https://x.example/b.pdf", None),
        ("javascript:alert(1)", None),
    ],
)
def test_an_address_is_of_the_web(sent: Any, address: str | None) -> None:
    assert address_of(sent) == address


def test_a_host_is_named_as_people_do() -> None:
    assert host_of("https://www.Nature.com:443/articles/x.pdf") == "nature.com"
    assert host_of(None) is None


def test_texts_are_taken_once_each() -> None:
    assert texts_of(["a", None, " a", 1, "", "b"]) == ["a", "b"]
    assert texts_of("a") == []


def test_a_code_is_short_and_can_be_shown() -> None:
    assert code_of(" cc-by ") == "cc-by"
    assert code_of("a\x00b") is None
    assert code_of("x" * 301) is None
    assert word_of(7078768) == "7078768"
