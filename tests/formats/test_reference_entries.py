"""What a plain reference states of its work, as the fields of an entry."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.formats.manuscripts.reference_entries import entry_of_line


@pytest.mark.parametrize(
    ("text", "people", "fields"),
    [
        (
            "5. Wakefield, A. J., et al. (1998). On moss in cold rooms. *Lancet*. "
            "https://doi.org/10.1016/S0140-6736(97)11096-0",
            ["Wakefield, A. J.", "others"],
            {"year": "1998", "DOI": "10.1016/s0140-6736(97)11096-0", "note": "Lancet"},
        ),
        (
            "[1] A. Lind, B. Holm, and C. van der Ito, “On moss in cold rooms,” Ecology Letters, vol. 3, 2015, "
            "doi: 10.1234/abc.",
            ["Lind, A.", "Holm, B.", "van der Ito, C."],
            {"year": "2015", "DOI": "10.1234/abc", "note": "Ecology Letters, vol. 3"},
        ),
        (
            "Lind, Ada, and Bo Holm. 2019. “On moss in cold rooms.” Ecology Letters 3: 1–9.",
            ["Lind, Ada", "Holm, Bo"],
            {"year": "2019", "note": "Ecology Letters 3: 1–9"},
        ),
        (
            "Holm BC, Ito C. On moss in cold rooms. Ecology Letters. 2015;3:1-9.",
            ["Holm, B. C.", "Ito, C."],
            {"year": "2015", "note": "Ecology Letters. 2015;3:1-9"},
        ),
        (
            "King, M. L., Jr., & de Souza, R. (2016a, May 3). On moss in cold rooms. https://example.org/report",
            ["King, Jr., M. L.", "de Souza, R."],
            {"year": "2016-05-03", "note": "May 3. https://example.org/report"},
        ),
        (
            "Holm B, Ito C. On moss in cold rooms. Ecology Letters. 2015 Sep 7;3:1-9. Epub 2014 May 2.",
            ["Holm, B.", "Ito, C."],
            {"year": "2015-09-07", "note": "Ecology Letters. 2015 Sep 7;3:1-9. Epub 2014 May 2"},
        ),
        (
            "[1] A. Lind, “On moss in cold rooms,” Moss, vol. 3, no. 4, pp. 5–6, 27 Sept. 2021, accessed 3 May 2022.",
            ["Lind, A."],
            {"year": "2021-09-27", "note": "Moss, vol. 3, no. 4, pp. 5–6, 27 Sept., accessed 3 May 2022"},
        ),
        (
            "Lind, May. 2019. On moss in cold rooms. Moss 3:4-5.",
            ["Lind, May"],
            {"year": "2019", "note": "Moss 3:4-5"},
        ),
        (
            "World Health Organization. (2019). On moss in cold rooms. arXiv:1706.03762v2 [cs.CL]",
            ["World Health Organization"],
            {"year": "2019", "arxiv": "1706.03762"},
        ),
        (
            "Lind, Holm and Ito (2016). On moss in cold rooms. Nowhere.",
            ["Lind", "others"],
            {"year": "2016", "note": "Lind, Holm and Ito. Nowhere"},
        ),
    ],
)
def test_what_is_recognised_has_its_field_and_the_rest_is_the_note(
    text: str, people: list[str], fields: dict[str, Any]
) -> None:
    entry = entry_of_line(text)
    year = fields.pop("year")
    assert entry.fields == {"title": "On moss in cold rooms", "issued": {"from": year, "to": None}, **fields}
    names = [", ".join(filter(None, (one.name.family_whole, one.suffix, one.given))) for one in entry.people]
    assert [*names, *(["others"] if entry.with_others else [])] == people


def test_the_people_of_a_collection_are_its_editors() -> None:
    [one] = entry_of_line("Müller, J. (Ed.). (2001). On moss in cold rooms. Oslo: Press.").people
    assert (one.role, one.family, one.given) == ("editor", "Müller", "J.")


def test_a_line_without_a_title_is_the_title() -> None:
    assert entry_of_line("- See also").fields == {"title": "See also"}
