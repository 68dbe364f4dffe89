"""EndNote XML, Zotero RDF and tables are read with every field; XML that would do harm is not."""

from __future__ import annotations

from html import escape

import msgspec
import pytest

from scholar_desktop.domain.full_entry import FullEntry, LinkedFile
from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.formats.entries.bibtex_writing import write_bibtex_entries
from scholar_desktop.formats.entries.csv_reading import read_csv_entries
from scholar_desktop.formats.entries.endnote_reading import read_endnote_entries
from scholar_desktop.formats.entries.endnote_writing import write_endnote_entries
from scholar_desktop.formats.entries.html_notes import html_to_markdown, markdown_to_html
from scholar_desktop.formats.entries.zotero_rdf_reading import read_zotero_rdf
from scholar_desktop.formats.entries.zotero_rdf_writing import write_zotero_rdf

ENDNOTE = """<?xml version="1.0" encoding="UTF-8" ?>
<xml><records>
<record><rec-number>12</rec-number><ref-type name="Journal Article">6</ref-type>
<contributors><authors><author><style face="normal">Smith, John A.</style></author><author>The Group,</author></authors>
<secondary-authors><author>Jones, B</author></secondary-authors></contributors>
<titles><title><style face="normal">On </style><style face="italic">E. coli</style></title>
<secondary-title>Journal of Things</secondary-title></titles>
<periodical><full-title>Journal of Things</full-title><abbr-1>J. Things</abbr-1></periodical>
<pages>1-9</pages><volume>3</volume><number>2</number><keywords><keyword>one</keyword><keyword>two</keyword></keywords>
<dates><year>2020</year><pub-dates><date>5 Mar</date></pub-dates></dates><isbn>1234-5678</isbn>
<electronic-resource-num>10.1000/ABC</electronic-resource-num><label>smith2020</label><notes>First&#xD;second</notes>
<urls><web-urls><url>http://a.example</url></web-urls>
<pdf-urls><url>internal-pdf://3012/a%20b.pdf</url></pdf-urls></urls><custom1>mine</custom1></record>
<record><ref-type>28</ref-type><contributors><authors><author>Ed, A.</author></authors></contributors>
<titles><title>Edited</title><secondary-title>The Series</secondary-title></titles></record>
</records></xml>"""


def test_endnote_xml():
    found = read_endnote_entries(ENDNOTE)
    first, second = found.entries
    assert (first.key, first.item_type, first.line, second.line) == ("smith2020", "article-journal", 3, 14)
    assert first.people == (
        Contributor("author", "Smith", "John A."),
        Contributor("author", literal="The Group"),
        Contributor("editor", "Jones", "B"),
    )
    assert first.fields == {
        "title": "On <i>E. coli</i>",
        "container-title": "Journal of Things",
        "container-title-short": "J. Things",
        "page": "1-9",
        "volume": "3",
        "issue": "2",
        "issued": {"from": "2020-03-05", "to": None},
        "ISSN": "1234-5678",
        "DOI": "10.1000/abc",
        "URL": "http://a.example",
        "custom1": "mine",
    }
    assert (first.tags, first.notes) == (("one", "two"), ("First\nsecond",))
    assert first.files == (LinkedFile("PDF/3012/a b.pdf"),)
    assert first.extra == {"rec-number": "12"}
    assert (second.item_type, second.fields["collection-title"]) == ("book", "The Series")
    assert [person.role for person in second.people] == ["editor"]
    assert second.extra == {"type": "Edited Book"}


BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<xml><records><record><titles><title>&b;</title></titles></record></records></xml>"""


def test_xml_with_entities_or_broken_is_refused_with_its_line():
    for read in (read_endnote_entries, read_zotero_rdf):
        assert "entities" in read(BOMB).skipped[0].reason
        broken = read("<xml>\n<records>\n<record></xml>")
        assert (broken.entries, broken.skipped[0].line) == ((), 3)
        outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml>&a;</xml>'
        assert read(outside).entries == ()


RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:link="http://purl.org/rss/1.0/modules/link/"
 xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/" xmlns:vcard="http://nwalsh.com/rdf/vCard#">
<bib:Article rdf:about="#item_1">
  <z:itemType>journalArticle</z:itemType>
  <dcterms:isPartOf rdf:resource="urn:issn:1234-5678"/>
  <bib:authors><rdf:Seq>
    <rdf:li><foaf:Person><foaf:surname>Smith</foaf:surname><foaf:givenName>John</foaf:givenName></foaf:Person></rdf:li>
    <rdf:li><foaf:Person><foaf:surname>The Group</foaf:surname></foaf:Person></rdf:li>
  </rdf:Seq></bib:authors>
  <z:translators><rdf:Seq><rdf:li><foaf:Person><foaf:surname>T</foaf:surname><foaf:givenName>A</foaf:givenName>
  </foaf:Person></rdf:li></rdf:Seq></z:translators>
  <dcterms:isReferencedBy rdf:resource="#item_2"/>
  <link:link rdf:resource="#item_3"/>
  <dc:subject>by hand</dc:subject>
  <dc:subject><z:AutomaticTag><rdf:value>automatic</rdf:value></z:AutomaticTag></dc:subject>
  <dc:subject><dcterms:LCC><rdf:value>QA 1</rdf:value></dcterms:LCC></dc:subject>
  <dc:title>A title</dc:title>
  <dcterms:abstract>Text</dcterms:abstract>
  <dc:date>5 March 2019</dc:date>
  <z:language>en</z:language>
  <z:citationKey>smith2019</z:citationKey>
  <dc:identifier><dcterms:URI><rdf:value>http://a.example</rdf:value></dcterms:URI></dc:identifier>
  <dcterms:dateSubmitted>2020-01-02 03:04:05</dcterms:dateSubmitted>
  <bib:pages>1-9</bib:pages>
  <dc:description>PMID: 31452104
Something else</dc:description>
  <dc:relation rdf:resource="#item_5"/>
</bib:Article>
<bib:Journal rdf:about="urn:issn:1234-5678">
  <dc:title>Journal of Things</dc:title><prism:volume>3</prism:volume><prism:number>2</prism:number>
  <dcterms:alternative>J. Things</dcterms:alternative>
  <dc:identifier>DOI 10.1000/ABC</dc:identifier><dc:identifier>ISSN 1234-5678</dc:identifier>
</bib:Journal>
<bib:Memo rdf:about="#item_2"><rdf:value>&lt;p&gt;A &lt;b&gt;note&lt;/b&gt;&lt;/p&gt;</rdf:value></bib:Memo>
<z:Attachment rdf:about="#item_3"><z:itemType>attachment</z:itemType>
  <rdf:resource rdf:resource="files/3/a.pdf"/><dc:title>PDF</dc:title><link:type>application/pdf</link:type>
</z:Attachment>
<bib:Book rdf:about="urn:isbn:9783161484100">
  <z:itemType>book</z:itemType>
  <dcterms:isPartOf><bib:Series><dc:title>The Series</dc:title><dc:identifier>7</dc:identifier></bib:Series>
  </dcterms:isPartOf>
  <dc:publisher><foaf:Organization><vcard:adr><vcard:Address><vcard:locality>Bonn</vcard:locality></vcard:Address>
  </vcard:adr><foaf:name>Pub</foaf:name></foaf:Organization></dc:publisher>
  <dc:title>A book</dc:title><prism:edition>2</prism:edition><dc:identifier>ISBN 9783161484100</dc:identifier>
  <z:numPages>300</z:numPages>
</bib:Book>
<z:Collection rdf:about="#collection_1"><dc:title>Thesis</dc:title>
  <dcterms:hasPart rdf:resource="#collection_2"/></z:Collection>
<z:Collection rdf:about="#collection_2"><dc:title>Heads/Tails</dc:title>
  <dcterms:hasPart rdf:resource="#item_1"/></z:Collection>
</rdf:RDF>"""


