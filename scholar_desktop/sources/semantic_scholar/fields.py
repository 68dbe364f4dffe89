"""The fields that are requested from Semantic Scholar, listed once.

Names without dots only: which sub-fields (`openAccessPdf.url`, `authors.name`) an endpoint takes differs from one to
the next.
"""

from __future__ import annotations

PAPER_FIELDS = (
    "corpusId",
    "externalIds",
    "url",
    "title",
    "abstract",
    "venue",
    "publicationVenue",
    "year",
    "referenceCount",
    "citationCount",
    "influentialCitationCount",
    "isOpenAccess",
    "openAccessPdf",
    "fieldsOfStudy",
    "s2FieldsOfStudy",
    "publicationTypes",
    "publicationDate",
    "journal",
    "authors",
    "tldr",
)
"""The fields that the detail pane shows (`paperId` is always sent). A search requests them too, so that opening a
result needs no request. Not included: `embedding` (400 in a search), `citationStyles` (poor BibTeX; the program makes
its own).
"""

ALONE_FIELDS = (*PAPER_FIELDS, "embedding")
"""The fields for one paper that is opened alone: everything that is shown of it."""

CITATION_FIELDS = (
    "contexts",
    "intents",
    "contextsWithIntent",
    "isInfluential",
    "corpusId",
    "externalIds",
    "title",
    "venue",
    "year",
    "referenceCount",
    "citationCount",
    "influentialCitationCount",
    "isOpenAccess",
    "openAccessPdf",
    "publicationTypes",
    "publicationDate",
    "journal",
    "authors",
)
"""The fields for a row of the citation pane. Without abstracts and summaries: 1000 rows of long fields end in a 504."""

WITHOUT_TLDR = tuple(name for name in PAPER_FIELDS if name != "tldr")
"""The fields for the bulk search and the recommendations: `tldr` is a 400 there."""

NARROW_FIELDS = tuple(name for name in WITHOUT_TLDR if name not in ("abstract", "publicationVenue", "s2FieldsOfStudy"))
"""The fields for a second try when the service could not send all of WITHOUT_TLDR in time or within 10 MB."""

AUTHOR_FIELDS = (
    "externalIds",
    "url",
    "name",
    "affiliations",
    "homepage",
    "paperCount",
    "citationCount",
    "hIndex",
)
"""The fields of an author without the papers. `aliases`, which answers of earlier years contain, is
a 400 since 2026 (docs/decisions/0043).
"""
