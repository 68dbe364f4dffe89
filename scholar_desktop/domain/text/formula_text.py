"""Writes the formulas in a text as characters: MathML with its brackets, exponents and fractions, TeX as TeX.

A formula that is given in both is written from its MathML; one that is given only as TeX keeps it, between dollars.
"""

from __future__ import annotations

import re

_START = re.compile(
    r"<(?:[A-Za-z]\w{0,9}:)?(inline-formula|disp-formula|alternatives|tex-math|math)\b[^<>]*(?<!/)>", re.IGNORECASE
)
_TOKEN = re.compile(r"<(/?)(?:\w+:)?([A-Za-z][\w-]*)([^<>]*?)(/?)>|<!--[^<>]*-->|([^<]+|<)", re.DOTALL)
_DOCUMENT = re.compile(r"\\begin\s*\{document\}(.*?)\\end\s*\{document\}", re.DOTALL)
_ATTRIBUTE = re.compile(r"(open|close|separators)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_IS_TEX = re.compile(r"encoding\s*=\s*[\"'][^\"']*tex", re.IGNORECASE)
_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_RAISED = re.compile(r"[-+−]?[0-9]{1,4}[-+−]?|[-+−]")
_SIMPLE = re.compile(r"[^\W_]+|\S")
_TEX = ("tex-math", "annotation")
_DEEPEST = 100
_NOT_READ = frozenset(("annotation-xml", "script", "style"))
_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064"))
"""Function application, invisible times, separator and plus."""


class _Element:
    """An element of MathML or around it. texts: what its children write, each with the child's name."""

    __slots__ = ("attributes", "name", "texts")

    def __init__(self, name: str, attributes: str) -> None:
        self.name = name
        self.attributes = attributes
        self.texts: list[tuple[str, str]] = []


def with_readable_formulas(text: str, *, tags: bool = False, around: str = " ") -> str:
    """Return *text* with each formula in MathML or TeX markup as plain characters; entities are kept.

    Args:
        tags: what is lowered or raised has the tags `sub` and `sup`.
        around: what is written before and after each formula.
    """
    if "<" not in text or ("math" not in text and "formula" not in text):
        return text
    written = []
    done = read = 0
    without_end: set[str] = set()
    for start in _START.finditer(text):
        name = start[1].lower()
        if start.start() < read or name in without_end:
            continue
        end = re.compile(rf"</(?:[A-Za-z]\w{{0,9}}:)?{name}\s{{0,9}}>", re.IGNORECASE).search(text, start.end())
        if end is None:
            without_end.add(name)  # nor is there one for the later formulas: the time must not grow with the square
            continue
        read = end.end()
        formula = _read(text[start.start() : read], tags=tags)
        if formula:
            written += [text[done : start.start()], f"{around}{formula}{around}"]
            done = read
    return "".join([*written, text[done:]])


def _read(markup: str, *, tags: bool) -> str:
    """Return the formula in *markup*, or nothing if it cannot be read."""
    top = _Element("", "")
    stack = [top]
    for token in _TOKEN.finditer(markup):
        closing, name, attributes, is_empty, plain = token.groups()
        if plain is not None:
            is_tex = stack[-1].name in _TEX
            stack[-1].texts.append(("", plain if is_tex else " ".join(plain.split())))
            continue
        if name is None:
            continue
        name = name.lower()
        if not closing:
            element = _Element(name, attributes)
            if is_empty:
                stack[-1].texts.append((name, _written(element, tags=tags)))
            elif len(stack) > _DEEPEST:
                return ""
            else:
                stack.append(element)
        elif len(stack) > 1 and stack[-1].name == name:
            element = stack.pop()
            stack[-1].texts.append((element.name, _written(element, tags=tags)))
    return " ".join(_written(stack[0], tags=tags).split()) if len(stack) == 1 else ""


def _written(element: _Element, *, tags: bool) -> str:
    """Return what *element* writes."""
    name = element.name
    if name in _NOT_READ:
        return ""
    if name == "tex-math":
        return _tex("".join(text for _, text in element.texts))
    if name == "annotation":
        return _tex("".join(text for _, text in element.texts)) if _IS_TEX.search(element.attributes) else ""
    parts = [text.translate(_INVISIBLE) for child, text in element.texts if child or text]
    if name in ("semantics", "alternatives", "inline-formula", "disp-formula", "math", ""):
        return _one_notation(element)
    match name:
        case "mfenced":
            return _fenced(element)
        case "msup" | "msub" | "munder" | "mover" if len(parts) == 2:
            return parts[0] + (_raised(parts[1], tags=tags) if name == "msup" else _script(name, parts[1], tags=tags))
        case "msubsup" | "munderover" if len(parts) == 3:
            return parts[0] + _script("msub", parts[1], tags=tags) + _raised(parts[2], tags=tags)
        case "mfrac" if len(parts) == 2:
            return f"{_grouped(parts[0])}/{_grouped(parts[1])}"
        case "msqrt":
            return f"√{_grouped(''.join(parts))}"
        case "mroot" if len(parts) == 2:
            is_number = _RAISED.fullmatch(parts[1])
            return f"{_raised(parts[1], tags=False)}√{_grouped(parts[0])}" if is_number else f"√[{parts[1]}]{parts[0]}"
        case "mtr" | "mspace":
            return " " + " ".join(parts)
        case "mtd":
            return " " + "".join(parts)
        case _:
            return "".join(parts)


def _one_notation(element: _Element) -> str:
    """Return the first notation of a formula: MathML, otherwise TeX."""
    tex = [text for child, text in element.texts if child in _TEX and text]
    rest = "".join(text.translate(_INVISIBLE) for child, text in element.texts if child not in _TEX)
    shown = [text for child, text in element.texts if child in ("math", "semantics") and text.strip()]
    if element.name == "alternatives" and shown:
        return shown[0]
    return rest if rest.strip() else " ".join(tex[:1])


def _tex(text: str) -> str:
    """Return TeX between dollars, without the document that publishers put around it."""
    found = _DOCUMENT.search(text)
    inner = (found[1] if found is not None else text).strip()
    inner = inner.strip("$").strip()
    return f"${' '.join(inner.split())}$" if inner else ""


def _fenced(element: _Element) -> str:
    found = {
        match[1]: match[2] if match[2] is not None else match[3] for match in _ATTRIBUTE.finditer(element.attributes)
    }
    parts = [text for child, text in element.texts if child]
    separators = [*found.get("separators", ",").replace(" ", "")] or [""]
    inner = "".join(
        part + (separators[min(place, len(separators) - 1)] if place < len(parts) - 1 else "")
        for place, part in enumerate(parts)
    )
    return found.get("open", "(") + inner + found.get("close", ")")


def _grouped(text: str) -> str:
    """Return *text* in brackets, unless it is a number, a name or a single sign."""
    return text if _SIMPLE.fullmatch(text) else f"({text})"


def _raised(text: str, *, tags: bool) -> str:
    """Return an exponent: '²', or '^n', '^(n+1)'."""
    if not text.strip():
        return ""
    if tags:
        return f"<sup>{text}</sup>"
    return text.translate(_SUPERSCRIPTS) if _RAISED.fullmatch(text) else f"^{_grouped(text)}"


def _script(name: str, text: str, *, tags: bool) -> str:
    """Return what is below or above: a digit as it is ('H2O'), accents after the letter, otherwise '_i'."""
    if not text.strip():
        return ""
    if name == "mover":
        return text if not text[0].isalnum() else f"<sup>{text}</sup>" if tags else f"^{_grouped(text)}"
    if tags and (name == "msub" or text[0].isalnum()):
        return f"<sub>{text}</sub>"
    return text if text.isdecimal() else f"_{_grouped(text)}"
