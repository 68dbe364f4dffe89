"""Formats a paper as one line of plain text or HTML, to paste into a mail or a note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import quote

from scholar_desktop.domain.merging.merge_fields import is_deposit_doi, is_server_venue
from scholar_desktop.domain.own_fields import has_more_authors, own_fields_of
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.domain.text.styled_text import StyledRun, runs_of
from scholar_desktop.domain.text.titles import plain

_NAMED_AUTHORS = 6
_PUBLISHED_TYPES = ("article", "review", "conference")
_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;]")


HANGING_INDENT = "margin:0 0 .5em 2em;text-indent:-2em"  # not translated: CSS
"""CSS of the paragraphs of a reference list."""


def reference(paper: Paper) -> str:
    """Returns authors (year), title, venue and link.

    Unknown parts are left out; of more than 6 authors only the first 6 are named.
    """
    parts = [_authors_and_year(paper), _sentence(plain(paper.title)), _sentence(plain(paper.venue or ""))]
    return " ".join(part for part in (*parts, link(paper)) if part)


def reference_html(paper: Paper) -> str:
    """Returns the same as `reference` as HTML: the venue in italics, the address as a link.

    All text from outside is escaped.
    """
    address = link(paper)
    venue = _sentence(plain(paper.venue or ""))
    parts = [
        escape(_authors_and_year(paper)),
        escape(_sentence(plain(paper.title))),
        f"<i>{escape(venue)}</i>" if venue else "",
        f'<a href="{escape(address)}">{escape(address)}</a>' if address else "",
    ]
    return " ".join(part for part in parts if part)


def linked_html(references: Iterable[str]) -> str:
    """Returns formatted references as paragraphs of HTML, with their fonts, and their addresses as links. Several are a
    list, with hanging indents; one may be pasted into a text.

    All text is escaped. references: with marks of their fonts (`domain/text/styled_text.py`), if they have any.
    """
    texts = list(references)
    start = f'<p style="{HANGING_INDENT}">' if len(texts) > 1 else "<p>"
    return "".join(f"{start}{linked_text_html(text)}</p>" for text in texts)


def linked_text_html(text: str) -> str:
    """Returns one formatted reference as `linked_html` writes it, without the paragraph."""
    return "".join(map(_run_html, runs_of(text)))


def _run_html(run: StyledRun) -> str:
    text = _linked(run.text)
    for is_set, tag in ((run.is_italic, "i"), (run.is_bold, "b")):
        if is_set:
            text = f"<{tag}>{text}</{tag}>"
    return with_letter_tags(text, run)


def with_letter_tags(text: str, run: StyledRun) -> str:
    """Returns *text* in the tags for small capitals and for raised and lowered letters, which Markdown has, too."""
    if run.is_small_capitals:
        text = f'<span style="font-variant:small-caps">{text}</span>'
    for is_set, tag in ((run.is_raised, "sup"), (run.is_lowered, "sub")):
        if is_set:
            text = f"<{tag}>{text}</{tag}>"
    return text


def _linked(text: str) -> str:
    return "".join(
        f'<a href="{escape(part)}">{escape(part)}</a>' if is_address else escape(part)
        for is_address, part in divide_addresses(text)
    )


def divide_addresses(text: str) -> Iterator[tuple[bool, str]]:
    """Yields the parts of *text*, each with True if it is the address of a web page."""
    at = 0
    for found in _ADDRESS.finditer(text):
        address = found[0]
        if address.endswith(")") and address.count("(") < address.count(")"):
            address = address[:-1]  # a bracket of the reference, not of the address
        yield False, text[at : found.start()]
        yield True, address
        at = found.start() + len(address)
    yield False, text[at:]


def cited_doi(paper: Paper) -> str | None:
    """Returns the DOI that a reference to *paper* names.

    An article without a DOI of its own may have that of a copy in a repository, from a row that was merged with it. It
    finds the copy, but a reference would name the copy instead of the article, so it is left out. A DOI that the
    user's own entry states is named in any case.
    """
    doi = paper.ids.doi
    if doi is None or not _is_of_copy(doi, paper.ids) or paper.type not in _PUBLISHED_TYPES:
        return doi
    own = own_fields_of(paper)
    is_own = own is not None and "DOI" in own.origin
    is_merged = len(set(paper.sources) - {LIBRARY}) > 1
    is_published = bool(paper.venue) and not is_server_venue(paper.venue or "")
    return None if is_merged and is_published and not is_own else doi


def _is_of_copy(doi: str, ids: Ids) -> bool:
    """Returns True if a repository registered *doi*: by its prefix, or because it names the paper's record at Zenodo,
    which other prefixes do, too (that of Zenodo's sandbox, for example)."""
    records = {f"zenodo.{number}" for number in (ids.zenodo, ids.zenodo_concept) if number is not None}
    return is_deposit_doi(doi) or doi.rpartition("/")[2] in records


def link(paper: Paper) -> str:
    """Returns the most permanent address of the paper; empty if the paper has no such identifier.

    In this order: DOI, arXiv, PubMed Central, PubMed, Zenodo, ACL, Semantic Scholar. The DOI is that of `cited_doi`;
    where a DOI is left out, the record at Zenodo comes last.
    """
    ids, doi = paper.ids, cited_doi(paper)
    if doi is not None:
        return f"https://doi.org/{quote(doi, safe='/')}"
    zenodo = (ids.zenodo, "https://zenodo.org/records/")
    places = (
        (ids.arxiv, "https://arxiv.org/abs/"),
        (ids.pmcid, "https://pmc.ncbi.nlm.nih.gov/articles/"),
        (ids.pmid, "https://pubmed.ncbi.nlm.nih.gov/"),
        *((zenodo,) if ids.doi is None else ()),
        (ids.acl, "https://aclanthology.org/"),
        (ids.s2, "https://www.semanticscholar.org/paper/"),
        zenodo,
    )
    return next((place + value for value, place in places if value is not None), "")


def _authors_and_year(paper: Paper) -> str:
    names = [name for author in paper.authors if (name := plain(author.name))]
    has_more = len(names) > _NAMED_AUTHORS or (names and has_more_authors(paper))
    # not translated: the form of citations
    listed = ", ".join(names[:_NAMED_AUTHORS]) + (", et al." if has_more else "")
    if paper.year is None:
        return _sentence(listed)
    return f"{listed} ({paper.year})." if listed else f"({paper.year})."


def _sentence(text: str) -> str:
    """Returns *text* with a full stop, unless it ends in a punctuation mark of its own."""
    return text if not text or text.endswith((".", "?", "!", "。", "？", "！")) else f"{text}."
