"""Names are folded in the same way whether they are written with ASCII letters only, which is quicker, or not."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.text.text_folding import fold_person_name


def folded_letter_by_letter(name: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in name.lower()).split())


def test_every_ascii_character_is_folded_as_by_its_kind():
    for number in range(128):
        for name in (f"A{chr(number)}B", chr(number), f" {chr(number)}Lee{chr(number)}{chr(number)} "):
            assert fold_person_name(name) == folded_letter_by_letter(name), repr(name)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("O’Brien, Conan", "o brien conan"),
        ("O'Brien, Conan", "o brien conan"),
        ("Łukasz Kaiser-Møller", "lukasz kaiser moller"),
        ("J. R. R. Tolkien", "j r r tolkien"),
        ("Đặng", "dang"),
        ("", ""),
    ],
)
def test_names_with_and_without_accents(name: str, folded: str):
    assert fold_person_name(name) == folded
