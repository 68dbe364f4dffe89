"""Compares what the parsers made with what the services sent, field by field, without the program's own text functions.

Two texts are the same if their letters and digits are: markup, entities, white space and punctuation may be written in
other ways. Of a text with formulas or markup, most of the letters must be there.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import unquote

from scholar_desktop.domain.citations.citation import Citation
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.domain.people.author import AuthorProfile
from scholar_desktop.domain.zenodo.record import Record

MARKUP = re.compile(r"<[^<>]*>|\\[A-Za-z]+|[$\\{}]|&[#\w]+;")
LEAST_SHARE = 0.75
"""Of the letters of a text with markup or formulas."""


@cache
def letters(text: str) -> str:
    """Return the letters and digits of *text*, in one case and one form."""
    text = "".join(_windows_1252(char) for char in text)
    plain = re.sub(r"<[^<>]*>", "", html.unescape(html.unescape(text)))
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", plain).casefold())


def _windows_1252(char: str) -> str:
    return char.encode("latin-1").decode("cp1252", "ignore") if "\x80" <= char <= "\x9f" else char


def same_text(sent: Any, ours: str | None) -> bool:
    """True if *ours* has what is in *sent*; None stands for a missing or empty text."""
    sent = sent if isinstance(sent, str) else ""
    if not letters(sent):
        return not letters(ours or "")
    if not MARKUP.search(sent):
        return letters(ours or "") == letters(sent)
    ours_letters = letters(ours or "")
    return len(ours_letters) >= LEAST_SHARE * len(letters(MARKUP.sub(" ", sent)))


def paper_differences(row: dict[str, Any], paper: Paper) -> Iterator[str]:
    """Yield the fields in which a paper of Semantic Scholar says something else than its row."""
    for key in ("title", "abstract"):
        if not same_text(row.get(key), getattr(paper, key)):
            yield key
    if not same_text((row.get("tldr") or {}).get("text"), paper.tldr):
        yield "tldr"
    names = [author["name"] for author in row.get("authors") or [] if author.get("name")]
    if [letters(author.name) for author in paper.authors] != [letters(name) for name in names]:
        yield "authors"
    venue, journal = row.get("publicationVenue"), row.get("journal") or {}
    venues = [row.get("venue"), venue.get("name") if isinstance(venue, dict) else None, journal.get("name")]
    if not same_text(next((name for name in venues if name and letters(name)), None), paper.venue):
        yield "venue"
    counts = paper.counts
    ours = (counts.citations, counts.references, counts.influential)
    if ours != tuple(row.get(key) for key in ("citationCount", "referenceCount", "influentialCitationCount")):
        yield "counts"
    fields = [*(row.get("fieldsOfStudy") or []), *(each["category"] for each in row.get("s2FieldsOfStudy") or [])]
    if set(paper.fields) != set(fields):
        yield "fields"
    if (paper.date or None) != row.get("publicationDate"):
        yield "date"
    pdf = row.get("openAccessPdf") or {}
    licence = (pdf.get("license") or "").replace("-", "").lower()
    if (paper.oa.license or "").replace("-", "") != licence:
        yield "licence"
    if (paper.oa.status or "") != (pdf.get("status") or "").lower():
        yield "status"
    if [unquote(copy.url) for copy in paper.oa.copies] != ([unquote(pdf["url"])] if pdf.get("url") else []):
        yield "copies"
    if any((copy.license or "").replace("-", "") != licence for copy in paper.oa.copies):
        yield "licence of a copy"
    if row.get("isOpenAccess") is not None and paper.oa.is_oa != row["isOpenAccess"]:
        yield "is_oa"


def citation_differences(row: dict[str, Any], citation: Citation) -> Iterator[str]:
    """Yield the fields in which a citation says something else than its row."""
    if citation.influential is not (row.get("isInfluential") is True):
        yield "influential"
    if list(citation.intents) != list(row.get("intents") or []):
        yield "intents"
    pairs = [(each["context"], each.get("intents")) for each in row.get("contextsWithIntent") or [] if each["context"]]
    sentences = {letters(text) for text in [*(row.get("contexts") or []), *(text for text, _ in pairs)]}
    if {letters(context.text) for context in citation.contexts} != sentences:
        yield "contexts"
    ours = {letters(context.text): list(context.intents) for context in citation.contexts}
    if any(ours.get(letters(text)) != list(intents or []) for text, intents in reversed(pairs)):
        yield "intents of a context"
    other = row.get("citedPaper") or row.get("citingPaper") or {}
    title = citation.paper.title if citation.paper is not None else citation.text
    if not same_text(other.get("title"), title):
        yield "title"


def author_differences(row: dict[str, Any], author: AuthorProfile) -> Iterator[str]:
    """Yield the fields in which an author says something else than the row."""
    if not same_text(row.get("name"), author.name):
        yield "name"
    for key in ("aliases", "affiliations"):
        if [letters(each) for each in getattr(author, key)] != [letters(each) for each in row.get(key) or []]:
            yield key
    if (author.homepage or None) != (row.get("homepage") or None):
        yield "homepage"


def location_differences(sent: dict[str, Any], copy: Copy) -> Iterator[str]:
    """Yield the fields in which an open copy says something else than Unpaywall's location."""
    for key, ours in (
        ("url", copy.url),
        ("url_for_pdf", copy.pdf_url),
        ("url_for_landing_page", copy.landing_url),
        ("version", copy.version),
        ("host_type", copy.host_type),
    ):
        if unquote(ours or "") != unquote(sent.get(key) or ""):
            yield key
    if (copy.license or "") != (sent.get("license") or "").lower():
        yield "license"
    if copy.is_best is not (sent.get("is_best") is True):
        yield "is_best"
    if not copy.evidence:
        yield "evidence"
    institution = sent.get("repository_institution")
    if (
        sent.get("evidence") in (None, "deprecated")
        and institution
        and letters(institution) not in letters(copy.evidence or "")
    ):
        yield "repository"


