"""The table of the settings that says what is sent to whom, and when."""

from __future__ import annotations

from scholar_desktop.domain.text.message import Message

SENT = (
    (
        Message("Semantic Scholar"),
        Message(
            "Your search words and filters; titles of references, of PDFs that you add and of papers without an "
            "identifier that you update; identifiers of papers and authors; your key, if you have one (not with title "
            "suggestions)."
        ),
        Message(
            "When you search or a saved search runs; select or open a paper; get a PDF; show citations, references, "
            "authors or similar papers; search passages; look up a reference list or imported entries; check a "
            "manuscript; add PDFs; update papers from the services; or use the offline corpus. While you type in the "
            "search box, unless you turn that off. For news, if you turn them on. For the papers of your library, when "
            "you look for missing classics or for citations between them, and about once a month for their citation "
            "counts, unless you turn that off."
        ),
    ),
    (
        Message("Unpaywall"),
        Message("DOIs, your search words and filters, the words of a line that you search for, your e-mail address."),
        Message(
            "When you search, select or open a paper, get a PDF, look up a reference list or imported entries, check a "
            "manuscript, or use the Unpaywall page. For news, if you turn them on."
        ),
    ),
    (
        Message("Zenodo"),
        Message(
            "Your search words and filters; titles of references that name Zenodo, and the words of a line that you "
            "search for; identifiers of papers, record numbers and communities; your token, if you have one."
        ),
        Message(
            "When you search, open a paper or a record, get a PDF, look up a reference list or imported entries, check "
            "a manuscript, or show communities; when you get the files of a record, without the token. For news, if "
            "you turn them on."
        ),
    ),
    (
        Message("Hosts of open copies, such as publishers, Europe PMC, PMC and bioRxiv"),
        Message("The address of the PDF; the DOI or PMCID of the paper."),
        Message("Only when you get a PDF, view one, or search for more open copies."),
    ),
    (
        Message("The host of a link that you type, if the link does not identify the paper"),
        Message("The link."),
        Message("When you press Enter on it."),
    ),
)
"""To whom, what, and when: the table 'What is sent to whom' of the README."""
