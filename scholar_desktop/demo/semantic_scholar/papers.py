"""The fields of a paper in the answers of the demo's Semantic Scholar, in their current form (docs/services.md)."""

from __future__ import annotations

from typing import Any

from scholar_desktop.demo.corpus.citation_links import InventedCitation
from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.corpus_file import Work
from scholar_desktop.demo.corpus.people import FIELDS as AUTHOR_FIELDS
from scholar_desktop.demo.semantic_scholar.shown_papers import ShownPapers

BASE = (
    "paperId", "externalIds", "corpusId", "publicationVenue", "url", "title", "venue", "year", "referenceCount",
    "citationCount", "influentialCitationCount", "isOpenAccess", "openAccessPdf", "fieldsOfStudy", "s2FieldsOfStudy",
    "publicationTypes", "publicationDate", "journal", "citationStyles", "authors", "abstract",
)  # fmt: skip
_MORE = ("tldr", "embedding", "citations", "references", "textAvailability")
_ORDER = (  # the order in which the service sends them
    *BASE[1:15], "tldr", *BASE[15:19], "embedding", "authors", "citations", "references", "textAvailability",
    "abstract",
)  # fmt: skip
_EDGE = ("contexts", "intents", "contextsWithIntent", "isInfluential")
_EMBEDDINGS = {"specter_v1": "specter_v1", "specter_v2": "specter_v2"}
_NO_SUB = {  # sub-fields that an endpoint does not accept (reported 2026-08)
    "search": ("openAccessPdf.",),
    "edge": ("openAccessPdf.", "authors.", "citationStyles."),
    "batch": ("citationStyles.",),
    "bulk": ("openAccessPdf.", "citations.", "references.", "embedding."),
    "recommendations": ("openAccessPdf.", "citations.", "references.", "embedding."),
    "paper": (),
}
_BARE = ("edge", "bulk", "recommendations")
"""Endpoints without the special fields: `tldr` and the like are a 400 there."""
_SUB = {
    "openAccessPdf": ("url", "status", "license", "disclaimer"),
    "citationStyles": ("bibtex",),
    "authors": AUTHOR_FIELDS,
    "embedding": tuple(_EMBEDDINGS),
    "citations": BASE,
    "references": BASE,
}


