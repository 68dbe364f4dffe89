"""Which file of a Zenodo record is likeliest the work itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scholar_desktop.domain.zenodo.record import RecordFile

_NOT_THE_PAPER = re.compile(
    r"supplement|suppl|supinfo|appendix|(?:^|[^a-z])(?:si|toc|readme|coi)(?:[^a-z]|$)|backmatter|frontmatter|"
    r"disclosure|reporting[-_ ]summary|checklist|leaflet|flyer|erratum|cover|permission|preview|poster|slides",
    re.IGNORECASE,
)


def likeliest_pdfs(files: Iterable[RecordFile]) -> list[RecordFile]:
    """The PDFs, the likeliest to be the work itself first: supplements and the like last, else the largest first (the
    order in the record means nothing)."""
    pdfs = [file for file in files if file.type == "pdf" and file.url is not None]
    return sorted(pdfs, key=lambda file: (bool(_NOT_THE_PAPER.search(file.name)), -(file.size or 0)))
