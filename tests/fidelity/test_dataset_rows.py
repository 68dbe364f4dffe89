"""Every real line of the bulk datasets decodes into its Struct, and nothing of it is lost, old forms and new."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from scholar_desktop.domain.corpus.dataset_rows import (
    ROW_TYPES,
    AnyDatasetRow,
    CitationRow,
    DatasetAuthorRow,
    DatasetPaperRow,
    EmbeddingRow,
    TextRow,
    TextRowV2,
    decoder,
)

LINES = {
    "abstracts": 10,
    "authors": 10,
    "citations": 10,
    "citations-2022": 10,
    "embeddings-specter_v1": 2,
    "paper-ids": 10,
    "papers": 10,
    "publication-venues": 10,
    "s2orc": 1,
    "tldrs": 10,
}
IGNORED = {"updated": "stood at the end of most rows until 2023"}


def lines_of(recorded: Path, sample: str) -> list[bytes]:
    return (recorded / "datasets" / "samples" / f"{sample}.jsonl").read_bytes().splitlines()


def rows_of(recorded: Path, sample: str) -> list[AnyDatasetRow]:
    read = decoder(sample.removesuffix("-2022")).decode
    return [read(line) for line in lines_of(recorded, sample)]


@pytest.mark.parametrize("sample", sorted(LINES))
def test_no_key_of_a_real_line_is_lost(recorded: Path, sample: str) -> None:
    lines = lines_of(recorded, sample)
    assert len(lines) == LINES[sample]
    for line, row in zip(lines, rows_of(recorded, sample), strict=True):
        sent = msgspec.json.decode(line)
        assert msgspec.json.decode(msgspec.json.encode(row)) == {
            key: value for key, value in sent.items() if key not in IGNORED
        }


def test_the_samples_are_all_there_are(recorded: Path) -> None:
    assert {file.stem for file in (recorded / "datasets" / "samples").iterdir()} == set(LINES)


def test_every_dataset_of_a_release_has_its_row(recorded: Path) -> None:
    release = msgspec.json.decode((recorded / "datasets" / "get_release--200-00.json").read_bytes())
    assert {dataset["name"] for dataset in release["response"]["body"]["datasets"]} == set(ROW_TYPES)


def test_a_citation_says_who_cites_whom_in_both_forms(recorded: Path) -> None:
    old = [row for row in rows_of(recorded, "citations-2022") if isinstance(row, CitationRow)]
    new = [row for row in rows_of(recorded, "citations") if isinstance(row, CitationRow)]
    assert (old[0].citing, old[0].cited) == (235641116, 33251680)
    assert (new[0].citing, new[0].cited, new[0].citationid) == (80048, 265710603, 4862323859)
    assert old[0].all_intents == ("background",)
    sent = [msgspec.json.decode(lines_of(recorded, name)[0])["contexts"] for name in ("citations-2022", "citations")]
    assert old[0].places == ((sent[0][0], ()),)
    assert new[0].places == ((sent[1][0], ("result",)),)
    assert new[2].cited is None
    assert new[1].places == ()


def test_intents_that_are_not_lined_up_with_the_sentences_are_given_to_none() -> None:
    row = decoder("citations").decode(
        b'{"citingcorpusid":"1","citedcorpusid":null,"isinfluential":true,"contexts":["a","b"],'
        b'"intents":["background","methodology"]}'
    )
    assert isinstance(row, CitationRow)
    assert row.places == (("a", ()), ("b", ()))
    assert row.all_intents == ("background", "methodology")


def test_a_sentence_without_intent_keeps_its_place() -> None:
    row = decoder("citations").decode(
        b'{"citationid":1,"citingcorpusid":1,"citedcorpusid":2,"isinfluential":true,"contexts":["a","b","c"],'
        b'"intents":[null,["result","background"],["result"]]}'
    )
    assert isinstance(row, CitationRow)
    assert row.places == (("a", ()), ("b", ("result", "background")), ("c", ("result",)))
    assert row.all_intents == ("result", "background")


def test_a_vector_is_parsed_from_its_text(recorded: Path) -> None:
    for row in rows_of(recorded, "embeddings-specter_v1"):
        assert isinstance(row, EmbeddingRow)
        numbers = row.numbers()
        assert len(numbers) == 768
        assert all(isinstance(number, float) for number in numbers)


def test_a_paper_has_its_sha_in_its_address(recorded: Path) -> None:
    papers = [row for row in rows_of(recorded, "papers") if isinstance(row, DatasetPaperRow)]
    assert papers[0].sha == "b750864ff10b84b0af11fc043cc0857892b1d612"
    assert all(row.sha and row.externalids and row.externalids.corpus_id == str(row.corpusid) for row in papers)
    assert msgspec.structs.replace(papers[0], url="https://www.semanticscholar.org/paper/").sha is None


def test_authors_have_ids_of_digits(recorded: Path) -> None:
    authors = [row for row in rows_of(recorded, "authors") if isinstance(row, DatasetAuthorRow)]
    assert all(row.authorid.isdigit() for row in authors)
    assert authors[0].externalids is not None
    assert authors[0].externalids.dblp == ("Matthias Bruhns",)


def test_pieces_of_a_full_text_are_cut_out_of_it(recorded: Path) -> None:
    [row] = rows_of(recorded, "s2orc")
    assert isinstance(row, TextRow)
    assert row.content is not None
    sent = msgspec.json.decode(lines_of(recorded, "s2orc")[0])["content"]
    places = msgspec.json.decode(sent["annotations"]["title"])
    assert row.content.pieces("title") == [sent["text"][place["start"] : place["end"]] for place in places]
    assert len(row.content.pieces("title")[0]) > 100
    assert row.content.pieces("sectionheader")[1].strip()
    assert row.content.spans("figureref")[0].attributes == {"ref_id": "fig_0"}
    assert row.content.spans("abstract") == row.content.spans("no such piece") == []


def test_the_second_form_of_full_texts_is_read_as_the_documentation_has_it() -> None:
    sent: dict[str, Any] = {
        "corpusid": 1,
        "openaccessinfo": {
            "externalids": {"MAG": None, "ACL": None, "DOI": "10.5555/x", "PubMedCentral": None, "ArXiv": None},
            "license": "CCBY",
            "url": "https://repo.example.org/x.pdf",
            "status": "GOLD",
            "disclaimer": "Notice: ...",
        },
        "title": "On engines",
        "authors": [{"authorId": "7", "name": "Ada Lovelace"}],
        "body": {"text": "One. Two.", "annotations": {"sentence": '[{"start":0,"end":4},{"start":5,"end":9}]'}},
        "bibliography": {"text": "", "annotations": {"bib_entry": None}},
    }
    row = decoder("s2orc_v2").decode(msgspec.json.encode(sent))
    assert isinstance(row, TextRowV2)
    assert row.body is not None
    assert row.body.pieces("sentence") == ["One.", "Two."]
    assert msgspec.json.decode(msgspec.json.encode(row)) == sent


@pytest.mark.parametrize("line", [b"", b"{}", b"[]", b'{"corpusid": "x"}', b'{"corpusid": 1', b"\xff\xfe"])
def test_a_line_that_is_no_row_is_refused(line: bytes) -> None:
    for dataset in ROW_TYPES:
        with pytest.raises((msgspec.DecodeError, UnicodeDecodeError)):
            decoder(dataset).decode(line)