class UnknownFields(Exception):
    """`fields` contains names that the endpoint does not know."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


class RequestedFields:
    """The requested fields. edge: fields of the row itself; paper: fields of the paper, each with its sub-fields."""

    def __init__(self, text: str | None, endpoint: str) -> None:
        """Parses a `fields` parameter. Names are case-sensitive.

        Args:
            endpoint: paper, batch, search, bulk, recommendations or edge.

        Raises:
            UnknownFields: a name is unknown.
        """
        names = [name for name in (text or "").split(",") if name]
        self.given = bool(names)
        unknown = [name for name in names if not _known(name, endpoint)]
        if unknown:
            raise UnknownFields(unknown)
        self.edge = [name for name in _EDGE if name in names]
        self.paper: dict[str, list[str]] = {}
        for name in names if names else ["title"]:
            if name not in _EDGE:
                top, _, sub = name.partition(".")
                self.paper.setdefault(top, [])
                if sub:
                    self.paper[top].append(sub)
        if not self.paper:
            self.paper = {"title": []}

    def also(self, *names: str) -> RequestedFields:
        """Adds *names*, which are sent although they were not requested. Returns the object itself."""
        for name in names:
            self.paper.setdefault(name, [])
        return self


def _known(name: str, endpoint: str) -> bool:
    top, dot, sub = name.partition(".")
    if endpoint == "edge" and not dot and name in _EDGE:
        return True
    if top in ("citations", "references") and dot:
        sub = sub.partition(".")[0]
    if dot:
        return name.startswith(tuple(_SUB)) and sub in _SUB.get(top, ()) and not name.startswith(_NO_SUB[endpoint])
    return name in BASE or (endpoint not in _BARE and name in _MORE)


class PaperRenderer:
    """Converts papers of *corpus* to answers. shown: the invented ones of all answers."""

    def __init__(self, corpus: DemoCorpus) -> None:
        self._corpus = corpus
        self.shown = ShownPapers(corpus)

    def render(self, work: Work, fields: RequestedFields) -> dict[str, Any]:
        """Returns *work* with the requested fields; `paperId` is always included."""
        self.shown.add(work)
        wanted = fields.paper
        body: dict[str, Any] = {"paperId": work.s2}
        for name in _ORDER:
            if name in wanted:
                body[name] = self._field(work, name, wanted[name])
        return body

    def _field(self, work: Work, name: str, sub: list[str]) -> Any:
        simple = {
            "externalIds": work.external_ids,
            "corpusId": work.corpus_id,
            "publicationVenue": self._corpus.venues.get(work.venue_id),
            "url": f"https://www.semanticscholar.org/paper/{work.s2}",
            "title": work.title,
            "venue": work.venue,
            "year": work.year,
            "referenceCount": work.reference_count,
            "citationCount": work.citation_count,
            "influentialCitationCount": work.influential_citation_count,
            "isOpenAccess": bool(work.oa.url),
            "fieldsOfStudy": work.fields_of_study,
            "publicationTypes": work.publication_types,
            "publicationDate": work.publication_date,
        }
        if name in simple:
            return simple[name]
        return getattr(self, f"_{name}")(work, sub)

    def open_copy(self, work: Work, elided: str | None = None) -> dict[str, Any]:
        """Returns `openAccessPdf`. elided: the field that a publisher withholds and that the notice therefore names."""
        if elided is None and work.abstract == "elided":
            elided = "abstract"
        notice = f"The following paper fields have been elided by the publisher: {{'{elided}'}}. " if elided else ""
        return {
            "url": work.oa.url,
            "status": work.oa.status,
            "license": work.oa.license,
            "disclaimer": f"Notice: {notice}Paper or abstract available at {_where(work)}, which is subject to the "
            "license by the author or copyright owner provided with this content. Please go to the source to verify "
            "the license and copyright information for your use.",
        }

    def _openAccessPdf(self, work: Work, sub: list[str]) -> dict[str, Any]:
        copy = self.open_copy(work)
        return {name: copy[name] for name in sub} if sub else copy

    def _s2FieldsOfStudy(self, work: Work, sub: list[str]) -> list[dict[str, str]]:
        known = [{"category": name, "source": "external"} for name in work.fields_of_study or []]
        return known + [{"category": name, "source": "s2-fos-model"} for name in work.model_fields]

    def _journal(self, work: Work, sub: list[str]) -> dict[str, str] | None:
        if work.journal is None:
            return None
        parts = (("name", work.journal.name), ("pages", work.journal.pages), ("volume", work.journal.volume))
        return {key: value for key, value in parts if value is not None}

    def _citationStyles(self, work: Work, sub: list[str]) -> dict[str, str]:
        first = (work.families or ["Anonymous"])[0]
        words = [word for word in work.title.split() if word[:1].isalpha()]
        key = f"{first}{work.year or ''}{''.join([*words[:1], *(word[0].upper() for word in words[1:3])])}"
        lines = [f" author = {{{' and '.join(name for _, name in work.authors)}}}"]
        if work.venue:
            lines.append(f" booktitle = {{{work.venue}}}")
        if work.journal is not None and work.journal.name:
            lines.append(f" journal = {{{work.journal.name}}}")
        lines.append(f" title = {{{work.title}}}")
        if work.year:
            lines.append(f" year = {{{work.year}}}")
        return {"bibtex": f"@Article{{{key},\n" + ",\n".join(lines) + "\n}\n"}

    def _authors(self, work: Work, sub: list[str]) -> list[dict[str, Any]]:
        if not sub:
            return [{"authorId": id_, "name": name} for id_, name in work.authors]
        return [self._corpus.people.describe(id_, name, ["authorId", *sub]) for id_, name in work.authors]

    def _abstract(self, work: Work, sub: list[str]) -> str | None:
        return self._corpus.writer.abstract(work) if work.abstract == "some" else None

    def _tldr(self, work: Work, sub: list[str]) -> dict[str, str] | None:
        """Returns a summary for four of five papers with an abstract."""
        if work.abstract != "some" or self._corpus.writer.rng("has tldr", work.key).chance(0.2):
            return None
        return {"model": "tldr@v2.0.0", "text": self._corpus.writer.tldr(work)}

    def _embedding(self, work: Work, sub: list[str]) -> dict[str, Any]:
        model = _EMBEDDINGS[sub[-1]] if sub else "specter_v1"
        rng = self._corpus.writer.rng(model, work.key)
        return {"model": model, "vector": [rng.between(-2_000_000, 2_000_000) / 1_000_000 for _ in range(768)]}

    def _textAvailability(self, work: Work, sub: list[str]) -> str:
        if work.abstract != "some":
            return "none"
        return "fulltext" if work.oa.url else "abstract"

    def _citations(self, work: Work, sub: list[str]) -> list[dict[str, Any]]:
        citations = self._corpus.links.citations(work)
        return [self.other(row, _nested(sub)) for row in citations.rows(0, min(len(citations), 1000))]

    def _references(self, work: Work, sub: list[str]) -> list[dict[str, Any]]:
        return [self.other(row, _nested(sub)) for row in self._corpus.links.references(work)]

    # --- rows of citation lists

    def other(self, row: InventedCitation, fields: RequestedFields) -> dict[str, Any]:
        """Returns the other paper of a row.

        If it was not matched, only its title and sometimes its year are known; in every third such row all other
        requested fields are null.
        """
        if row.work is not None:
            return self.render(row.work, fields)
        bare: dict[str, Any] = {"paperId": None, "title": row.title}
        if len(row.title) % 3 == 0:
            bare = (
                {"paperId": None} | dict.fromkeys(name for name in BASE if name in fields.paper) | {"title": row.title}
            )
            bare |= {name: empty for name, empty in (("venue", ""), ("authors", [])) if name in fields.paper}
        if row.year and "year" in fields.paper:
            bare["year"] = row.year
        return bare

    def edge(self, row: InventedCitation, fields: RequestedFields, side: str) -> dict[str, Any]:
        """Returns a row. side: citingPaper or citedPaper."""
        known: dict[str, Any] = {
            "contexts": [text for text, _ in row.contexts],
            "intents": sorted({intent for _, intents in row.contexts for intent in intents}),
            "contextsWithIntent": [{"context": text, "intents": intents} for text, intents in row.contexts],
            "isInfluential": row.influential,
        }
        return {name: known[name] for name in fields.edge} | {side: self.other(row, fields)}


def _nested(sub: list[str]) -> RequestedFields:
    fields = RequestedFields(None, "edge")
    return fields.also(*(name.partition(".")[0] for name in sub))


def _where(work: Work) -> str:
    """Returns the place of the paper that the notice of `openAccessPdf` names."""
    ids = work.external_ids
    if "ArXiv" in ids:
        return f"https://arxiv.org/abs/{ids['ArXiv']}"
    if "PubMedCentral" in ids:
        return f"https://pmc.ncbi.nlm.nih.gov/articles/PMC{ids['PubMedCentral']}"
    if "DOI" in ids:
        return f"https://api.unpaywall.org/v2/{ids['DOI']}?email=<INSERT_YOUR_EMAIL> or https://doi.org/{ids['DOI']}"
    return f"https://www.semanticscholar.org/paper/{work.s2}"
