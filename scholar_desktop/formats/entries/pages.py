"""Writes a list of entries for people to read: a web page with a search box, and Markdown."""

# not translated in this file: the page is in English, as the formats are

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from urllib.parse import quote

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.text.markup import without_tags
from scholar_desktop.formats.entries.plain_formulas import plain_entry

_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|])")

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:52em;margin:2em auto;padding:0 1em}"
    "body{color:#1b1b1b;background:#fff}"
    "@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#1b1b1b}a{color:#8ab4f8}}"
    "input{font:inherit;width:100%;padding:.5em;box-sizing:border-box}li{margin:1em 0}h2{font-size:1em;margin:0}"
    "p{margin:.2em 0}.tags{color:#767676;font-size:.9em}ol{list-style:none;padding:0}"
)
# wording: a program in JavaScript
_SCRIPT = (
    "const box=document.querySelector('input'),items=[...document.querySelectorAll('li')],"
    "count=document.querySelector('#count'),"
    "fold=t=>t.normalize('NFKD').replace(/[\\u0300-\\u036f]/g,'').toLowerCase(),"
    "texts=items.map(i=>fold(i.textContent));"
    "box.addEventListener('input',()=>{const words=fold(box.value).split(/\\s+/).filter(Boolean);let n=0;"
    "items.forEach((item,i)=>{const is=words.every(w=>texts[i].includes(w));item.hidden=!is;n+=is});"
    "count.textContent=n+' of '+items.length})"
)


def write_html_page(
    entries: Sequence[FullEntry], *, title: str = "References", abstracts: bool = False, search_box: bool = True
) -> str:
    """Returns *entries* as a web page that needs no other file and no network. Notes are left out. search_box: the page
    has one; False where no script runs."""
    items = "\n".join(_item(plain_entry(entry), abstracts) for entry in entries)
    name = html.escape(title)
    search, script = "", ""
    if search_box:
        # wording: HTML
        search = (
            '<p><label for="search">Search</label> <input id="search" type="search" autofocus></p>\n'
            f'<p id="count" role="status">{len(entries)} of {len(entries)}</p>\n'
        )
        script = f"<script>{_SCRIPT}</script>\n"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "script-src 'unsafe-inline'\">\n"
        f"<title>{name}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{name}</h1>\n"
        f"{search}<ol>\n{items}\n</ol>\n{script}</body>\n</html>\n"
    )


def write_markdown(entries: Sequence[FullEntry], *, title: str = "References", abstracts: bool = False) -> str:
    """Returns *entries* as a list in Markdown. Notes are left out."""
    lines = [f"# {_escaped(title)}", ""]
    for entry in map(plain_entry, entries):
        address = _address(entry)
        name = _escaped(without_tags(entry.text("title")) or entry.key)
        head = f"[{name}]({address})" if address else name
        lines.append(f"- **{head}**  ")
        if about := _about(entry):
            lines.append(f"  {_escaped(about)}  ")
        if entry.key:
            lines.append(f"  `@{entry.key.replace('`', '')}`")
        for file in entry.files:
            lines.append(f"  [{_escaped(file.path.rpartition('/')[2])}]({quote(file.path)})")
        if abstracts and (abstract := entry.text("abstract")):
            lines += ["", *(f"  > {_escaped(line)}" for line in abstract.split("\n"))]
        lines.append("")
    return "\n".join(lines)


def _item(entry: FullEntry, abstracts: bool) -> str:
    address = _address(entry)
    name = html.escape(without_tags(entry.text("title")) or entry.key)
    head = f'<a href="{html.escape(address)}" rel="noreferrer">{name}</a>' if address else name
    parts = [f"<h2>{head}</h2>", f"<p>{html.escape(_about(entry))}</p>"]
    links = "".join(
        f' <a href="{html.escape(quote(file.path))}">{html.escape(file.path.rpartition("/")[2])}</a>'
        for file in entry.files
    )
    if links:
        parts.append(f"<p>{links.strip()}</p>")
    if abstracts and (abstract := entry.text("abstract")):
        parts.append(f"<details><summary>Abstract</summary><p>{html.escape(abstract)}</p></details>")
    if entry.tags:
        parts.append(f'<p class="tags">{html.escape(", ".join(entry.tags))}</p>')
    return f"<li>{''.join(parts)}</li>"


def _address(entry: FullEntry) -> str:
    if doi := entry.text("DOI"):
        return f"https://doi.org/{quote(doi)}"
    if arxiv := entry.text("arxiv"):
        return f"https://arxiv.org/abs/{quote(arxiv)}"
    url = entry.text("URL")
    return url if url.lower().startswith(("http://", "https://")) else ""


def _about(entry: FullEntry) -> str:
    role = "author" if entry.of_role("author") else "editor"
    people = entry.of_role(role)
    has_more = len(people) > 10 or role in entry.with_others
    names = ", ".join(one.shown for one in people[:10]) + (" et al." if has_more else "")
    issued = entry.fields.get("issued")
    year = str(issued.get("from") or issued.get("literal") or "")[:40] if isinstance(issued, dict) else ""
    place = without_tags(entry.text("container-title") or entry.text("publisher"))
    *before, last = [part for part in (names, year, place) if part] or [""]
    return " ".join((*(part if part.endswith(".") else f"{part}." for part in before), last))


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
