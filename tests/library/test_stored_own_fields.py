"""Own fields come back from their stored form, that of format 14 and the one before."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.own_fields import Contributor, EntryLink, Origin, OwnFields
from scholar_desktop.library.tables.stored_own_fields import decode_own, encode_own

_TEXT = st.text(max_size=8)
_DATES = st.fixed_dictionaries({"from": _TEXT, "to": st.none() | _TEXT})
_ORIGINS = st.builds(Origin, by=st.sampled_from(["person", "import", "s2"]), at=st.sampled_from(["2026", "2027"]))
_OWN = st.builds(
    OwnFields,
    item_type=st.none() | _TEXT,
    fields=st.dictionaries(_TEXT, _TEXT | _DATES, max_size=4),
    people=st.lists(
        st.builds(Contributor, role=_TEXT, family=_TEXT, given=_TEXT, literal=st.none() | _TEXT), max_size=3
    ).map(tuple),
    origin=st.dictionaries(_TEXT, _ORIGINS, max_size=6),
    links=st.lists(st.builds(EntryLink, relation=_TEXT, id=_TEXT), max_size=2).map(tuple),
    extra=st.dictionaries(_TEXT, st.dictionaries(_TEXT, _TEXT, max_size=2), max_size=2),
)


@given(_OWN)
def test_own_fields_come_back_from_their_stored_form(own: OwnFields):
    assert decode_own(encode_own(own)) == own


@given(_OWN)
def test_own_fields_of_an_earlier_format_are_read(own: OwnFields):
    assert decode_own(msgspec.json.encode(own).decode()) == own


def test_fields_that_were_written_at_once_are_listed_once():
    by_import, by_person = Origin("import", "2026"), Origin("person", "2027")
    own = OwnFields(
        fields={"title": "T", "note": "N"}, origin={"title": by_import, "note": by_person, "DOI": by_import}
    )
    stored = msgspec.json.decode(encode_own(own))
    assert stored["written"] == [
        {"by": "import", "at": "2026", "fields": ["title", "DOI"]},
        {"by": "person", "at": "2027", "fields": ["note"]},
    ]
    assert "origin" not in stored
