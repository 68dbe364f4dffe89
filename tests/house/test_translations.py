"""The catalogues hold the texts of the program, with translations that fit them, and are compiled as they are."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path
from types import SimpleNamespace

import pytest

import scholar_desktop

ROOT = Path(scholar_desktop.__file__).parents[1]


@pytest.fixture(scope="module")
def tools() -> Iterator[SimpleNamespace]:
    """The modules of packaging/translations, which is no package."""
    sys.path.insert(0, str(ROOT / "packaging" / "translations"))
    import catalogues
    import exchange
    import extraction

    yield SimpleNamespace(catalogues=catalogues, exchange=exchange, extraction=extraction)
    sys.path.pop(0)


def test_there_is_a_german_catalogue(tools: SimpleNamespace) -> None:
    assert "de" in tools.catalogues.languages()


def test_every_marked_text_can_be_translated(tools: SimpleNamespace) -> None:
    tools.extraction.texts()  # raises Problem with file and line


def test_the_compiled_catalogue_is_that_of_the_po_file(tools: SimpleNamespace) -> None:
    for language in tools.catalogues.languages():
        with tools.catalogues.mo_file(language).open("rb") as file:
            compiled = GNUTranslations(file)
        for message in tools.catalogues.read(language):
            strings = tools.exchange.strings_of(message)
            if not message.id or not all(strings):
                continue
            if message.pluralizable:
                shown = tuple(compiled.ngettext(*message.id, count) for count in (1, 2))
                assert set(shown) == set(strings)
            elif message.context:
                assert compiled.pgettext(message.context, message.id) == strings[0]
            else:
                assert compiled.gettext(message.id) == strings[0]


def test_translations_fit_their_texts_and_none_is_fuzzy_or_obsolete(tools: SimpleNamespace) -> None:
    for language in tools.catalogues.languages():
        catalogue = tools.catalogues.read(language)
        assert tools.exchange.faults_in(catalogue) == []
        assert [message.id for message in catalogue if message.id and message.fuzzy] == []
        assert dict(catalogue.obsolete) == {}


def test_every_text_of_the_program_is_in_each_catalogue_and_translated(tools: SimpleNamespace) -> None:
    texts = tools.extraction.texts()
    for language in tools.catalogues.languages():
        catalogue = tools.catalogues.read(language)
        current = tools.catalogues.text_of(tools.catalogues.updated(catalogue, texts))
        assert tools.catalogues.po_file(language).read_text("utf-8") == current, "run make translations"
        missing = [message.id for message in catalogue if message.id and not all(tools.exchange.strings_of(message))]
        assert missing == []


# --- what is read from the source


def test_texts_are_read_from_the_source(tools: SimpleNamespace) -> None:
    source = """
