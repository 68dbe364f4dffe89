"""Texts in another language, from a catalogue that the test makes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from gettext import NullTranslations
from pathlib import Path

import pytest

from scholar_desktop import translation
from scholar_desktop.domain.text.message import Message
from scholar_desktop.net.budget import BudgetState
from scholar_desktop.services.program.status import _waiting_line
from scholar_desktop.settings import SETTINGS
from scholar_desktop.translation import gettext, ngettext, pgettext, shown

GERMAN = {
    "Saved {file}": "{file} gespeichert",
    "{host} has it: {why}": "{why}, sagt {host}",
    "open": "offen",
}


class Catalogue(NullTranslations):
    """A catalogue in memory."""

    def gettext(self, message: str) -> str:
        return GERMAN.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return {"{count} copies": "{count} Kopie" if n == 1 else "{count} Kopien"}.get(msgid2, msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return "öffnen" if (context, message) == ("verb", "open") else message


@pytest.fixture
def _german(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation._language, "catalogue", Catalogue())
    monkeypatch.setattr(translation._language, "number", lambda number: f"{number:,}".replace(",", "."))


def test_english_without_a_catalogue() -> None:
    assert gettext("Saved {file}", file="a{b}.csv") == "Saved a{b}.csv"
    assert ngettext("{count} paper", "{count} papers", 1204) == "1,204 papers"
    assert ngettext("{count} paper", "{count} papers", 2_100_000, count="2.1 M") == "2.1 M papers"


@pytest.mark.usefixtures("_german")
def test_a_catalogue_changes_text_order_and_numbers() -> None:
    assert gettext("Saved {file}", file="a.csv") == "a.csv gespeichert"
    assert ngettext("{count} copy", "{count} copies", 1204) == "1.204 Kopien"
    assert pgettext("verb", "open") == "öffnen"
    assert shown(Message("{host} has it: {why}", host="arxiv.org", why=Message("open"))) == "offen, sagt arxiv.org"
    assert shown(Message.counted("{count} copy", "{count} copies", 1)) == "1 Kopie"
    assert shown(Message.in_context("verb", "open")) == "öffnen"


@pytest.mark.usefixtures("_german")
def test_a_text_from_the_data_is_not_looked_up() -> None:
    assert shown("open") == "open"
    assert gettext("Saved {file}", file="open") == "open gespeichert"


def test_an_unknown_language_is_english() -> None:
    translation.set_language("xx")
    assert translation.language() == "en"
    assert gettext("open") == "open"


# --- which language


@pytest.fixture
def _english_afterwards() -> Iterator[None]:
    yield
    translation.set_language("en")


@pytest.mark.usefixtures("_english_afterwards")
def test_german_has_its_own_separators() -> None:
    assert (gettext("{n}", n=1_204_567), translation.decimal(1204.5)) == ("1,204,567", "1,204.5")
    translation.set_language("de")
    assert translation.language() == "de"
    assert (gettext("{n}", n=1_204_567), translation.decimal(1204.5)) == ("1.204.567", "1.204,5")
    waits = _waiting_line("s2", BudgetState(waiting=2, next_in_s=1.04), datetime.now(UTC))
    assert waits is not None
    assert (waits.text, translation.shown(waits.text)) == ("2 waiting, next in 1.0 s", "2 warten, nächste in 1,0 s")
    translation.set_language("fr")  # no catalogue
    assert translation.language() == "en"
    assert gettext("{n}", n=1_204_567) == "1,204,567"


def test_every_language_that_can_be_chosen_has_a_catalogue_a_name_and_separators() -> None:
    (declared,) = (setting for setting in SETTINGS if setting.key == "language")
    assert declared.choices == ("system", *translation.NAMES)
    assert sorted(translation.NAMES) == sorted(translation.SEPARATORS)
    assert sorted({*translation.NAMES} - {"en"}) == sorted(path.stem for path in translation.FOLDER.glob("*.mo"))
    assert translation.languages() == translation.NAMES


def test_only_languages_with_a_catalogue_are_offered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(translation, "FOLDER", tmp_path)
    assert translation.languages() == {"en": "English"}


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de"}, "de"),
        ({"LANG": "de_AT@euro", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "de_CH.UTF-8"}, "de"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "tlh:de:en"}, "de"),
        ({"LANG": "C", "LANGUAGE": "de"}, "en"),  # as gettext has it
        ({"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_language_of_the_system_is_read_from_its_variables(variables: dict[str, str], expected: str) -> None:
    assert translation.system_language(variables) == expected


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ('"working memory" OR sleep', "‘working memory’ OR sleep"),
        ('5" disks', '5" disks'),
        ('"a" OR "b', '‘a’ OR "b'),
    ],
)
def test_quotes_inside_quotes_are_single_ones(name: str, inside: str) -> None:
    assert gettext("saved search “{name}”", name=name) == f"saved search “{inside}”"
    assert shown(Message("Deleted “{name}”.", name=name)) == f"Deleted “{inside}”."
    assert str(Message("Deleted “{name}”.", name=name)) == f"Deleted “{name}”.", "as it is stored and logged"
    assert gettext("Saved {name}", name=name) == f"Saved {name}"


def test_quotes_inside_german_quotes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(GERMAN, "Deleted “{name}”.", "„{name}“ gelöscht.")
    monkeypatch.setattr(translation._language, "catalogue", Catalogue())
    assert gettext("Deleted “{name}”.", name='"deep" OR wide') == "„‚deep‘ OR wide“ gelöscht."
