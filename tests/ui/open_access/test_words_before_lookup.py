"""What is said of the copies of a paper before it is looked up: no verdict, but who stated one."""

from __future__ import annotations

from msgspec import structs

from scholar_desktop.domain.paper import Ids, OpenAccess, Paper
from scholar_desktop.domain.source import S2, ZENODO
from scholar_desktop.ui.context.paper_status import PaperStatus
from scholar_desktop.ui.open_access.copies import not_looked_up_words


def test_a_closed_paper_says_who_stated_it_and_who_was_not_searched() -> None:
    stated = Paper("A title", ids=Ids(s2="1"), oa=OpenAccess(status="CLOSED"), sources=(S2,))
    assert not_looked_up_words(stated, PaperStatus(), {}) == (
        "Semantic Scholar says that this paper is closed. It has not been looked up at Unpaywall yet."
    )
    of_unpaywall = PaperStatus(access=OpenAccess(is_oa=False, status="closed"))
    assert not_looked_up_words(stated, of_unpaywall, {}) == "Unpaywall knows no open copy."
    deposited = structs.replace(stated, ids=Ids(s2="1", doi="10.5281/zenodo.7"))
    assert not_looked_up_words(deposited, PaperStatus(), {}) == (
        "Semantic Scholar says that this paper is closed. It has not been looked up at Unpaywall and Zenodo yet."
    )
    assert not_looked_up_words(deposited, of_unpaywall, {}) == (
        "Unpaywall knows no open copy. This paper has not been looked up at Zenodo yet."
    )
    unknown = Paper("A title", ids=Ids(s2="1"), sources=(S2,))
    assert not_looked_up_words(unknown, PaperStatus(), {}) == "This paper has not been looked up at Unpaywall yet."
    record = Paper("A survey", ids=Ids(zenodo="1"), oa=OpenAccess(is_oa=False), sources=(ZENODO,))
    assert not_looked_up_words(record, PaperStatus(), {}) == (
        "Zenodo says that the files of this record are not open. It has not been looked up at Unpaywall yet."
    )
