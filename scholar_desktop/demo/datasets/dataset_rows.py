"""Generates the rows of the demo's bulk datasets, in the format of 2026: the papers of the corpus, week by week.

An earlier release has smaller counts, lacks papers that were added since, and has some that were removed since, so that
its diffs lead exactly to the next release. The texts are generated, as everywhere in the demo.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import Any

import msgspec

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.corpus_file import Work
from scholar_desktop.domain.corpus import dataset_rows as rows

KEYS = {
    "abstracts": "corpusid",
    "authors": "authorid",
    "citations": "citationid",
    "embeddings-specter_v1": "corpusid",
    "embeddings-specter_v2": "corpusid",
    "paper-ids": "sha",
    "papers": "corpusid",
    "publication-venues": "id",
    "s2orc": "corpusid",
    "s2orc_v2": "corpusid",
    "tldrs": "corpusid",
}
"""By dataset, the key by which its rows are replaced and deleted."""
_CITING = 60
"""Number of papers whose references are in the dataset of citations."""
_EMBEDDED = 30
_WITH_TEXT = 12
_FIRST_CITATION = 4_800_000_000
_SECTIONS = ("Introduction", "Method", "Results", "Discussion")
_PARTS = (("opening", "gap", "aim"), ("how", "how"), ("result", "result"), ("opening", "end"))

Line = tuple[str | int, bytes]


class DatasetRows:
    """Generates the lines of every dataset. *age*: weeks before the newest release."""

    def __init__(self, corpus: DemoCorpus) -> None:
        self._corpus = corpus
        self.lines = lru_cache(maxsize=64)(self._lines)

    def changes(self, dataset: str, age: int) -> tuple[list[bytes], list[bytes]]:
        """Returns (lines to insert, keys to delete) that lead from the release of *age* to the next one."""
        before, after = dict(self.lines(dataset, age)), dict(self.lines(dataset, age - 1))
        key = KEYS[dataset]
        updates = [line for name, line in after.items() if before.get(name) != line]
        return updates, [msgspec.json.encode({key: name}) for name in before if name not in after]

    def _lines(self, dataset: str, age: int) -> tuple[Line, ...]:
        """Returns (key, line) of each row."""
        makers: dict[str, Callable[[int], Iterator[rows.AnyDatasetRow]]] = {
            "abstracts": self._abstracts,
            "authors": self._authors,
            "citations": self._citations,
            "embeddings-specter_v1": lambda age: self._embeddings("specter_v1", "specter@v0.1.1", age),
            "embeddings-specter_v2": lambda age: self._embeddings("specter_v2", "specter2", age),
            "paper-ids": self._paper_ids,
            "papers": self._papers,
            "publication-venues": self._venues,
            "s2orc": self._texts,
            "s2orc_v2": self._texts_v2,
            "tldrs": self._tldrs,
        }
        key = KEYS[dataset]
        return tuple((getattr(row, key), msgspec.json.encode(row)) for row in makers[dataset](age))

    def _works(self, age: int) -> Iterator[Work]:
        for work in self._corpus.scholar:
            is_new, is_gone = work.number % 37 == 5, work.number % 41 == 7
            if not (is_new and age > 2) and not (is_gone and age < 1):
                yield work

    # --- one dataset each

    def _papers(self, age: int) -> Iterator[rows.DatasetPaperRow]:
        for work in self._works(age):
            known = [rows.FieldOfStudy(name, "external") for name in work.fields_of_study or []]
            found = [rows.FieldOfStudy(name, "s2-fos-model") for name in work.model_fields]
            journal = None
            if work.journal is not None:
                journal = rows.DatasetJournal(work.journal.name, work.journal.pages, work.journal.volume)
            yield rows.DatasetPaperRow(
                corpusid=work.corpus_id,
                externalids=_numbers(work),
                url=f"https://www.semanticscholar.org/paper/{work.s2}",
                title=work.title,
                authors=tuple(rows.RowAuthor(name=name, author_id=id_) for id_, name in work.authors),
                venue=work.venue,
                publicationvenueid=work.venue_id or None,
                year=work.year,
                referencecount=work.reference_count,
                citationcount=max(0, work.citation_count - age * (work.number % 5)),
                influentialcitationcount=work.influential_citation_count,
                isopenaccess=bool(work.oa.url),
                s2fieldsofstudy=tuple(known + found) or None,
                publicationtypes=None if work.publication_types is None else tuple(work.publication_types),
                publicationdate=work.publication_date,
                journal=journal,
            )

    def _abstracts(self, age: int) -> Iterator[rows.AbstractRow]:
        for work in self._works(age):
            if work.abstract == "some":
                yield rows.AbstractRow(work.corpus_id, _open_access(work), self._corpus.writer.abstract(work))

    def _tldrs(self, age: int) -> Iterator[rows.TldrRow]:
        for work in self._works(age):
            if work.abstract == "some" and not self._corpus.writer.rng("has tldr", work.key).chance(0.2):
                yield rows.TldrRow(work.corpus_id, "tldr@v2.0.0", self._corpus.writer.tldr(work))

    def _authors(self, age: int) -> Iterator[rows.DatasetAuthorRow]:
        names = {id_: name for work in self._corpus.scholar for id_, name in work.authors if id_ is not None}
        for id_, name in names.items():
            rng = self._corpus.writer.rng("author row", id_)
            papers = 1 + rng.below(120)
            yield rows.DatasetAuthorRow(
                authorid=id_,
                externalids=rows.AuthorRowIds(dblp=(name,)) if rng.chance(0.02) else None,
                url=f"https://www.semanticscholar.org/author/{id_}",
                name=name,
                aliases=(name,) if rng.chance(0.4) else None,
                affiliations=None,
                homepage=None,
                papercount=papers if rng.chance(0.9) else None,
                citationcount=papers * rng.between(2, 60) - age * rng.below(2),
                hindex=1 + papers // rng.between(3, 9),
            )

    def _paper_ids(self, age: int) -> Iterator[rows.PaperIdRow]:
        for work in self._works(age):
            for sha in (work.s2, *work.aliases):
                yield rows.PaperIdRow(sha, work.corpus_id, primary=sha == work.s2)

    def _citations(self, age: int) -> Iterator[rows.CitationRow]:
        present = {work.number for work in self._works(age)}
        for citation_id, row in self._edges:
            if row[0] in present:
                yield rows.CitationRow(citationid=_FIRST_CITATION + citation_id, **row[1])

    @cached_property
    def _edges(self) -> list[tuple[int, tuple[int, dict[str, Any]]]]:
        """Returns (number, (number of the citing paper, the row's other fields)) of every citation."""
        found: list[tuple[int, dict[str, Any]]] = []
        for work in self._corpus.scholar[:_CITING]:
            if work.references_elided:
                continue
            for row in self._corpus.links.references(work):
                contexts = row.contexts if row.work is not None else []
                fields = {
                    "citingcorpusid": work.corpus_id,
                    "citedcorpusid": row.work.corpus_id if row.work is not None else None,
                    "isinfluential": row.influential,
                    "contexts": tuple(text for text, _ in contexts) or None,
                    "intents": tuple(tuple(intents) or None for _, intents in contexts) or None,
                }
                found.append((work.number, fields))
        return list(enumerate(found))

    def _embeddings(self, name: str, model: str, age: int) -> Iterator[rows.EmbeddingRow]:
        for work in list(self._works(age))[:_EMBEDDED]:
            rng = self._corpus.writer.rng(name, work.key)
            numbers = [rng.between(-2_000_000, 2_000_000) / 1_000_000 for _ in range(768)]
            yield rows.EmbeddingRow(work.corpus_id, model, json.dumps(numbers))

    def _venues(self, age: int) -> Iterator[rows.VenueRow]:
        for venue in self._corpus.venues.values():
            yield rows.VenueRow(
                id=venue["id"],
                name=venue.get("name"),
                type=venue.get("type"),
                issn=venue.get("issn"),
                url=venue.get("url"),
                alternate_names=tuple(venue.get("alternate_names", ())),
                alternate_issns=tuple(venue.get("alternate_issns", ())),
                alternate_urls=tuple(venue.get("alternate_urls", ())),
            )

    # --- full texts

    def _with_text(self, age: int) -> list[Work]:
        return [work for work in self._works(age) if work.oa.url][:_WITH_TEXT]

    def _texts(self, age: int) -> Iterator[rows.TextRow]:
        for work in self._with_text(age):
            page = AnnotatedPage()
            page.put(work.title, "title")
            for _, name in work.authors:
                page.put(name, "author")
            page.put(self._corpus.writer.abstract(work), "abstract")
            for name, paragraph in self._sections(work):
                page.put(name, "sectionheader")
                page.put(paragraph, "paragraph")
            numbers = _numbers(work)
            source = rows.TextSource(
                pdfurls=(work.oa.url,),
                pdfsha=work.s2,
                oainfo=rows.TextOpenAccess(work.oa.license, work.oa.url, work.oa.status),
            )
            ids = rows.TextRowIds(
                arxiv=numbers.arxiv,
                mag=numbers.mag,
                acl=numbers.acl,
                pubmed=numbers.pubmed,
                pubmedcentral=numbers.pubmed_central,
                dblp=numbers.dblp,
                doi=numbers.doi,
            )
            text = page.annotated("title", "author", "abstract", "sectionheader", "paragraph", "bibentry", "bibref")
            content = rows.TextContent(text=text.text, annotations=text.annotations, source=source)
            yield rows.TextRow(work.corpus_id, ids, content)

    def _texts_v2(self, age: int) -> Iterator[rows.TextRowV2]:
        for work in self._with_text(age):
            body, list_ = AnnotatedPage(), AnnotatedPage()
            for name, paragraph in self._sections(work):
                body.put(name, "section_header")
                body.put(paragraph, "paragraph")
            for row in self._corpus.links.references(work)[:10]:
                if row.work is not None:
                    names = ", ".join(row.work.families[:3])
                    list_.put(f"{names}: {row.work.title}. {row.work.year or ''}", "bib_entry")
            yield rows.TextRowV2(
                corpusid=work.corpus_id,
                openaccessinfo=_open_access(work),
                title=work.title,
                authors=tuple({"authorId": id_, "name": name} for id_, name in work.authors),
                body=body.annotated("paragraph", "section_header", "sentence", "bib_ref"),
                bibliography=list_.annotated("bib_entry", "bib_id", "bib_title", "bib_venue"),
            )

    def _sections(self, work: Work) -> Iterator[tuple[str, str]]:
        for name, parts in zip(_SECTIONS, _PARTS, strict=True):
            yield name, self._corpus.writer.paragraph(work, f"full text {name}", parts)


class AnnotatedPage:
    """A text composed of pieces, each annotated with its kind."""

    def __init__(self) -> None:
        self._text = ""
        self._spans: dict[str, list[dict[str, int]]] = {}

    def put(self, piece: str, kind: str) -> None:
        start = len(self._text)
        self._text += piece + "\n\n"
        self._spans.setdefault(kind, []).append({"start": start, "end": start + len(piece)})

    def annotated(self, *kinds: str) -> rows.AnnotatedText:
        """Returns the text with its annotations. Every kind of *kinds* is included; kinds without a piece are null."""
        return rows.AnnotatedText(
            self._text, {kind: json.dumps(self._spans[kind]) if kind in self._spans else None for kind in kinds}
        )


def _numbers(work: Work) -> rows.PaperRowIds:
    """Returns all identifiers as text, including the CorpusId."""
    known = {name: str(value) for name, value in work.external_ids.items()}
    return rows.PaperRowIds(
        acl=known.get("ACL"),
        dblp=known.get("DBLP"),
        arxiv=known.get("ArXiv"),
        mag=known.get("MAG"),
        corpus_id=str(work.corpus_id),
        pubmed=known.get("PubMed"),
        doi=known.get("DOI"),
        pubmed_central=known.get("PubMedCentral"),
    )


def _open_access(work: Work) -> rows.AbstractOpenAccess:
    numbers = _numbers(work)
    ids = rows.OpenAccessIds(numbers.mag, numbers.acl, numbers.doi, numbers.pubmed_central, numbers.arxiv)
    return rows.AbstractOpenAccess(ids, work.oa.license, work.oa.url or None, work.oa.status if work.oa.url else None)
