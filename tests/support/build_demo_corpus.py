"""Write `scholar_desktop/demo/corpus/corpus.json` from the folder of recorded answers.

    python -m tests.support.build_demo_corpus [FOLDER of recorded answers]

Only bibliographic facts are taken: titles, names, years, venues, identifiers, counts, publication types, fields,
open-access status and addresses, file names. Abstracts, TL;DRs and citing sentences are never read: the demo writes
its own. What the demo adds of itself (second copies at example.edu, the Zenodo deposits numbered from 90000000,
how each address behaves) is told by `note`, and comes from `tests/support/demo_corpus_extras.py`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support.demo_corpus_extras import NOTE, copies_of, deposits, open_copy_of, references_elided, web_table

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "scholar_desktop" / "demo" / "corpus" / "corpus.json"
LONGEST_TITLE = 400  # one recorded title is a whole article
TOO_THIN = 10  # a paper without DOI and arXiv id is taken only when it is cited this often


def bodies(folder: Path) -> Iterator[Any]:
    for path in sorted(folder.glob("*.json")):
        body = json.loads(path.read_text("utf-8"))["response"].get("body")
        if isinstance(body, dict | list):
            yield body


def objects(body: Any, key: str) -> Iterator[dict[str, Any]]:
    """Every object inside *body* that has *key*."""
    if isinstance(body, dict):
        if key in body:
            yield body
        for value in body.values():
            yield from objects(value, key)
    elif isinstance(body, list):
        for value in body:
            yield from objects(value, key)


# --- Semantic Scholar -------------------------------------------------------------------------------------------------

_COUNTS = ("citationCount", "referenceCount", "influentialCitationCount")
_PLAIN = ("title", "venue", "year", "publicationDate", "fieldsOfStudy", "publicationTypes")


def s2_papers(folder: Path) -> list[dict[str, Any]]:
    seen: dict[str, dict[str, Any]] = {}
    for name in ("semantic_scholar", "recommendations"):
        for body in bodies(folder / name):
            for found in objects(body, "paperId"):
                if found["paperId"] and found.get("title"):
                    _take(seen.setdefault(found["paperId"], {}), found)
    papers: dict[int, dict[str, Any]] = {}
    for sha, paper in sorted(seen.items(), key=lambda item: -item[1].get("citationCount", 0)):
        if not _complete(paper):
            continue
        paper["s2"] = sha
        kept = papers.setdefault(paper["corpusId"], paper)
        if kept is not paper:  # the same paper under a sha that is not the primary one
            kept.setdefault("aliases", []).append(sha)
    return _without_twins(list(papers.values()))


def _take(paper: dict[str, Any], found: dict[str, Any]) -> None:
    """Add to *paper* what *found* says; of counts the largest, which is the latest, of the rest the first."""
    for key in _COUNTS:
        if isinstance(found.get(key), int):
            paper[key] = max(found[key], paper.get(key, 0))
    for key in _PLAIN:
        if found.get(key) not in (None, "", []):
            paper.setdefault(key, found[key])
    ids = found.get("externalIds") or {}
    paper["externalIds"] = {**ids, **paper.get("externalIds", {})}
    corpus = found.get("corpusId") or ids.get("CorpusId")
    if corpus:
        paper["corpusId"] = int(corpus)
    if found.get("authors") and all("authorId" in author for author in found["authors"]):
        paper.setdefault("authors", [[author["authorId"], author["name"]] for author in found["authors"]])
    if isinstance(found.get("publicationVenue"), dict):
        paper.setdefault("publicationVenue", found["publicationVenue"])
    if isinstance(found.get("journal"), dict):
        paper.setdefault("journal", found["journal"])
    if found.get("s2FieldsOfStudy"):
        model = [each["category"] for each in found["s2FieldsOfStudy"] if each["source"] == "s2-fos-model"]
        paper.setdefault("modelFields", model)
    copy = found.get("openAccessPdf")
    if isinstance(copy, dict):
        known = paper.setdefault("oa", {})
        for key in ("url", "status", "license"):
            if copy.get(key):
                known.setdefault(key, copy[key])
        if "elided by the publisher: {'abstract'}" in (copy.get("disclaimer") or ""):
            paper["abstract"] = "elided"
    if "abstract" in found and found["abstract"] is None:
        paper.setdefault("abstract", "none")
    elif found.get("abstract"):
        paper["abstract"] = "some"


def _complete(paper: dict[str, Any]) -> bool:
    ids = paper.get("externalIds", {})
    if not all(paper.get(key) for key in ("title", "authors", "year", "corpusId")):
        return False
    if "\ufffd" in json.dumps(paper, ensure_ascii=False):
        return False
    if re.match(r"(correction|erratum|corrigendum|author correction)\b", paper["title"], re.IGNORECASE):
        return False
    return bool(ids.get("DOI") or ids.get("ArXiv") or paper.get("citationCount", 0) >= TOO_THIN)


def _without_twins(papers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One record for each DOI: a service that has merged its twins by now."""
    kept: dict[str, dict[str, Any]] = {}
    for paper in papers:
        key = paper["externalIds"].get("DOI", paper["s2"]).lower()
        if key not in kept:
            kept[key] = paper
    return list(kept.values())


# --- Unpaywall --------------------------------------------------------------------------------------------------------

_DOI_FACTS = ("genre", "journal_name", "journal_issns", "journal_issn_l", "journal_is_oa", "journal_is_in_doaj",
              "publisher", "published_date", "oa_status", "title", "year", "is_paratext")  # fmt: skip