gettext("Saved {file}", file=gettext("a file"))
# translators: on a button
ngettext("{count} paper", "{count} papers", 3)
x = pgettext("verb", "Open" if y else "Show")
Message("One " "text")
Message.counted("1 row", "{count} rows", n)
Message.in_context("adjective", "Open")
other.counted(1, 2, 3)
"""
    found = [tuple(text)[:3] + text[5:] for text in tools.extraction.texts_of(source, "a.py")]
    assert sorted(found, key=str) == sorted(
        [
            ("Saved {file}", None, None, ""),
            ("a file", None, None, ""),
            ("{count} paper", "{count} papers", None, "on a button"),
            ("Open", None, "verb", ""),
            ("Show", None, "verb", ""),
            ("One text", None, None, ""),
            ("1 row", "{count} rows", None, ""),
            ("Open", None, "adjective", ""),
        ],
        key=str,
    )


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("gettext(text)", "no literal"),
        ('gettext(f"Saved {file}")', "no literal"),
        ('gettext("Saved " + file)', "no literal"),
        ('ngettext("{count} paper")', "needs the arguments one, many"),
        ('Message("")', "an empty text"),
    ],
)
def test_a_marked_text_that_nobody_can_translate_is_named(tools: SimpleNamespace, source: str, why: str) -> None:
    (found,) = tools.extraction.texts_of(source, "a.py")
    assert found.startswith("a.py:1: ")
    assert why in found


# --- catalogues


def _texts(tools: SimpleNamespace, *sources: str) -> list[object]:
    return [text for source in sources for text in tools.extraction.texts_of(source, "a.py")]


def test_an_update_keeps_the_translations_and_drops_what_the_program_no_longer_says(
    tools: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools.catalogues, "SOURCES", tmp_path)
    first = _texts(tools, 'gettext("Save")', 'gettext("Gone")', 'ngettext("{n} row, 40 % of it", "{n} rows", 2)')
    catalogue = tools.catalogues.updated(tools.catalogues.read("de"), first)
    catalogue.get("Save").string = "Sichern"
    catalogue.get("Gone").string = "Weg"
    assert tools.catalogues.write("de", catalogue)
    second = _texts(tools, 'gettext("Save")', 'gettext("New")', 'ngettext("{n} row, 40 % of it", "{n} rows", 2)')
    catalogue = tools.catalogues.updated(tools.catalogues.read("de"), second)
    assert tools.catalogues.write("de", catalogue)
    assert not tools.catalogues.write("de", tools.catalogues.updated(tools.catalogues.read("de"), second))
    written = (tmp_path / "de.po").read_text("utf-8")
    assert 'msgid "Save"\nmsgstr "Sichern"' in written
    assert 'msgid "New"\nmsgstr ""' in written
    assert "Gone" not in written
    assert "python-format" not in written


def test_a_catalogue_is_compiled_again_when_it_has_changed(
    tools: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools.catalogues, "SOURCES", tmp_path)
    texts = _texts(tools, 'gettext("Save")', 'gettext("Open")', 'ngettext("{count} row", "{count} rows", 2)')
    catalogue = tools.catalogues.updated(tools.catalogues.read("de"), texts)
    catalogue.get("Save").string = "Sichern"
    tools.catalogues.write("de", catalogue)
    (path,) = tools.catalogues.compile_all(tmp_path / "mo")
    with path.open("rb") as file:
        compiled = GNUTranslations(file)
    assert [
        compiled.gettext("Save"),
        compiled.gettext("Open"),
        compiled.ngettext("{count} row", "{count} rows", 2),
    ] == [
        "Sichern",
        "Open",
        "{count} rows",
    ]
    before = path.read_bytes()
    assert tools.catalogues.compiled("de") == before  # the same bytes each time
    catalogue.get("Save").string = "Speichern"
    tools.catalogues.write("de", catalogue)
    os.utime(tmp_path / "de.po", (path.stat().st_mtime + 5, path.stat().st_mtime + 5))
    tools.catalogues.compile_all(tmp_path / "mo")
    assert path.read_bytes() != before


# --- lists for translators


@pytest.mark.parametrize(
    ("one", "plural", "translations", "why"),
    [
        ("Saved {file}", None, ["{file} gesichert"], ""),
        ("Saved {file}", None, ["{name} gesichert"], "other placeholders"),
        ("Saved {file}.", None, ["{file} gesichert"], "other punctuation"),
        ("Rename…", None, ["Umbenennen"], "other punctuation"),
        ("“{title}.”", None, ["„{title}.“"], ""),
        ("<b>No</b> papers", None, ["Keine Arbeiten"], "other markup"),
        (" and", None, ["und"], "space"),
        ("{count} paper", "{count} papers", ["{count} Arbeit", "{count} Arbeiten"], ""),
        ("1 paper", "{count} papers", ["{count} Arbeit", "{count} Arbeiten"], ""),
        ("1 paper", "{count} papers", ["1 Arbeit", "viele Arbeiten"], "other placeholders"),
        ("{count} paper", "{count} papers", ["{count} Arbeiten"], "1 forms instead of 2"),
        ("{count} paper", "{count} papers", ["{count} Arbeit", " "], "no translation"),
    ],
)
def test_a_translation_that_does_not_fit_is_refused(
    tools: SimpleNamespace, one: str, plural: str | None, translations: list[str], why: str
) -> None:
    found = list(tools.exchange.problems_of(one, plural, translations, 2))
    assert [each for each in found if why in each] == found
    assert bool(found) == bool(why)


def test_a_list_for_translators_goes_out_and_comes_back(tools: SimpleNamespace, tmp_path: Path) -> None:
    texts = _texts(
        tools,
        'gettext("Save")',
        'pgettext("verb", "Open")',
        'pgettext("adjective", "Open")',
        'ngettext("{count} row", "{count} rows", 2)',
    )
    catalogue = tools.catalogues.updated(tools.catalogues.Catalog(locale="de", fuzzy=False), texts)
    catalogue.get("Save").string = "Sichern"
    files = tools.exchange.export(catalogue, texts, tmp_path, size=2, everything=False)
    entries = [entry for file in files for entry in json.loads(file.read_text("utf-8"))]
    assert [len(json.loads(file.read_text("utf-8"))) for file in files] == [2, 1]
    assert [(entry["msgid"], entry.get("context")) for entry in entries] == [
        ("Open", "verb"),
        ("Open", "adjective"),
        ("{count} row", None),
    ]
    assert entries[2]["plural"] == "{count} rows"
    assert entries[2]["translation"] == ["", ""]
    assert entries[2]["places"] == ["a.py:1"]
    back = [
        {"id": entries[0]["id"], "translation": "Öffnen"},
        {"id": entries[1]["id"], "translation": "Offen."},
        {"id": entries[2]["id"], "translation": ["{count} Zeile", "{count} Zeilen"]},
        {"id": "0000000000", "translation": "Niemand"},
    ]
    (tmp_path / "back.json").write_text(json.dumps(back), "utf-8")
    taken, problems = tools.exchange.put_in(catalogue, [tmp_path / "back.json"])
    assert taken == 2
    assert len(problems) == 2
    assert catalogue.get("Open", "verb").string == "Öffnen"
    assert not catalogue.get("Open", "adjective").string
    assert catalogue.get("{count} row").string == ("{count} Zeile", "{count} Zeilen")


def test_german_has_one_word_for_the_versions_of_a_work() -> None:
    """“Version”, as Zotero, Zenodo and arXiv have it; the list of words that find a command may have others."""
    text = (ROOT / "resources" / "translations" / "de.po").read_text(encoding="utf-8")
    others = [
        block for block in text.split("\n\n") if re.search(r"\bFassung", block) and "version of, pre" not in block
    ]
    assert others == []


def test_german_has_one_word_for_duplicates_and_for_filtered_out() -> None:
    """“Dublette” and “ausgefiltert”; the lists of words that find a command may have others."""
    text = (ROOT / "resources" / "translations" / "de.po").read_text(encoding="utf-8")
    pattern = re.compile(r"\bDuplikat|herausgefiltert", re.IGNORECASE)
    others = [block for block in text.split("\n\n") if pattern.search(block) and "command_words.py" not in block]
    assert others == []
