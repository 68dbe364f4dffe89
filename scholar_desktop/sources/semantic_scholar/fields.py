"""The fields that Semantic Scholar is asked for, listed once.

Bare names only: which sub-fields (`openAccessPdf.url`, `authors.name`) an endpoint takes differs from one to the next.
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
"""All that the detail pane shows (`paperId` always comes). A search asks for them too, so that opening a result costs
no request. Not here: `embedding` (400 in a search), `citationStyles` (poor BibTeX; the program makes its own)."""

ALONE_FIELDS = (*PAPER_FIELDS, "embedding")
"""What one paper is asked for when somebody looks at it alone: all that is shown of it."""

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
"""What a row of the citation pane shows. No abstracts and summaries: 1000 rows of wide fields end in a 504."""

WITHOUT_TLDR = tuple(name for name in PAPER_FIELDS if name != "tldr")
"""What the bulk search and the recommendations are asked for: `tldr` is a 400 there."""

NARROW_FIELDS = tuple(name for name in WITHOUT_TLDR if name not in ("abstract", "publicationVenue", "s2FieldsOfStudy"))
"""What is asked for where the service could not give all of WITHOUT_TLDR in time or in 10 MB."""

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
"""All of an author but the papers. `aliases`, which answers of earlier years hold, is a 400 since 2026."""
