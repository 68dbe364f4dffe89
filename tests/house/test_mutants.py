"""The table of `make mutants` fits the program: each mutation can be made, and its command exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants import __main__ as mutants
from tests.mutants.table import MUTATIONS, Mutation

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_the_text_of_a_mutation_occurs_once_and_its_tests_exist(mutation: Mutation):
    assert mutants.problems_of(mutation) == []
    named = [word for word in mutation.command if word.startswith("tests/")]
    assert [word for word in named if not (ROOT / word.partition("::")[0]).exists()] == []
    assert named or mutation.command[1].startswith("tests.")


def test_a_mutation_whose_text_is_gone_fails_the_run(monkeypatch, capsys):
    gone = Mutation("a fault of the past", "scholar_desktop/profile.py", "text that is not there", "", ())
    monkeypatch.setattr(mutants, "MUTATIONS", (*MUTATIONS, gone))
    monkeypatch.setattr("sys.argv", ["mutants", "--only", "a fault of the past"])
    assert mutants.main() == 2
    assert "its text occurs 0 times in scholar_desktop/profile.py" in capsys.readouterr().err
