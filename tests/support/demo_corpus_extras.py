"""What the demo corpus has beyond recorded facts: where copies lie, how addresses behave, deposits of its own.

The ways in which addresses behave (`kind`) are explained in `scholar_desktop/demo/web/web.py`.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

NOTE = (
    "Demonstration corpus of Scholar Desktop. Titles, authors, years, venues, identifiers, counts, types, fields and "
    "open-access facts were taken from recorded answers of Semantic Scholar, Unpaywall and Zenodo. Everything else is "
    "invented by the demo: who cites whom and in which words, every citing paper outside this file, abstracts and "
    "TL;DRs, the text inside PDFs and files, copies at example.edu, records from 90000000 on, DOIs that begin 10.5555, "
    "and how each address in `web` behaves (not how the real address does)."
)

# --- where copies lie -------------------------------------------------------------------------------------------------

_REPOSITORIES = {
    "arxiv.org", "europepmc.org", "ir.cwi.nl", "dspace.mit.edu", "drum.lib.umd.edu", "hal.archives-ouvertes.fr",
    "dash.harvard.edu", "lirias.kuleuven.be", "nottingham-repository.worktribe.com", "osf.io", "papers.nber.org",
    "strathprints.strath.ac.uk", "drops.dagstuhl.de", "pure.mpg.de", "hub.hku.hk", "www.osti.gov",
    "www.cs.berkeley.edu", "www.mit.edu", "www.uk.sagepub.com", "www.researchsquare.com", "www.biorxiv.org",
    "publications.iadb.org",
}  # fmt: skip
_PREPRINTS = {"arxiv.org", "www.biorxiv.org", "www.researchsquare.com", "osf.io", "papers.nber.org"}
_LICENSES = {"CCBY": "cc-by", "CCBYNC": "cc-by-nc", "CCBYNCND": "cc-by-nc-nd"}
_NO_UNPAYWALL = ("10.48550/", "10.5281/", "10.13016/")  # registered with DataCite
_WITHHELD = ("additive friction stir deposition", "free radicals, metals")
_SECOND_COPIES = {  # first words of the title -> number of its invented copy at example.edu
    "mining association rules": 1045,
    "quantum theory, the church": 1046,
    "rational choice and the structure": 1047,
    "friction stir-based additive": 1048,
    "polyamide membranes with nanoscale": 1049,
    "almost-optimal sublinear-time edit": 1050,
}


_AT_OPENREVIEW = {"a simple but tough-to-beat": "SyK00v5xx"}  # first words of the title -> its forum


def open_copy_of(paper: dict[str, Any]) -> dict[str, Any] | None:
    """What Semantic Scholar names for *paper* where nobody has recorded it; None for the others."""
    forum = _starts_with(paper["title"], _AT_OPENREVIEW)
    return {"url": f"https://openreview.net/forum?id={forum}", "status": "GREEN"} if forum else None


def copies_of(paper: dict[str, Any]) -> list[dict[str, Any]]:
    """What Unpaywall names for *paper*: the locations recorded, else what its Semantic Scholar facts amount to."""
    ids = paper["externalIds"]
    doi = ids.get("DOI", "").lower()
    if "unpaywall" in paper:
        return paper["unpaywall"].pop("locations")
    if not doi or doi.startswith(_NO_UNPAYWALL):
        return []
    found = [_of_s2(paper, doi)] if paper.get("oa", {}).get("url") else []
    known = {copy["url"] for copy in found}
    if "ArXiv" in ids and not any("arxiv.org" in url for url in known):
        found.append(_arxiv(ids["ArXiv"]))
    if "PubMedCentral" in ids and not any("europepmc" in url for url in known):
        found.append(_pmc(ids["PubMedCentral"]))
    if number := _starts_with(paper["title"], _SECOND_COPIES):
        found.append(_second_copy(paper, number))
    return sorted(found, key=lambda copy: copy["host_type"] != "publisher")


def references_elided(paper: dict[str, Any]) -> bool:
    """Whether the publisher withholds the list of references: so for two papers of Elsevier."""
    return paper["title"].lower().startswith(_WITHHELD)


def _of_s2(paper: dict[str, Any], doi: str) -> dict[str, Any]:
    url = paper["oa"]["url"]
    host = urlsplit(url).hostname or ""
    if host == "arxiv.org":
        return _arxiv(re.sub(r".*/pdf/|\.pdf$", "", url))
    repository = host in _REPOSITORIES
    is_page = host in ("doi.org", "www.osti.gov")
    version = "submittedVersion" if host in _PREPRINTS else "acceptedVersion" if repository else "publishedVersion"
    copy = {
        "url": url,
        "url_for_pdf": None if is_page else url,
        "url_for_landing_page": url if is_page else f"https://doi.org/{doi}",
        "host_type": "repository" if repository else "publisher",
        "version": version,
        "license": _LICENSES.get(paper["oa"].get("license", "")),
    }
    if repository:
        copy |= {"pmh_id": f"oai:{host}:{paper['corpusId']}", "repository_institution": host.removeprefix("www.")}
    return copy


def _arxiv(arxiv: str) -> dict[str, Any]:
    return {
        "url": f"https://arxiv.org/pdf/{arxiv}",
        "url_for_pdf": f"https://arxiv.org/pdf/{arxiv}",
        "url_for_landing_page": f"http://arxiv.org/abs/{arxiv}",
        "host_type": "repository",
        "version": "submittedVersion",
        "pmh_id": f"oai:arXiv.org:{arxiv}",
        "endpoint_id": "ca8f8d56758a80a4f86",
        "repository_institution": "Cornell University",
    }


def _pmc(number: str) -> dict[str, Any]:
    """Every third one as the page of PMC alone, as Unpaywall has it; the others with Europe PMC's PDF."""
    page = f"https://www.ncbi.nlm.nih.gov/pmc/articles/{number}"
    render = f"https://europepmc.org/articles/pmc{number}?pdf=render"
    has_pdf = int(number) % 3 != 0
    return {
        "url": render if has_pdf else page,
        "url_for_pdf": render if has_pdf else None,
        "url_for_landing_page": f"https://europepmc.org/articles/pmc{number}" if has_pdf else page,
        "host_type": "repository",
        "version": "acceptedVersion",
        "pmh_id": f"oai:pubmedcentral.nih.gov:{number}",
        "endpoint_id": "ac9de7698155b820de7",
        "repository_institution": "National Institutes of Health",
    }


