"""Converts titles, abstracts and descriptions to plain text: no HTML, no MathML, no control characters."""

from __future__ import annotations

import re
import unicodedata

from scholar_desktop.domain.text.formula_text import with_readable_formulas
from scholar_desktop.domain.text.markup import without_loading_tags
from scholar_desktop.domain.text.unicode_forms import is_nfc, normalize

_LONGEST_MARKUP = 400_000
"""The maximum length of a text with markup; a longer text is cut there."""
_MOST_ESCAPES = 4
"""How often a tag such as `<img src=...>` may be escaped and is still recognised; nobody escapes a text more often."""

_BLOCKS = frozenset(  # not translated: words that are compared
    re.findall(
        r"\S+",
        """address article aside blockquote br caption center dd details dir div dl dt fieldset figcaption figure footer
        form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol optgroup option p pre section summary table tbody td
        tfoot th thead tr ul list list-item sec title disp-formula disp-quote def-list def-item""",
    )
)
_INLINE = frozenset(  # not translated: words that are compared
    re.findall(
        r"\S+",
        """a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark math mfrac mi mn mo
        mover mrow ms mspace msqrt msub msubsup msup mtext mtable mtd mtr munder munderover mstyle mfenced mmultiscripts
        mprescripts menclose mroot semantics annotation annotation-xml none q ruby rt rp s samp script small span
        strike strong style sub sup svg time tt u var wbr bold italic monospace overline roman sc underline ext-link
        inline-formula tex-math inf scp scr html body head meta link noscript iframe object embed video audio source
        canvas input button select textarea""",
    )
)
_PREFIXES = frozenset(("jats", "mml", "mathml", "m", "html", "xhtml", "ce"))
_WITH_CONTENT = {"script", "style", "annotation", "annotation-xml", "tex-math"}
"""Elements whose content is not text to read: code, and a second notation of the same formula."""

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:_.-]*+)([^<>]*+)>")
_ANGLE = re.compile(rf"{_TAG.pattern}|<!--|<")
_AMPERSAND = re.compile(r"&(?:(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};)|([A-Za-z][A-Za-z0-9]{1,31};))?")
_RAISED = re.compile(r"<sup>\s*([-+−]?[0-9]{1,4}[-+−]?|[-+−])\s*</sup>", re.IGNORECASE)
_RAISED_FORMS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_BROKEN_WORD = re.compile(r"(?<=\w)\u00ad+\s*(?=\w)")
"""A soft hyphen within a word, also where a line ended."""
_WRONG_ENTITIES = re.compile(r"&([ds])quo;")
"""Names that some publishers write for quotation marks; HTML does not have them."""
_EMPTY_LINES = re.compile(r"\n[^\S\n]*\n\s*")


def plain_line(text: str) -> str:
    """Return *text* as one line of plain text. For titles, names, venues."""
    if text.isprintable() and text.isascii() and "<" not in text and "&" not in text and "  " not in text:
        return text.strip()
    return " ".join(_readable(_without_markup(_with_formulas(_readable(text)))).split())


def plain_paragraphs(text: str) -> str:
    """Return *text* as plain text with its paragraphs separated by an empty line. For abstracts and descriptions."""
    plain = _readable(_without_markup(_with_formulas(_readable(text))))  # entities may stand for invisible characters
    blocks = (" ".join(block.split()) for block in _EMPTY_LINES.split(plain))
    return "\n\n".join(block for block in blocks if block)


def printable_line(text: str) -> str:
    """Return *text* in one line without invisible characters; what looks like markup is kept. For names of files."""
    return text if text.isprintable() else " ".join(_readable(text).split())


def _with_formulas(text: str) -> str:
    """Return *text* with readable formulas and quotation marks; formulas whose markup was escaped are included."""
    if "&" in text:
        text = _WRONG_ENTITIES.sub(lambda found: '"' if found[1] == "d" else "'", text)
    return with_readable_formulas(text)


