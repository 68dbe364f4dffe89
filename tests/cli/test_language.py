"""What is printed for people is in the language of the settings; --json is English in every language."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run
from tests.support.pseudo_language import OPEN, pseudo_german  # noqa: F401  a fixture

COMMANDS = (
    ("search", "attention", "--limit", "3"),
    ("show", "no paper"),
    ("library", "list"),
    ("settings", "theme"),
    ("citations", "--no-such-option"),
    ("oa", "10.1000/none-such"),
)


@pytest.mark.usefixtures("pseudo_german")
def test_json_is_english_whatever_the_language(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in COMMANDS:
        monkeypatch.setenv("SCHOLAR_DESKTOP_LANGUAGE", "en")
        english = run("--json", *command)
        monkeypatch.setenv("SCHOLAR_DESKTOP_LANGUAGE", "de")
        german = run("--json", *command)
        assert OPEN not in german.out
        assert german.answer["errors"] == english.answer["errors"]
        assert german.code == english.code
