"""Texts in another language, from a catalogue that the test makes."""

from __future__ import annotations

from gettext import NullTranslations

import pytest

from scholar_desktop import translation
from scholar_desktop.domain.text.message import Message
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
