"""Write `scholar_desktop/demo/zenodo/pdf_facts.json`: the sizes and checksums of the PDFs of the demo's records.

    python -m tests.support.build_demo_pdf_facts

Run it after a change to what the PDFs contain, and with a new version of reportlab. With another version than that of
the file, the demo generates the PDFs to know their sizes.
"""

from __future__ import annotations

import msgspec
from reportlab import Version

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.pdf_writer import PdfWriter
from scholar_desktop.demo.zenodo.records import PDF_FACTS, FileFacts, PdfFacts, RecordRenderer, ending_of, md5


def pdf_facts() -> PdfFacts:
    """The facts of all PDFs, from their generated contents."""
    corpus = DemoCorpus()
    renderer = RecordRenderer(corpus, PdfWriter(corpus))
    found = {}
    for record in sorted(corpus.data.records, key=lambda record: record.id):
        for name in sorted(name for name, _ in record.files if ending_of(name) == "pdf"):
            data = renderer.content(record, name) or b""
            found[f"{record.id}/{name}"] = FileFacts(len(data), md5(data))
    return PdfFacts(Version, corpus.seed, found)


if __name__ == "__main__":
    PDF_FACTS.write_bytes(msgspec.json.format(msgspec.json.encode(pdf_facts()), indent=1) + b"\n")
