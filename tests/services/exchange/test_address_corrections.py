"""The address of an entry follows the correction of its identifier; an arXiv ID that is not that of the record is
found."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.reference_lists.manuscript import Correction
from scholar_desktop.services.exchange.address_corrections import address_correction, contradicting_identifiers

DOI = Correction("DOI", "10.1000/wrong", "10.1000/right")


def entry(**fields: str) -> FullEntry:
    return FullEntry("a", "article-journal", dict(fields))


@pytest.mark.parametrize(
    ("url", "now"),
    [
        ("https://doi.org/10.1000/wrong", "https://doi.org/10.1000/right"),
        ("http://dx.doi.org/10.1000/WRONG", "https://doi.org/10.1000/right"),
        ("https://doi.org/10.1000%2Fwrong", "https://doi.org/10.1000/right"),
        ("https://doi.org/10.1000/other", ""),
        ("https://example.org/article/10.1000/wrong", "https://doi.org/10.1000/right"),
        ("https://arxiv.org/abs/1706.03762", ""),
        ("", ""),
    ],
)
def test_the_address_of_a_wrong_doi_is_corrected_with_it(url: str, now: str) -> None:
    found = address_correction(entry(DOI="10.1000/wrong", URL=url), (DOI,))
    assert (found.now if found is not None else "") == now
    assert found is None or (found.field, found.was) == ("URL", url)


def test_the_address_of_a_wrong_doi_is_that_of_what_takes_its_place_or_removed() -> None:
    one = entry(URL="https://doi.org/10.1000/wrong")
    removed = Correction("DOI", "10.1000/wrong", None)
    found = address_correction(one, (removed, Correction("arxiv", None, "1706.03762")))
    assert found == Correction("URL", one.text("URL"), "https://arxiv.org/abs/1706.03762")
    assert address_correction(one, (removed,)) == Correction("URL", one.text("URL"), None)
    assert address_correction(one, (Correction("issued", "2001", "2002"),)) is None


def test_the_address_of_a_wrong_arxiv_id_is_corrected_with_it() -> None:
    one = entry(arxiv="1801.10198", URL="http://arxiv.org/abs/1801.10198v2")
    found = address_correction(one, (Correction("arxiv", "1801.10198", "1706.03762"),))
    assert found == Correction("URL", one.text("URL"), "https://arxiv.org/abs/1706.03762")


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"arxiv": "1706.03762"}, []),
        ({"arxiv": "1706.03762v5"}, []),
        ({"arxiv": "arXiv:1706.03762"}, []),
        ({"arxiv": "1809.02983"}, [("arxiv", "1706.03762")]),
        ({"URL": "https://arxiv.org/abs/1706.03762v1"}, []),
        ({"URL": "https://arxiv.org/pdf/1706.03762.pdf"}, []),
        ({"URL": "https://arxiv.org/abs/1801.10198"}, [("URL", "https://arxiv.org/abs/1706.03762")]),
        ({"URL": "https://doi.org/10.48550/arXiv.1706.03762"}, []),
        ({"URL": "https://papers.nips.cc/paper/7181"}, []),
        ({"DOI": "10.1000/1"}, []),
    ],
)
def test_an_arxiv_id_that_is_not_that_of_the_record_is_found(
    fields: dict[str, str], found: list[tuple[str, str]]
) -> None:
    paper = Paper(title="Attention is All you Need", ids=Ids(arxiv="1706.03762"))
    assert [(one.field, one.now) for one in contradicting_identifiers(entry(**fields), paper)] == found
    unknown = Paper(title="Attention is All you Need", ids=Ids(doi="10.1000/1"))
    assert [*contradicting_identifiers(entry(**fields), unknown)] == [], "the record does not say"