def test_zotero_rdf():
    found = read_zotero_rdf(RDF)
    assert found.renamed == (("Heads/Tails", "Heads-Tails"),)
    article, book = found.entries
    assert (article.key, article.item_type, article.line) == ("smith2019", "article-journal", 6)
    assert article.fields == {
        "title": "A title",
        "container-title": "Journal of Things",
        "container-title-short": "J. Things",
        "volume": "3",
        "issue": "2",
        "DOI": "10.1000/abc",
        "ISSN": "1234-5678",
        "call-number": "QA 1",
        "abstract": "Text",
        "issued": {"from": "2019-03-05", "to": None},
        "language": "en",
        "URL": "http://a.example",
        "accessed": {"from": "2020-01-02", "to": None},
        "page": "1-9",
        "note": "PMID: 31452104\nSomething else",
        "PMID": "31452104",
    }
    assert article.people == (
        Contributor("author", "Smith", "John"),
        Contributor("author", literal="The Group"),
        Contributor("translator", "T", "A"),
    )
    assert (article.tags, article.collections) == (("by hand", "automatic"), ("Thesis/Heads-Tails",))
    assert article.notes == ("A **note**",)
    assert article.files == (LinkedFile("files/3/a.pdf", "PDF", "application/pdf"),)
    assert article.extra["notes"] == ["<p>A <b>note</b></p>"]
    assert article.extra["relations"] == [["dc:relation", "#item_5"]]
    assert book.fields == {
        "title": "A book",
        "collection-title": "The Series",
        "collection-number": "7",
        "publisher": "Pub",
        "publisher-place": "Bonn",
        "edition": "2",
        "ISBN": "9783161484100",
        "number-of-pages": "300",
    }


def test_the_number_of_a_report_goes_out_where_zotero_has_it():
    report = FullEntry("a", "report", {"title": "A report", "number": "TR-1", "DOI": "10.1000/a"})
    text = write_zotero_rdf([report])
    assert ("<prism:number>TR-1</prism:number>" in text, "scholarDesktop" in text) == (True, False)
    assert read_zotero_rdf(text).entries[0].fields == report.fields


def test_notes_become_markdown_without_scripts():
    html = (
        "<h1>Head</h1><p>One <em>two</em><br>three</p><ul><li>a</li><li>b <a href='javascript:x'>c</a></li></ul>"
        "<script>alert(1)</script><p><a href='https://a.example'>link</a></p>"
    )
    assert html_to_markdown(html) == "# Head\n\nOne *two*\nthree\n\n- a\n- b c\n\n[link](https://a.example)"


@pytest.mark.parametrize(
    ("note", "html"),
    [
        (
            "A *method* & **more**\nby <b>hand</b>",
            "<p>A <em>method</em> &amp; <strong>more</strong><br />by &lt;b&gt;hand&lt;/b&gt;</p>",
        ),
        (
            "***both*** `a<b` x*y*z snake_case_name 2 * 3 * 4",
            "<p><em><strong>both</strong></em> <code>a&lt;b</code> x<em>y</em>z snake_case_name 2 * 3 * 4</p>",
        ),
        (
            "[link](https://a.example/?x=1&y) <https://b.example> [bad](javascript:x)",
            '<p><a href="https://a.example/?x=1&amp;y">link</a> <a href="https://b.example">https://b.example</a> '
            "[bad](javascript:x)</p>",
        ),
        ("# Head #\ntext\n\n\\*stars\\*", "<h1>Head</h1><p>text</p><p>*stars*</p>"),
        (
            "- one\n  - two\n- three\nlazy\n\n3. c\n4. d\n\nend",
            "<ul><li>one\n<ul><li>two</li></ul></li><li>three<br />lazy</li></ul>"
            '<ol start="3"><li>c</li><li>d</li></ol><p>end</p>',
        ),
        (
            "> said\n> *so*\n\n---\n```\na *b*\n```",
            "<blockquote><p>said<br /><em>so</em></p></blockquote><hr /><pre>a *b*</pre>",
        ),
    ],
)
def test_a_note_for_zotero_is_html_as_its_preview_shows_it(note: str, html: str) -> None:
    assert markdown_to_html(note) == html
    text = write_zotero_rdf([FullEntry("a", "book", {"title": "A"}, notes=(note,))])
    assert escape(html, quote=False) in text
    assert read_zotero_rdf(text).entries[0].notes == (note,), "what was written comes back"


def test_deep_markdown_ends() -> None:
    assert markdown_to_html("> " * 5000 + "- " * 5000 + "*_" * 5000)