def _readable(text: str) -> str:
    """Return *text* in NFC without invisible characters.

    Characters that Semantic Scholar turned into control characters (bytes 80 to 9F of Windows-1252: curly quotes,
    dashes) are restored.
    """
    if not text.isprintable():
        text = "".join(map(_seen, _BROKEN_WORD.sub("", text)))
    return text if text.isascii() or is_nfc(text) else normalize("NFC", text)


def _seen(character: str) -> str:
    if character.isprintable() or character in "\n\u200c\u200d\u200e\u200f":  # joiners and direction marks matter
        return character
    if character.isspace() and not "\x80" <= character <= "\x9f":
        return " " if character not in "\u2028\u2029" else "\n"
    if "\x80" <= character <= "\x9f":
        return character.encode("latin-1").decode("cp1252", "ignore")
    category = unicodedata.category(character)
    # not translated: categories of Unicode
    return "\ufffd" if category == "Cs" else "" if category in ("Cc", "Cf", "Cn") else character


def _without_markup(text: str) -> str:
    """Return *text* without tags and with its entities decoded. `p<0.05` and `k<n` are not tags."""
    if "<" not in text and "&" not in text:
        return text
    import html

    plain = _without_visible_markup(text)
    for _ in range(_MOST_ESCAPES):
        plain = without_loading_tags(plain)
        decoded = html.unescape(plain) if "&" in plain else plain
        if without_loading_tags(decoded) == decoded:
            return plain
        plain = decoded
    return plain.replace("<", " ").replace("&", " ")


def _without_visible_markup(text: str) -> str:
    """Return *text* without the tags that it shows or that were escaped once as a whole."""
    import html  # imported here: its table of entities is only needed for a text with markup

    had_tags = any(_is_markup(tag) for tag in _TAG.finditer(text)) or "<!--" in text
    if not had_tags:
        plain = html.unescape(_AMPERSAND.sub(_entity_alone, text))
        # Text in which all markup was escaped (`&lt;p&gt;...`) is markup; single tags within a text are not.
        has_pairs = any(tag[1] and _is_markup(tag) for tag in _TAG.finditer(plain))
        return _without_tags(plain) if has_pairs else plain
    return _without_tags(text)


def _without_tags(text: str) -> str:
    import html

    import nh3

    text = " ".join(text[:_LONGEST_MARKUP].split())
    text = _RAISED.sub(lambda raised: raised[1].translate(_RAISED_FORMS), text)
    text = _ANGLE.sub(_replaced, _AMPERSAND.sub(_entity_alone, text))
    return html.unescape(nh3.clean(text, tags=set(), clean_content_tags=_WITH_CONTENT)).replace("\xa0", " ")


def _entity_alone(ampersand: re.Match[str]) -> str:
    """Keep an entity and escapes any other `&` (an HTML parser would read `&parameters` as `¶meters`)."""
    from html.entities import html5

    return ampersand[0] if ampersand[1] or ampersand[2] in html5 else f"&amp;{ampersand[0][1:]}"


def _is_markup(tag: re.Match[str]) -> bool:
    """Return whether the match is a tag of HTML, JATS or MathML, and not a part of a formula (`a<b and c>d`)."""
    prefix, _, local = tag[2].lower().rpartition(":")
    if (prefix and prefix not in _PREFIXES) or (local not in _BLOCKS and local not in _INLINE):
        return False
    attributes = tag[3].strip().rstrip("/")
    return not attributes or (tag[3][0].isspace() and (len(local) > 1 or "=" in attributes))


def _replaced(angle: re.Match[str]) -> str:
    """Replace a block tag by the end of a paragraph, a cell tag by a space, and an inline tag by nothing.

    Comments, and elements whose content is not text to read, are left for nh3, which removes them with their content.
    The rest is escaped as text.
    """
    if angle[2] is None:
        return "<!--" if angle[0] == "<!--" else "&lt;"
    if not _is_markup(angle):
        return f"&lt;{angle[0][1:-1]}&gt;"
    local = angle[2].lower().rpartition(":")[2]
    if local in _WITH_CONTENT:
        return "" if angle[3].endswith("/") else f"<{angle[1]}{local}>"
    if local in ("td", "th", "img", "mtd", "mtr"):
        return " "
    return "\n\n" if local in _BLOCKS else ""
