"""Citation keys by a template."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.formats.cite_keys import base_key, citation_keys
from scholar_desktop.formats.entries.key_templates import key_maker
from tests.support.libraries import a_paper

ATTENTION = a_paper(doi="10.5555/attention")
NOBODY = Paper("Growth and form", year=1917)


@pytest.mark.parametrize(
    ("template", "key"),
    [
        (None, "vaswani2017attention"),
        ("auth.lower + year + shorttitle(1,0)", "vaswani2017attention"),
        ("auth(3).upper + ':' + shortyear", "VAS:17"),
        ("shorttitle(3,3)", "AttentionAllYou"),
        ("publisher || auth + '-' + year", "Vaswani-2017"),
        ("DOI", "10.5555/attention"),
    ],
)
def test_the_key_of_a_paper(template: str | None, key: str):
    assert key_maker(template)(ATTENTION) == key


def test_a_paper_without_what_the_template_names_has_the_usual_key():
    assert key_maker("publisher")(NOBODY) == base_key(NOBODY) == "anon1917growth"


@pytest.mark.parametrize("template", ["", "auth.sideways", "auht.lower + year", "auth year", "auth + {year}"])
def test_a_template_that_cannot_be_read_is_named(template: str):
    with pytest.raises(UsageError, match="cannot be read") as raised:
        key_maker(template)
    assert raised.value.subject == template


def test_papers_outside_the_library_get_keys_by_the_template():
    papers = [ATTENTION, Paper("Other", authors=(Author("Ashish Vaswani"),), year=2017)]
    assert citation_keys(papers, {}, lambda key: False, key_maker("auth + year")) == ["Vaswani2017a", "Vaswani2017"]
    known = {ATTENTION.id: "mine"}
    assert citation_keys(papers, known, lambda key: False, key_maker("auth + year")) == ["mine", "Vaswani2017"]
