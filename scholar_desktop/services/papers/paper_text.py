"""A paper as text to copy: a one-line reference, its web address, and all data that the services sent about it."""

from __future__ import annotations

from collections.abc import Iterable

from scholar_desktop.domain.paper import Facts, Paper
from scholar_desktop.domain.source import LIBRARY, S2, UNPAYWALL, ZENODO


def facts_as_json(sent: Iterable[Facts]) -> str:
    """Return {source: {retrieved, fields as sent}} as indented JSON: the `all` of `show --json`."""
    import msgspec

    from scholar_desktop.formats.paper_json import facts_to_json  # imported late to keep the start fast

    return msgspec.json.format(msgspec.json.encode(facts_to_json(sent)), indent=2).decode()


def source_page(source: str, paper: Paper) -> str | None:
    """Return the web page of *paper* at *source*; None for Unpaywall, which has no such pages, and if the page is not
    known. Semantic Scholar requires such a link wherever its data is shown."""
    sent = next((facts.fields for facts in paper.facts if facts.source == source), {})
    if source == S2:
        if paper.ids.s2 is not None:
            return f"https://www.semanticscholar.org/paper/{paper.ids.s2}"
        return _address(sent.get("url"))
    if source == ZENODO:
        if paper.ids.zenodo is not None:
            return f"https://zenodo.org/records/{paper.ids.zenodo}"
        links = sent.get("links")
        return _address(links.get("self_html") or links.get("html")) if isinstance(links, dict) else None
    return None


def newest_facts(paper: Paper) -> tuple[Facts, ...]:
    """Return the newest record of each service, most trusted service first."""
    newest: dict[str, Facts] = {}
    for facts in (facts for facts in paper.facts if facts.source != LIBRARY):
        if facts.source not in newest or facts.retrieved > newest[facts.source].retrieved:
            newest[facts.source] = facts
    order = (S2, UNPAYWALL, ZENODO)
    return tuple(sorted(newest.values(), key=lambda each: order.index(each.source) if each.source in order else 9))


def _address(value: object) -> str | None:
    return value if isinstance(value, str) and value.startswith(("https://", "http://")) else None


def reference_text(paper: Paper) -> str:
    """Return *paper* as one line of plain text: authors, year, title, venue, address."""
    from scholar_desktop.formats import plain_reference as formats  # imported late to keep the start fast

    return formats.reference(paper)


def cited_dois(papers: Iterable[Paper]) -> list[str]:
    """Return the DOIs by which *papers* are cited, without those of copies in repositories: those that their references
    and exports state, in all formats. Papers without one are left out."""
    from scholar_desktop.formats.plain_reference import cited_doi

    return [doi for paper in papers if (doi := cited_doi(paper)) is not None]


def list_identifiers(papers: Iterable[Paper]) -> list[str]:
    """Return identifiers of *papers* as a reference list reads them: the DOI by which a paper is cited, or else its
    arXiv ID, PMID, PMCID or Semantic Scholar ID, or another one. Papers without one are left out."""
    return [text for paper in papers if (text := _list_identifier(paper))]


def _list_identifier(paper: Paper) -> str:
    from scholar_desktop.formats.plain_reference import cited_doi

    ids = paper.ids
    forms = (
        (cited_doi(paper), "{}"),
        (ids.arxiv, "arXiv:{}"),
        (ids.pmid, "PMID:{}"),
        (ids.pmcid, "{}"),
        (ids.s2, "{}"),
        (ids.corpus, "CorpusId:{}"),
        (ids.acl, "ACL:{}"),
        (ids.mag, "MAG:{}"),
        (ids.doi, "{}"),
        (ids.zenodo, "zenodo:{}"),
    )
    return next((form.format(value) for value, form in forms if value), "")


def paper_link(paper: Paper) -> str:
    """Return the permanent web address of *paper*; if no identifier has one, the URL of its entry in the library, or
    empty if that is no address of the web."""
    from scholar_desktop.formats import plain_reference as formats

    return formats.link(paper) or entry_link(paper)


def entry_link(paper: Paper) -> str:
    """Return the URL that a person or an import wrote into the entry of *paper*; empty if it has none of the web."""
    from scholar_desktop.domain.own_fields import own_fields_of  # imported late to keep the start fast
    from scholar_desktop.services.web.url_rules import is_web

    own = own_fields_of(paper)
    address = (own.text("URL") or "").strip() if own is not None else ""
    return address if is_web(address) else ""
