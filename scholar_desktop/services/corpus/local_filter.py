"""Filters local files of the bulk datasets by a rule, in the thread of the caller."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.corpus.corpus_folder import mark_path
from scholar_desktop.domain.corpus.rule import TEXT_DATASETS, CorpusRule
from scholar_desktop.domain.errors import BadAnswer, DiskError, UsageError
from scholar_desktop.domain.source import CORPUS
from scholar_desktop.domain.text.message import Message

if TYPE_CHECKING:
    from scholar_desktop.corpus.line_filter import KeptPapers, LineTest

_SUFFIXES = (".gz", ".jsonl", ".json")


class FilteredFiles(msgspec.Struct, frozen=True):
    """What a filter kept. read counts bad lines too; files: the written files, empty if lines went elsewhere."""

    read: int
    kept: int
    bad: int
    files: tuple[str, ...] = ()


class WorkCancelled(Exception):
    """The task was cancelled."""


def check_stop(stop: threading.Event) -> None:
    """Raise WorkCancelled if the task that waits for the work was cancelled."""
    if stop.is_set():
        raise WorkCancelled


def _lines_files(source: Path, dataset: str) -> list[Path]:
    """Return the files of *dataset* in *source*."""
    if source.is_file():
        return [source]
    folder = source / dataset if (source / dataset).is_dir() else source
    if not folder.is_dir():
        raise UsageError(Message("{source} was not found.", source=str(source)), subject=str(source))
    files = sorted(file for file in folder.iterdir() if file.suffix in _SUFFIXES and file.is_file())
    if not files:
        raise UsageError(
            Message("There are no .gz or .jsonl files in {folder}.", folder=str(folder)), subject=str(source)
        )
    return files


def filter_files(
    sources: Sequence[Path],
    dataset: str,
    rule: CorpusRule,
    to: Path | None,
    write: Callable[[bytes], object],
    stop: threading.Event,
) -> FilteredFiles:
    """Keep the lines of local files; see `OfflineCorpus.filter`."""
    from scholar_desktop.corpus import line_filter

    read = kept = bad = 0
    written: list[str] = []
    try:
        test = _test_for(sources, dataset, rule, stop)
        for source in sources:
            for file in _lines_files(source, dataset):
                try:
                    if to is None:
                        counts = line_filter.filter_lines(
                            _until(line_filter.lines_in(file), stop),
                            test,
                            lambda lines: write(b"\n".join(lines) + b"\n"),
                            lambda _line: None,
                        )
                        read, kept, bad = read + counts.read, kept + counts.kept, bad + counts.bad
                        continue
                    target = to / dataset / f"{file.name.removesuffix('.gz').removesuffix('.jsonl')}.gz"
                    aside = to / "aside" / dataset / f"{target.stem}.bad"
                    with line_filter.whole_file(file) as stream:
                        mark = line_filter.filter_file(
                            stream, test, target, rule.digest(), aside=aside, size=file.stat().st_size
                        )
                except (EOFError, line_filter.TooManyBadLines) as error:
                    raise damaged_lines(error, file) from error
                check_stop(stop)
                written.append(str(target))
                read, kept, bad = read + mark.read, kept + mark.kept, bad + mark.bad
    except (EOFError, line_filter.TooManyBadLines) as error:  # in the papers beside it
        raise damaged_lines(error) from error
    except OSError as error:
        raise DiskError(
            Message("Could not filter the lines: {reason}.", reason=error.strerror or str(error))
        ) from error
    return FilteredFiles(read, kept, bad, tuple(written))


def _until(chunks: Iterator[list[bytes]], stop: threading.Event) -> Iterator[list[bytes]]:
    for lines in chunks:
        check_stop(stop)
        yield lines


def _test_for(sources: Sequence[Path], dataset: str, rule: CorpusRule, stop: threading.Event) -> LineTest:
    from scholar_desktop.corpus.line_filter import AllLines, PaperTest

    if dataset == "papers":
        return PaperTest(rule)
    if dataset in TEXT_DATASETS:
        from scholar_desktop.corpus.full_texts import FullTextTest

        return FullTextTest(None if rule.keeps_all else _kept_papers(sources, rule, stop).ids(), rule.texts)
    return AllLines() if rule.keeps_all else _kept_papers(sources, rule, stop).test(dataset, rule.edges)


def _kept_papers(sources: Sequence[Path], rule: CorpusRule, stop: threading.Event) -> KeptPapers:
    """Return the papers that satisfy the rule: those in the folder `papers` of a source, else the CorpusIds of the
    rule."""
    from scholar_desktop.corpus import line_filter

    found = line_filter.KeptPapers()
    beside = [source for source in sources if (source / "papers").is_dir()]
    for source in beside:
        for file in _lines_files(source, "papers"):
            lines = _until(line_filter.lines_in(file), stop)
            line_filter.filter_lines(lines, line_filter.PaperTest(rule), found.add_lines, lambda _line: None)
    if beside:
        return found
    if rule != CorpusRule(ids=rule.ids, edges=rule.edges) or not all(each.isdecimal() for each in rule.ids):
        raise UsageError(
            Message("It is unknown which papers match the rule."),
            hint=Message("Use a folder that also contains the folder papers, or a file of CorpusIds with --ids."),
        )
    found.add_ids(int(each) for each in rule.ids)
    return found


def damaged_lines(error: Exception, file: Path | None = None) -> BadAnswer:
    """Return the error for lines that are cut or do not have the form of their dataset.

    Args:
        file: None if it is unknown which file it is.
    """
    named = file or getattr(error, "path", None)
    number: int | None = getattr(error, "number", None)  # of a DamagedLine, whose module takes long to import
    from scholar_desktop.corpus.line_filter import DamagedFile

    if isinstance(error, DamagedFile):
        message = Message("Could not read the files of the corpus: {file} is damaged.", file=str(named))
    elif isinstance(error, EOFError):
        message = (
            Message("Could not read the files of the corpus: {file} is incomplete.", file=str(named))
            if named is not None
            else Message("Could not read the files of the corpus: a file is incomplete.")
        )
    elif named is not None and number is not None:
        message = Message(
            "Could not read the files of the corpus: too many lines of {file} are invalid. "
            "The first is line {line} ({details}).",
            line=number,
            file=str(named),
            details=str(error),
        )
    elif named is not None:
        message = Message(
            "Could not read the files of the corpus: a line of {file} is invalid ({details}).",
            file=str(named),
            details=str(error),
        )
    else:
        message = Message("Could not read the files of the corpus: a line is invalid ({details}).", details=str(error))
    hint = Message("Download the file again.")
    if named is not None and mark_path(named).is_file():  # a fetch does not read a file again that is complete
        hint = Message("Delete this file, and download the corpus again: only missing files are downloaded.")
    return BadAnswer(message, hint=hint, subject=CORPUS)
