"""A corrected identifier in the text of a reference: no address of the text keeps the wrong one."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.reference_lists.manuscript import (
    CheckedReference,
    Correction,
    ManuscriptReference,
    ReferenceVerdict,
)
from scholar_desktop.services.exchange.corrected_references import corrected_text

MOSS = "Lind, A. (2021). On mosses. Letters."


@pytest.mark.parametrize(
    ("stated", "now"),
    [
        ("https://doi.org/10.5555/MOSS", "https://doi.org/10.5555/fern"),
        ("doi:10.5555/moss", "doi:10.5555/fern"),
        ("doi:10.5555/moss. https://doi.org/10.5555/moss", None),
        ("doi:10.5555/moss. https://dx.doi.org/10.5555%2Fmoss", None),
        ("https://doi.org/10.5555%2Fmoss", None),
    ],
)
def test_a_text_with_the_wrong_identifier_elsewhere_is_written_anew(stated: str, now: str | None) -> None:
    reference = ManuscriptReference("1", f"{MOSS} {stated}", 1)
    paper = Paper("On mosses", ids=Ids(doi="10.5555/fern"))
    details = (Correction("DOI", "10.5555/moss", "10.5555/fern"),)
    one = CheckedReference(reference, ReferenceVerdict.WRONG_ID, details, paper=paper)
    assert corrected_text(one) == (None if now is None else f"{MOSS} {now}")