_LOCATION_FACTS = ("url", "url_for_pdf", "url_for_landing_page", "host_type", "version", "license", "pmh_id",
                   "endpoint_id", "repository_institution")  # fmt: skip


def unpaywall_answers(folder: Path) -> dict[str, dict[str, Any]]:
    answers: dict[str, dict[str, Any]] = {}
    for body in bodies(folder / "unpaywall"):
        for found in objects(body, "doi_url"):
            if not found.get("title") or found.get("is_paratext") or not found.get("year"):
                continue
            if len(found["title"]) > LONGEST_TITLE or found.get("genre") in ("component", "journal-issue", "standard"):
                continue
            facts = {key: found[key] for key in _DOI_FACTS if found.get(key) is not None}
            facts["locations"] = [
                {key: location[key] for key in _LOCATION_FACTS if location.get(key) is not None}
                for location in found.get("oa_locations") or []
            ]
            facts["authors"] = [_unpaywall_author(author) for author in found.get("z_authors") or []]
            known = answers.get(found["doi"])
            if known is None or len(facts["authors"]) > len(known["authors"]):
                answers[found["doi"]] = facts
    return answers


def _unpaywall_author(author: dict[str, Any]) -> str:
    name = author.get("raw_author_name") or " ".join(filter(None, (author.get("given"), author.get("family"))))
    return name or author.get("name", "")


# --- Zenodo -----------------------------------------------------------------------------------------------------------

_RECORD_FACTS = ("title", "publication_date", "access_right", "creators", "contributors", "resource_type", "license",
                 "keywords", "related_identifiers", "communities", "version", "language", "journal")  # fmt: skip


def zenodo_records(folder: Path) -> list[dict[str, Any]]:
    records: dict[int, dict[str, Any]] = {}
    for body in bodies(folder / "zenodo"):
        for found in objects(body, "conceptrecid"):
            metadata = found.get("metadata") or {}
            doi = found.get("doi") or metadata.get("doi")
            if not doi or doi.startswith("10.5072") or not found.get("stats") or "creators" not in metadata:
                continue
            facts = {key: metadata[key] for key in _RECORD_FACTS if metadata.get(key)}
            facts["creators"] = [_without_address(creator) for creator in facts["creators"]]
            if isinstance(facts.get("license"), dict):
                facts["license"] = facts["license"]["id"].lower()
            facts.update(id=int(found["id"]), concept=int(found["conceptrecid"]), doi=doi)
            if found.get("conceptdoi"):
                facts["concept_doi"] = found["conceptdoi"]
            facts["created"], facts["stats"] = found["created"], _whole(found["stats"])
            facts["files"] = [[each["key"], each["size"]] for each in found.get("files") or [] if "key" in each]
            known = records.get(facts["id"])
            if known is None or facts["created"] >= known["created"]:
                records[facts["id"]] = {**(known or {}), **facts}
    _say_if_last(records.values())
    return sorted(records.values(), key=lambda record: record["id"])


def _without_address(creator: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in creator.items() if key in ("name", "affiliation", "orcid", "type")}


def _whole(stats: dict[str, Any]) -> dict[str, int]:
    return {key: int(value) for key, value in stats.items() if "volume" not in key}


def _say_if_last(records: Any) -> None:
    last: dict[int, int] = {}
    for record in records:
        last[record["concept"]] = max(record["id"], last.get(record["concept"], 0))
    for record in records:
        record["is_last"] = record["id"] == last[record["concept"]]


# --- all of it --------------------------------------------------------------------------------------------------------


def build(folder: Path) -> dict[str, Any]:
    papers = s2_papers(folder)
    answers = unpaywall_answers(folder)
    for paper in papers:
        doi = paper["externalIds"].get("DOI", "").lower()
        if doi in answers:
            paper["unpaywall"] = answers.pop(doi)
            if paper["unpaywall"]["title"] == paper["title"]:
                del paper["unpaywall"]["title"]
    papers.sort(key=lambda paper: (-paper.get("citationCount", 0), paper["s2"]))
    for doi, facts in sorted(answers.items()):  # what Unpaywall alone knows
        papers.append({"externalIds": {"DOI": doi}, "title": facts["title"], "year": facts["year"],
                       "authors": [[None, name] for name in facts["authors"]], "unpaywall": facts})  # fmt: skip
    for paper in papers:
        if named := open_copy_of(paper):
            paper["oa"] = named
        if found := copies_of(paper):
            paper["copies"] = found
        if paper.get("s2") and "referenceCount" not in paper:
            paper["referenceCount"] = 20 + paper["corpusId"] % 40  # nobody has recorded it
        if references_elided(paper):
            paper["referencesElided"] = True
    web = web_table(papers)
    venues: dict[str, Any] = {}
    for paper in papers:
        if venue := paper.pop("publicationVenue", None):
            venues.setdefault(venue["id"], venue)
            paper["venueId"] = venue["id"]
    records = zenodo_records(folder) + deposits(papers)
    return {"note": NOTE, "venues": list(venues.values()), "papers": papers, "records": records, "web": web}


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "recorded"
    corpus = build(folder)
    parts = [f'"note":{json.dumps(corpus["note"], ensure_ascii=False)}']
    for name in ("venues", "papers", "records", "web"):
        rows = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in corpus[name])
        parts.append(f'"{name}":[\n{rows}\n]')
    TARGET.write_text("{" + ",\n".join(parts) + "}\n", "utf-8")
    sys.stdout.write(", ".join(f"{len(corpus[name])} {name}" for name in ("papers", "records", "web")) + "\n")


if __name__ == "__main__":
    main()
