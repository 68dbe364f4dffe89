"""Why Unpaywall lists a copy, in a sentence for people."""

from __future__ import annotations

_AT_THE_PUBLISHER = {
    "open (via free pdf)": "Unpaywall found a free PDF on the publisher's page",
    "open (via free article)": "Unpaywall found the paper free to read on the publisher's page",
    "open (via page says license)": "Unpaywall read an open licence on the publisher's page",
    "open (via crossref license)": "The publisher registered an open licence with Crossref",
    "open (via crossref license, author manuscript)": (
        "The publisher registered a licence for the author's manuscript with Crossref"
    ),
    "oa journal (via doaj)": "The journal is in the Directory of Open Access Journals",
    "oa journal (via observed oa rate)": "The journal's papers are open as a rule",
    "oa journal (via publisher name)": "The publisher's journals are open",
}
_IN_A_REPOSITORY = {
    "oa repository (via OAI-PMH doi match)": "by its DOI",
    "oa repository (via OAI-PMH title and first author match)": "by title and first author",
    "oa repository (via OAI-PMH title and last author match)": "by title and last author",
    "oa repository (via OAI-PMH title match)": "by its title alone",
    "oa repository (via pmcid lookup)": "by its PMCID",
    "oa repository (semantic scholar lookup)": "through Semantic Scholar",
    "oa repository (via page says license)": "by the licence on its page",
    "oa repository (manual)": "by hand",
}
_NOTHING = (None, "deprecated")
"""Since 2025 Unpaywall sends `deprecated` in place of its evidence."""


def evidence_sentence(evidence: str | None, host_type: str | None, institution: str | None) -> str:
    """The sentence for one location: *evidence*, *host_type* and *repository_institution* as Unpaywall sends them."""
    if evidence in _AT_THE_PUBLISHER:
        return _AT_THE_PUBLISHER[evidence]
    repository = f"the repository of {institution}" if institution else "a repository"
    if evidence in _IN_A_REPOSITORY:
        return f"Unpaywall found it in {repository}, {_IN_A_REPOSITORY[evidence]}"
    if evidence not in _NOTHING:
        return f"Unpaywall: {evidence}"
    if host_type == "publisher":
        return "Unpaywall lists the publisher's own copy"
    if host_type == "repository":
        return f"Unpaywall lists the copy in {repository}"
    return "Unpaywall lists this copy"
