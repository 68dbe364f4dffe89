"""XML that is shown to a person has a line for each element."""

from __future__ import annotations

from scholar_desktop.domain.text.xml_indent import indented_xml


def test_each_element_has_a_line_and_one_with_text_alone_stays_on_it():
    book = '<bib:Book x="1"><dc:title>On <i>whales</i></dc:title><z:e/></bib:Book>'
    text = f'<?xml version="1.0"?>\n<r:RDF a="b">{book}</r:RDF>'
    assert indented_xml(text).splitlines() == [
        '<?xml version="1.0"?>',
        '<r:RDF a="b">',
        '  <bib:Book x="1">',
        "    <dc:title>On",
        "      <i>whales</i>",
        "    </dc:title>",
        "    <z:e/>",
        "  </bib:Book>",
        "</r:RDF>",
    ]
    assert indented_xml("<a><b>one</b><c></c></a>") == "<a>\n  <b>one</b>\n  <c></c>\n</a>"
