"""Any entry that the library may hold, for the round trips."""

from __future__ import annotations

import msgspec
from hypothesis import strategies as st

from scholar_desktop.domain.csl_variables import CSL_TYPES, DATES, TEXTS
from scholar_desktop.domain.csl_variables import ROLES as CSL_ROLES
from scholar_desktop.domain.full_entry import FullEntry, LinkedFile
from scholar_desktop.domain.own_fields import Contributor
from tests.formats.biblios import DOIS, LINES

_NAMES = "Ashish Vaswani Müller O'Neil de la 王 小明 Иван K. {x} A, and B = others Jr. von"
WORDS = st.lists(st.sampled_from(_NAMES.split()), min_size=1, max_size=3).map(" ".join)
ROLES = sorted(CSL_ROLES | {"annotator", "counsel"})
NOTES = st.lists(LINES, min_size=1, max_size=3).map("\n".join)
DAYS = st.sampled_from(["2019", "2019-03", "2019-03-05", "0876", "1999-12-31"])
DATE_VALUES = st.one_of(
    st.builds(lambda first: {"from": first, "to": None}, DAYS),
    st.builds(lambda first, last: {"from": first, "to": last}, DAYS, DAYS),
    st.builds(lambda first, text: {"from": first, "to": None, "literal": text}, DAYS, LINES),
    st.builds(lambda text: {"from": None, "to": None, "literal": text}, LINES),
    st.just({"from": "1723", "to": None, "edtf": "1723~"}),
    st.just({"from": "2004", "to": None, "edtf": "2004-22"}),
)
CONTRIBUTORS = st.one_of(
    st.builds(
        Contributor,
        st.sampled_from(ROLES),
        WORDS,
        st.just("") | WORDS,
        st.sampled_from(["", "", "van der", "De"]),
        st.sampled_from(["", "", "Jr.", "III"]),
        st.none(),
        st.sampled_from([None, None, "0000-0002-1825-0097"]),
    ),
    st.builds(Contributor, st.sampled_from(ROLES), literal=WORDS),
)
NAMES = sorted(TEXTS - {"keyword", "citation-key", "DOI", "PMID", "PMCID", "journalAbbreviation", "shortTitle"})
FIELDS = st.dictionaries(st.sampled_from([*NAMES, "shelf", "Odd Name", "year", "file", "arXiv id"]), LINES, max_size=5)
DATED = st.dictionaries(st.sampled_from(sorted(DATES)), DATE_VALUES, max_size=2)
IDS = st.fixed_dictionaries(
    {}, optional={"DOI": DOIS, "arxiv": st.just("1706.03762"), "PMID": st.just("31452104"), "abstract": NOTES}
)
KEYS = st.sampled_from(["smith2020", "a:b/c", "Łódź-1", "x.y+z"])
TAGS = st.lists(LINES.map(lambda text: text[:30].strip()).filter(bool), max_size=3, unique=True).map(tuple)
PATHS = st.sampled_from(["Thesis", "Thesis/Heads", "A, b; c", "Other/Heads", "x\\y"])
TITLES = st.sampled_from(
    [
        {"title": "T"},
        {"title": "The <i>E. coli</i> of H<sub>2</sub>O & x<sup>3</sup>: 100 % <b>a_b</b>"},
        {"title": r"Is $p < 0.05$ {enough}? \\LaTeX and #1"},
        {},
    ]
) | st.builds(lambda title: {"title": title}, LINES)
"""A title, or none."""
WITHOUT_OTHERS = st.builds(
    lambda title, fields, dated, ids, people, **more: FullEntry(
        fields={**title, **fields, **dated, **ids}, people=tuple(people), **more
    ),
    TITLES,
    FIELDS,
    DATED,
    IDS,
    st.lists(CONTRIBUTORS, max_size=3),
    key=KEYS,
    item_type=st.sampled_from(sorted(CSL_TYPES)),
    tags=TAGS,
    collections=st.lists(PATHS, max_size=2, unique=True).map(tuple),
    notes=st.lists(NOTES, max_size=2, unique=True).map(tuple),
    files=st.lists(
        st.builds(
            LinkedFile, st.sampled_from(["a.pdf", "files/b;c: d.pdf", "/x/{y}.pdf"]), st.sampled_from(["", "T: x"])
        ),
        max_size=2,
        unique=True,
    ).map(tuple),
)
FULL_ENTRIES = st.builds(
    lambda entry, roles: msgspec.structs.replace(
        entry, with_others=tuple(sorted(roles.intersection(one.role for one in entry.people)))
    ),
    WITHOUT_OTHERS,
    st.sets(st.sampled_from(ROLES), max_size=4),
).filter(lambda entry: not entry.is_empty)