def _second_copy(paper: dict[str, Any], number: int) -> dict[str, Any]:
    slug = "-".join(re.findall(r"[a-z0-9]+", paper["title"].lower())[:4])
    return {
        "url": f"https://eprints.example.edu/{number}/1/{slug}.pdf",
        "url_for_pdf": f"https://eprints.example.edu/{number}/1/{slug}.pdf",
        "url_for_landing_page": f"https://eprints.example.edu/{number}/",
        "host_type": "repository",
        "version": "acceptedVersion",
        "pmh_id": f"oai:eprints.example.edu:{number}",
        "repository_institution": "Example University",
    }


# --- how addresses behave ---------------------------------------------------------------------------------------------

_HOSTS = {  # what a host does with a program that asks for a PDF; hosts not named here send it
    "dl.acm.org": "challenge",
    "onlinelibrary.wiley.com": "challenge",
    "academic.oup.com": "challenge",
    "aacrjournals.org": "challenge",
    "www.biorxiv.org": "challenge",
    "www.science.org": "challenge",
    "science.sciencemag.org": "gone",
    "clincancerres.aacrjournals.org": "missing",
    "link.springer.com": "script_challenge",
    "www.mdpi.com": "forbidden",
    "www.tandfonline.com": "viewer",
    "ieeexplore.ieee.org": "login",
    "www.cs.berkeley.edu": "missing",
    "www.uk.sagepub.com": "html_pdf",
    "www.degruyter.com": "wrong",
    "www.thno.org": "gzip",
    "www.annalsofoncology.org": "loop",
    "www.ijiet.org": "rate_limited",
    "www.aimsciences.org": "empty",
    "www.researchsquare.com": "slow",
    "lirias.kuleuven.be": "stalls",
    "hub.hku.hk": "supplement",
    "dash.harvard.edu": "scan",
    "pure.mpg.de": "scan",
    "downloads.hindawi.com": "cut_once",
    "bioinform.jmir.org": "viewer",
    "www.nomos-elibrary.de": "login",
    "drum.lib.umd.edu": "octet",
    "ojs.aaai.org": "octet",
    "sol.sbc.org.br": "octet",
    "www.banglajol.info": "octet",
}
_BY_TITLE = {  # first words of the title -> behaviour of its first PDF
    "a turing test of whether ai": "challenge",
    "the turing trap": "login",
    "turing and benjamin": "login",
    "makrodaten": "encrypted",
    "connected and disconnected matchings": "no_end",
    "cross-inhibition of turing": "cut",
    "pan-cancer proteogenomics": "viewer",
    "pan-cancer analysis": "reset",
    "effects of muscarinic": "forbidden",
    "thoughts on hindenburgs": "server_error",
    "three decades": "postscript",
    "cell polarisation in": "huge",
    # arXiv itself is reliable; these are here so that it has each kind too
    "redrawing the 2012 map": "missing",
    "oriented spanners": "slow",
    "triangle-free 2-matchings": "cut",
    "knapsack: connectedness": "wrong",
    "short flip sequences": "html_pdf",
    "on the number of shortest paths": "postscript",
    "complexity and its creation": "no_end",
}
_REDIRECTS = {
    "www.aclweb.org": lambda url: "https://aclanthology.org/" + url.rsplit("/", 1)[1],
    "www.frontiersin.org": lambda url: (
        url.split("?")[0].replace("/articles/", "/journals/demo/articles/", 1) if "/journals/" not in url else None
    ),
    "link.aps.org": lambda url: re.sub(r"https?://link", "https://journals", url),
    "osf.io": lambda url: "https://files.osf.io/v1/resources/" + url.split("/")[3] + "/providers/osfstorage/paper.pdf",
    "bmcoralhealth.biomedcentral.com": lambda url: "https://link.springer.com/content/pdf/" + url.split("/pdf/")[1],
    "breast-cancer-research.biomedcentral.com": lambda url: (
        "https://link.springer.com/content/pdf/" + url.split("/pdf/")[1]
    ),
}


