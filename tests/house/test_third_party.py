"""THIRD_PARTY.md names every package that the program needs, with its licence, and none of them is GPL or AGPL."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def third_party() -> ModuleType:
    path = ROOT / "packaging" / "third_party.py"
    spec = importlib.util.spec_from_file_location("third_party", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["third_party"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_file_names_what_the_program_needs_with_its_licence(third_party: ModuleType) -> None:
    document = (ROOT / "THIRD_PARTY.md").read_text("utf-8")
    assert third_party.problems(third_party.parts(), document) == [], "run packaging/third_party.py"


def test_no_package_is_under_the_gpl_or_agpl_alone(third_party: ModuleType) -> None:
    licences = {name: part.licence for name, part in third_party.parts().items()}
    assert len(licences) > 20
    assert [name for name, licence in licences.items() if not third_party.is_allowed(licence)] == []


@pytest.mark.parametrize(
    ("licence", "is_allowed"),
    [
        ("MIT", True),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", True),
        ("LGPL-3.0-or-later", True),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("MIT AND GPL-2.0-only", False),
        ("GNU Affero General Public License v3", False),
        ("GNU General Public License v2 (GPLv2)", False),
    ],
)
def test_a_licence_is_taken_when_one_of_its_choices_is_free_of_the_gpl(
    third_party: ModuleType, licence: str, is_allowed: bool
) -> None:
    assert third_party.is_allowed(licence) is is_allowed


def test_what_the_file_says_wrongly_is_found(third_party: ModuleType) -> None:
    known = third_party.parts()
    document = third_party.text(known)
    wrong = document.replace("| msgspec |", "| msgspecs |").replace("| MIT-CMU |", "| BSD |")
    found = third_party.problems(known, wrong)
    assert [problem.partition(":")[0] for problem in found] == ["msgspec", "pillow", "msgspecs"]


def test_a_newer_version_of_a_package_makes_the_file_not_wrong(third_party: ModuleType) -> None:
    known = third_party.parts()
    document = third_party.text(known).replace("0.28", "0.31").replace("https://", "https://www.")
    assert third_party.problems(known, document) == []