def unpaywall_differences(sent: dict[str, Any], paper: Paper) -> Iterator[str]:
    """Yield the fields in which a paper of Unpaywall says something else than the answer."""
    if not same_text(re.sub(r" \(V\d+\)$", "", sent.get("title") or ""), re.sub(r" \(V\d+\)$", "", paper.title)):
        yield "title"
    if not same_text(sent.get("journal_name"), paper.venue):
        yield "venue"
    if (paper.year, paper.date) != (sent.get("year"), sent.get("published_date")):
        yield "year or date"
    if (paper.oa.is_oa, paper.oa.status) != (sent["is_oa"], sent.get("oa_status")):
        yield "open access"
    named = [letters(_unpaywall_name(author)) for author in sent.get("z_authors") or []]
    if [letters(author.name) for author in paper.authors] != [name for name in named if name]:
        yield "authors"
    orcids = {author["ORCID"][-19:] for author in sent.get("z_authors") or [] if author.get("ORCID")}
    if {author.orcid for author in paper.authors if author.orcid} != orcids:
        yield "orcid"
    best = sent.get("best_oa_location") or {}
    if (paper.oa.license or "") != (best.get("license") or "").lower():
        yield "licence"
    locations = sent.get("oa_locations") or ([best] if best else [])
    if len(locations) != len(paper.oa.copies):
        yield "copies"
    for location, copy in zip(locations, paper.oa.copies, strict=False):
        yield from (f"copy: {each}" for each in location_differences(location, copy))


def _unpaywall_name(author: dict[str, Any]) -> str:
    if author.get("raw_author_name"):
        return str(author["raw_author_name"])
    parts = [author.get(key) or "" for key in ("given", "family", "suffix")]
    return "".join(parts) or author.get("name") or ""


def record_differences(row: dict[str, Any], record: Record) -> Iterator[str]:
    """Yield the fields in which a Zenodo record says something else than the row, in any of its forms."""
    metadata = row["metadata"]
    if not same_text(metadata.get("title") or row.get("title"), record.title):
        yield "title"
    if not same_text(metadata.get("description"), record.description):
        yield "description"
    people = [
        creator.get("name") or creator.get("person_or_org", {}).get("name") for creator in metadata.get("creators", ())
    ]
    if [letters(author.name) for author in record.creators] != [letters(name) for name in people if name]:
        yield "creators"
    orcids = {creator["orcid"][-19:] for creator in metadata.get("creators", ()) if creator.get("orcid")}
    if not orcids <= {author.orcid for author in record.creators}:
        yield "orcid"
    if (record.version or "") != str(metadata.get("version") or ""):
        yield "version"
    licence = metadata.get("license")
    licence = licence.get("id") if isinstance(licence, dict) else licence
    rights = metadata.get("rights") or [{}]
    if (record.license or "") != (licence or rights[0].get("id") or "").lower():
        yield "license"
    if record.date != metadata.get("publication_date"):
        yield "date"
    communities = [each["id"] for each in metadata.get("communities") or [] if "id" in each]
    if not set(communities) <= set(record.communities):
        yield "communities"
    yield from _file_differences(row, record)


def _file_differences(row: dict[str, Any], record: Record) -> Iterator[str]:
    sent = row.get("files")
    if not isinstance(sent, list):
        return
    if len(sent) != len(record.files):
        yield "files"
    for each, file in zip(sent, record.files, strict=False):
        if file.name != (each.get("key") or each.get("filename")):
            yield "file: name"
        if file.size != each.get("size", each.get("filesize")):
            yield "file: size"
        if (file.checksum or "").removeprefix("md5:") != (each.get("checksum") or "").removeprefix("md5:"):
            yield "file: checksum"
        links = each.get("links") or {}
        address = links.get("content") or links.get("download") or links.get("self")
        is_web = str(address).startswith("http")  # some recordings name the service by a placeholder
        wanted = unquote(address) if is_web else f"/files/{each.get('key') or each.get('filename')}/content"
        if address and not unquote(file.url or "").endswith(wanted):
            yield "file: address"
        if file.url is not None and re.search(r"[\s<>\"]", file.url):
            yield "file: address that is not encoded"