def web_table(papers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every address of a copy, and what is found there.

    `paper` counts from 0 in `papers`; arXiv, doi.org and PMC follow rules in the program and stand here only where they
    differ from them.
    """
    table: dict[str, dict[str, Any]] = {}
    for number, paper in enumerate(papers):
        special = _starts_with(paper["title"], _BY_TITLE)
        for first, url in enumerate(_pdf_urls(paper)):
            for row in _rows(url, number, special if first == 0 else None):
                table.setdefault(row["url"], row)
        for copy in paper.get("copies", []):
            landing = copy.get("url_for_landing_page") or ""
            if landing and landing not in table and not _by_rule(landing):
                table[landing] = _landing_row(landing, copy, number)
                to = table[landing].get("to")
                if to and to not in table and not _by_rule(to):
                    table[to] = {"url": to, "kind": "pdf", "paper": number}
    return list(table.values())


def _pdf_urls(paper: dict[str, Any]) -> list[str]:
    urls = [copy["url_for_pdf"] for copy in paper.get("copies", []) if copy.get("url_for_pdf")]
    s2 = paper.get("oa", {}).get("url")
    if s2 and s2 not in urls and not _by_rule(s2):
        urls.insert(0, s2)
    if "ArXiv" in paper["externalIds"]:
        urls.append(f"https://arxiv.org/pdf/{paper['externalIds']['ArXiv']}")
    return list(dict.fromkeys(urls))


def _rows(url: str, number: int, special: str | None) -> list[dict[str, Any]]:
    host = urlsplit(url).hostname or ""
    if special is None and _by_rule(url):
        return []
    row: dict[str, Any] = {"url": url, "kind": special or _HOSTS.get(host, "pdf"), "paper": number}
    if special is None and host == "www.osti.gov":
        target = f"https://www.osti.gov/servlets/purl/{url.rsplit('/', 1)[1]}"
        return [row | {"kind": "landing", "to": target}, {"url": target, "kind": "pdf", "paper": number}]
    target = _REDIRECTS[host](url) if special is None and host in _REDIRECTS else None
    if target:
        kind = _HOSTS.get(urlsplit(target).hostname or "", "pdf")
        return [row | {"kind": "redirect", "to": target}, {"url": target, "kind": kind, "paper": number}]
    return [row]


def _landing_row(landing: str, copy: dict[str, Any], number: int) -> dict[str, Any]:
    """A page; it names the PDF of its copy, or, where none is known, in two cases of three one of its own."""
    row: dict[str, Any] = {"url": landing, "kind": "landing", "paper": number}
    if copy.get("url_for_pdf"):
        return row | {"to": copy["url_for_pdf"]}
    return row | {"to": landing.rstrip("/") + "/full.pdf"} if len(landing) % 3 else row


def _by_rule(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return (
        host in ("arxiv.org", "export.arxiv.org", "doi.org", "dx.doi.org", "europepmc.org", "openreview.net")
        or "/pmc/articles/" in url
    )


def _starts_with(title: str, table: dict[str, Any]) -> Any:
    return next((value for start, value in table.items() if title.lower().startswith(start)), None)


# --- deposits ---------------------------------------------------------------------------------------------------------

_COPIES = [  # papers that lie at Zenodo as a preprint, with their PDF
    "attention is all you need", "neural turing machines", "augmenting large language models",
    "auto-encoding variational", "nanometer scale thermometry",
    "timekeeping with electron", "conditional generative", "glue: a multi-task",
    "computing machinery and intelligence", "large language models pass the turing",
]  # fmt: skip
_SUPPLEMENTS = [  # (first words of the paper's title, type, subtype, what it is called)
    ("attention is all you need", "software", None, "Notebooks that redraw the attention maps"),
    ("attention is all you need", "dataset", None, "Sentence pairs used to redraw the attention maps"),
    ("mining association rules", "dataset", None, "Shopping baskets for teaching association rules"),
    ("faster r-cnn", "software", None, "Teaching implementation of region proposals"),
    ("glue: a multi-task", "dataset", None, "Scores of ten sentence encoders on nine tasks"),
    ("long covid", "dataset", None, "Table of findings by organ system"),
    ("a survey of corporate", "presentation", None, "Lecture slides on corporate governance"),
    ("the magical number 4", "dataset", None, "Response times of a change-detection experiment"),
    ("neural turing machines", "software", None, "Copy, sort and recall tasks in forty lines each"),
    ("stochastic turing patterns", "image", "figure", "Micrographs of patterns in a bacterial lawn"),
    ("bespoke turing systems", "software", None, "Solver for two-species reaction-diffusion systems"),
    ("turing pattern design", "poster", None, "Design principles of pattern-forming networks"),
    ("a turing test of whether ai", "dataset", None, "Choices in six behavioural games"),
    ("large language models pass", "dataset", None, "Transcripts of five-minute conversations"),
    ("friction stir-based", "dataset", None, "Hardness maps of deposited layers"),
    ("go to statement considered", "lesson", None, "Reading group on structured programming"),
    ("updating p300", "dataset", None, "Event-related potentials of an oddball task"),
    ("visible light photoredox", "dataset", None, "Spectra of photoredox catalysts"),
    ("the miracle of microfinance", "publication", "datapaper", "Codebook of a household survey"),
    ("deep contextualized word", "publication", "technicalnote", "Notes on layers of a bidirectional language model"),
    ("turing: a language for", "software", None, "Forty probabilistic programs"),
    ("sublinear algorithms for gap", "software", None, "Edit distance by sampling: a small library"),
    ("an atlas of substrate", "dataset", None, "Position-specific scoring matrices of kinases"),
    ("alias-free generative", "dataset", None, "Edited portraits with their latent codes"),
    ("score-based generative", "software", None, "Samplers for score-based models"),
    ("zero-shot text-to-image", "presentation", None, "Seminar slides on text-to-image generation"),
    ("learning transferable visual", "dataset", None, "Prompts for zero-shot image classification"),
    ("on computable numbers", "software", None, "Simulator of a-machines"),
    ("systems of logic based", "lesson", None, "Reading guide to ordinal logics"),
    ("polyamide membranes", "dataset", None, "Flux and rejection of thin-film membranes"),
    ("oriented spanners", "dataset", None, "Point sets and their oriented spanners"),
    ("precise documentation", "publication", "technicalnote", "Worked example of tabular documentation"),
    ("pancreatic stellate", "dataset", None, "Alanine uptake over time"),
    ("a survey of self-supervised", "dataset", None, "List of few-shot detection papers"),
    ("effective approaches to attention", "software", None, "Global and local attention in one file"),
    ("bayesian structure learning", "software", None, "Flow networks over directed graphs"),
]
_PEOPLE = [
    ("Almeida, Rita", "Example University"), ("Brandt, Jonas", "Example Institute of Methods"), ("Chen, Yulin", None),
    ("Dahl, Ingrid", "Example University"), ("Eze, Chidi", "Open Example College"), ("Fischer, Anna", None),
    ("Garnier, Luc", "Example Institute of Methods"), ("Hakimi, Sara", "Open Example College"),
]  # fmt: skip
_FILES = {
    "dataset": [["data.csv", 48200], ["README.md", 1800], ["codebook.pdf", 0]],
    "software": [["source.zip", 30100], ["README.md", 2100]],
    "presentation": [["slides.pdf", 0]],
    "poster": [["poster.pdf", 0]],
    "image": [["figure-1.png", 20400], ["figure-2.png", 18100]],
    "lesson": [["handout.pdf", 0], ["exercises.md", 3100]],
    "publication": [["article.pdf", 0], ["tables.csv", 9100]],
}
_TITLES = {"dataset": "Dataset", "software": "Software", "presentation": "Presentation", "poster": "Poster",
           "image": "Figure", "lesson": "Lesson", "publication": "Technical note"}  # fmt: skip


def deposits(papers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Invented Zenodo records: preprint copies of some papers, and data, code and slides that belong to others."""
    records: list[dict[str, Any]] = []
    number = 90000000
    for start in _COPIES:
        if (paper := _paper(papers, start)) is None:
            continue
        number += 10
        records.append(_copy_record(paper, number))
    for place, (start, kind, subtype, title) in enumerate(_SUPPLEMENTS):
        if (paper := _paper(papers, start)) is None:
            continue
        for version in range(1, 3 if place % 4 == 0 else 2):
            record = _supplement(paper, number + 10 + version, number + 10, kind, subtype, title, place)
            if place % 4 == 0:
                record["version"] = f"1.{version - 1}.0"
            record["is_last"] = version == (2 if place % 4 == 0 else 1)
            records.append(record)
        number += 10
    return records


def _paper(papers: list[dict[str, Any]], start: str) -> dict[str, Any] | None:
    return next((paper for paper in papers if paper["title"].lower().startswith(start)), None)


def _related(paper: dict[str, Any], relation: str) -> list[dict[str, str]]:
    ids = paper["externalIds"]
    found = []
    if "DOI" in ids:
        found.append({"identifier": ids["DOI"], "relation": relation, "scheme": "doi"})
    if "ArXiv" in ids:
        found.append({"identifier": f"arXiv:{ids['ArXiv']}", "relation": relation, "scheme": "arxiv"})
    return found


def _common(number: int, concept: int, place: int) -> dict[str, Any]:
    views = 40 + number % 977
    downloads = 15 + number % 389
    return {
        "id": number,
        "concept": concept,
        "doi": f"10.5555/zenodo.{number}",
        "concept_doi": f"10.5555/zenodo.{concept}",
        "created": f"2025-{1 + place % 12:02}-{1 + number // 10 % 28:02}T09:{place % 60:02}:11.204417+00:00",
        "publication_date": f"2025-{1 + place % 12:02}-{1 + number // 10 % 28:02}",
        "stats": {
            "downloads": downloads, "unique_downloads": downloads - 4, "views": views, "unique_views": views - 9,
            "version_downloads": downloads * 2, "version_unique_downloads": downloads * 2 - 8,
            "version_views": views * 2, "version_unique_views": views * 2 - 18,
        },
    }  # fmt: skip


def _copy_record(paper: dict[str, Any], number: int) -> dict[str, Any]:
    slug = "-".join(re.findall(r"[a-z0-9]+", paper["title"].lower())[:5])
    return _common(number + 1, number, number // 10 % 12) | {
        "title": paper["title"],
        "creators": [{"name": _family_first(name), "affiliation": None} for _, name in paper["authors"][:12]],
        "publication_date": paper.get("publicationDate") or str(paper["year"]),
        "access_right": "open",
        "resource_type": {"title": "Preprint", "type": "publication", "subtype": "preprint"},
        "license": "cc-by-4.0",
        "related_identifiers": _related(paper, "isVersionOf"),
        "communities": [{"id": "scholar-desktop-demo"}],
        "files": [[f"{slug}.pdf", 0]],
        "paper": paper["externalIds"].get("DOI") or "arXiv:" + paper["externalIds"]["ArXiv"],
        "is_last": True,
    }


def _family_first(name: str) -> str:
    given, _, family = name.rpartition(" ")
    return f"{family}, {given}" if given else name


def _supplement(
    paper: dict[str, Any], number: int, concept: int, kind: str, subtype: str | None, title: str, place: int
) -> dict[str, Any]:
    people = [_PEOPLE[(place + step) % len(_PEOPLE)] for step in range(1 + place % 3)]
    access = "restricted" if place == 5 else "embargoed" if place == 9 else "open"
    resource = {"title": _TITLES[kind], "type": kind} | ({"subtype": subtype} if subtype else {})
    first = paper["authors"][0][1].rpartition(" ")[2]
    return _common(number, concept, place) | {
        "title": f"{title}: companion to {first} ({paper['year']})",
        "creators": [{"name": name, "affiliation": affiliation} for name, affiliation in people],
        "access_right": access,
        "resource_type": resource,
        "license": ("cc-by-4.0", "cc-zero", "mit", "apache-2.0")[place % 4],
        "keywords": [word.lower() for word in re.findall(r"[A-Za-z]{5,}", title)[:3]],
        "related_identifiers": _related(paper, "isSupplementTo"),
        "communities": [{"id": "scholar-desktop-demo"}] + ([{"id": "example-university"}] if place % 3 == 0 else []),
        "files": [] if access == "restricted" else _FILES[kind],
    }