def test_tables_of_other_programs():
    text = (
        '"Key","Item Type","Publication Year","Author","Title","DOI","Date","Manual Tags","Call Number","Odd"\n'
        '"k1","book","2019","Smith, John; Jones, B","A, title","10.1000/X","2019-03-05","a; b","QA 1","o"\n'
        "\n"
        '"","","","","","","","","",""\n'
        '"k2","book","","","","","","","",""\n'
    )
    found = read_csv_entries(text)
    (entry,) = found.entries
    assert (entry.key, entry.item_type, entry.tags, entry.line) == ("k1", "book", ("a", "b"), 2)
    assert entry.fields == {
        "title": "A, title",
        "DOI": "10.1000/x",
        "issued": {"from": "2019-03-05", "to": None},
        "call-number": "QA 1",
        "Odd": "o",
    }
    assert entry.people == (Contributor("author", "Smith", "John"), Contributor("author", "Jones", "B"))
    assert [part.line for part in found.skipped] == [5]


def test_the_note_of_a_file_of_zotero_is_a_note_of_the_item():
    (entry,) = read_zotero_rdf(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:link="http://purl.org/rss/1.0/modules/link/">'
        '<rdf:Description rdf:about="#item_1"><z:itemType>book</z:itemType><dc:title>A</dc:title>'
        '<link:link><z:Attachment rdf:about="#item_2"><z:itemType>attachment</z:itemType>'
        '<z:path rdf:resource="files/2/a.pdf"/><dc:description>Read again</dc:description></z:Attachment></link:link>'
        "</rdf:Description></rdf:RDF>"
    ).entries
    assert (entry.notes, entry.files[0].path) == (("Read again",), "files/2/a.pdf")


def test_the_tags_of_a_title_go_out_as_faces_of_endnote():
    title = "The <i>E. coli</i> of <b><i>H</i></b><sub>2</sub>O"
    fields = {"title": title, "container-title": "J <i>a", "abstract": "An <i>abstract</i>"}
    text = write_endnote_entries([FullEntry("k", "article-journal", fields)])
    styles = (
        '<title><style face="normal">The </style><style face="italic">E. coli</style><style face="normal"> of </style>'
        '<style face="bold italic">H</style><style face="subscript">2</style><style face="normal">O</style></title>'
    )
    assert styles in text
    assert "<secondary-title>J &lt;i&gt;a</secondary-title>" in text, "a tag that nothing closes is text"
    (read,) = read_endnote_entries(text).entries
    assert read.fields == fields
    assert write_endnote_entries([read]) == text
    bibtex = write_bibtex_entries([read], biblatex=False)
    assert r"The \textit{E. coli} of \textbf{\textit{H}}\textsubscript{2}{O}" in bibtex


def test_the_faces_of_a_title_of_endnote_are_the_tags_of_csl():
    def style(face: str, text: str) -> str:
        return f'<style face="{face}" font="default" size="100%">{text}</style>'

    title = style("normal", "On ") + style("bold italic", "E. coli") + style("italic", " ") + style("underline", "and")
    xml_text = (
        f"<xml><records><record><titles><title>{title} {style('subscript', '2')}</title><secondary-title>"
        f"{style('italic', 'Nature')}</secondary-title></titles><abstract>{style('italic', 'In vivo')}</abstract>"
        "</record></records></xml>"
    )
    (entry,) = read_endnote_entries(xml_text).entries
    assert entry.fields == {
        "title": "On <b><i>E. coli</i></b> and <sub>2</sub>",
        "container-title": "<i>Nature</i>",
        "abstract": "In vivo",
    }
    again = write_endnote_entries([entry])
    assert '<style face="bold italic">E. coli</style>' in again
    assert '<style face="underline">and</style>' in again
    assert '<abstract><style face="italic">In vivo</style></abstract>' in again
    (read,) = read_endnote_entries(again).entries
    assert (read.fields, read.extra["raw"]) == (entry.fields, entry.extra["raw"])
    as_before = msgspec.structs.replace(
        entry,
        fields=entry.fields | {"title": "On E. coli and 2"},
        extra=entry.extra | {"raw": {"title": "On <b><i>E. coli</i></b> <u>and</u> <sub>2</sub>"}},
    )
    assert '<style face="bold italic">E. coli</style>' in write_endnote_entries([as_before]), "as it was stored before"
