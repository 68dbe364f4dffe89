"""The table of mutations: what is broken on purpose, and which command must notice it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutation:
    """One fault.

    name: what the fault is; file: below the project; old, new: the text that is replaced, which occurs once in the
    file; command: the arguments of python with which the fault must be found (exit code 1).
    """

    name: str
    file: str
    old: str
    new: str
    command: tuple[str, ...]


def _pytest(*tests: str) -> tuple[str, ...]:
    return ("-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", *tests)


def _fuzz(kind: str, count: int = 3_000) -> tuple[str, ...]:
    return ("-m", "tests.fuzz", "--kind", kind, "--answers", str(count), "--jobs", "2")


SYNCED = _pytest("tests/library/test_synced_files.py")
OPENED = "tests/faults/test_opened_files.py"

MUTATIONS = (
    Mutation(
        "a sidecar is written in place",
        "scholar_desktop/library/folders.py",
        '    passing = path.with_name(f".{path.name}.{token}.part")\n',
        "    passing = path\n",
        SYNCED,
    ),
    Mutation(
        "a sidecar is renamed before it is flushed to the disk",
        "scholar_desktop/library/folders.py",
        "            file.flush()\n            os.fsync(file.fileno())\n        os.replace(",
        "            file.flush()\n        os.replace(",
        SYNCED,
    ),
    Mutation(
        "a small file is renamed before it is flushed to the disk",
        "scholar_desktop/domain/private_files.py",
        "            file.flush()\n            os.fsync(file.fileno())\n        os.replace(",
        "            file.flush()\n        os.replace(",
        SYNCED,
    ),
    Mutation(
        "a PDF is moved into the library before it is flushed to the disk",
        "scholar_desktop/library/operations/file_ops.py",
        "    sync_file(staged.path)\n",
        "",
        SYNCED,
    ),
    Mutation(
        "the row of a file is committed before the file is moved",
        "scholar_desktop/library/operations/file_ops.py",
        "    operation.inverse.detach.append(made.lastrowid)\n",
        "    operation.inverse.detach.append(made.lastrowid)\n"
        '    connection.execute("COMMIT")\n    connection.execute("BEGIN IMMEDIATE")\n',
        _pytest("tests/library/test_crashes.py"),
    ),
    Mutation(
        "the undo entry is not written",
        "scholar_desktop/library/database/write_session.py",
        "        if self.label is not None and not self.inverse.is_empty:\n",
        "        if self.label is None:\n",
        _pytest("tests/library/test_undo.py"),
    ),
    Mutation(
        "a part file is taken as the whole file",
        "scholar_desktop/net/downloader.py",
        "        if size is not None and job.part.size < size:\n",
        "        if size is not None and not job.part.size:\n",
        _pytest("tests/net/test_download.py"),
    ),
    Mutation(
        "a redirect keeps the key",
        "scholar_desktop/net/request_sender.py",
        "            ours = ours and origin(str(url)) == home\n",
        "",
        _pytest("tests/net/test_secrets.py"),
    ),
    Mutation(
        "a private address is not checked after a redirect",
        "scholar_desktop/net/allowed_hosts.py",
        "        return Route(RoutePolicy.TRUSTED if host in self._services else RoutePolicy.GUARDED)\n",
        '        self.routed = getattr(self, "routed", 0) + 1\n'
        "        is_first = self.routed == 1 and host not in self._services\n"
        "        return Route(RoutePolicy.GUARDED if is_first else RoutePolicy.TRUSTED)\n",
        _pytest("tests/net/test_secrets.py"),
    ),
    Mutation(
        "a name that leads to a private address is connected to",
        "scholar_desktop/net/guarded_backend.py",
        "        return list(permitted(host, tuple(found)) if guard else found)\n",
        "        return list(found)\n",
        _pytest("tests/net/test_guarded_backend.py"),
    ),
    Mutation(
        "the check for the right article accepts every PDF",
        "scholar_desktop/pdf/right_article.py",
        "    score, at_front = _title_score(wanted, first)\n",
        '    if wanted:\n        return Judgement(Verdict.RIGHT, 1.0, "Its first pages name the title.")\n'
        "    score, at_front = _title_score(wanted, first)\n",
        _pytest("tests/pdf/test_right_article.py"),
    ),
    Mutation(
        "Retry-After is not heeded",
        "scholar_desktop/net/retry.py",
        '    value = headers.get("retry-after", "").strip()\n',
        '    value = ""\n',
        _pytest("tests/net/test_retry.py", "tests/net/test_download.py"),
    ),
    Mutation(
        "a device and a pipe are read as files",
        "scholar_desktop/domain/opened_file.py",
        "        if is_kind(mode):\n",
        "        if is_kind(0):\n",
        _pytest(OPENED, "-k", "dropped or becomes"),
    ),
    Mutation(
        "a @string expands without a limit",
        "scholar_desktop/formats/bibtex_reading.py",
        "        self._room -= len(found)\n",
        "",
        _pytest(OPENED, "-k", "in_words"),
    ),
    Mutation(
        "runs of combining marks are sorted at any length",
        "scholar_desktop/domain/text/unicode_forms.py",
        "    return text if text.isascii() else unicodedata.normalize(form, limit_marks(text))\n",
        "    return text if text.isascii() else unicodedata.normalize(form, text)\n",
        _pytest("tests/domain/text/test_unicode_forms.py"),
    ),
    Mutation(
        "a pattern takes a time that grows with the square of the text",
        "scholar_desktop/services/web/challenge_pages.py",
        '_INPUT = re.compile(rb"<input(?P<attributes>[^>]*+)", re.I)\n',
        '_INPUT = re.compile(rb"<input(?P<attributes>[^>]*)password", re.I)\n',
        _pytest("tests/house/test_slow_patterns.py"),
    ),
    Mutation(
        "tooltips are not escaped",
        "scholar_desktop/ui/words/literal_text.py",
        "    target.setToolTip(tooltip_text(text))\n",
        "    target.setToolTip(text)\n",
        _pytest("tests/faults/test_markup_from_services.py"),
    ),
    Mutation(
        "markup is left in a title",
        "scholar_desktop/domain/text/titles.py",
        "            text = without_loading_tags(without_tags(text))\n",
        "            text = text.strip()\n",
        _fuzz("answers"),
    ),
    Mutation(
        "a path out of the library folder is followed",
        "scholar_desktop/library/containment.py",
        '    if ".." in below or (sys.platform',
        "    if False or (sys.platform",
        _pytest("tests/faults/test_foreign_library.py"),
    ),
    Mutation(
        "a link out of the library folder is followed",
        "scholar_desktop/library/containment.py",
        "    if _has_link(str(root), below) and not _leads_into(root, text):\n",
        "    if not text:\n",
        _pytest("tests/faults/test_foreign_library.py"),
    ),
    Mutation(
        "the database is rebuilt in place",
        "scholar_desktop/library/recovery/database_swap.py",
        "    return folders.inside(folders.work / _NEW)\n",
        "    return folders.database\n",
        _pytest("tests/faults/test_failed_rebuild.py"),
    ),
)
