"""Runs a command line: parses it, runs its command, and writes one result, one exit code, and at
most one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import io
import sys
import traceback
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from scholar_desktop import __version__, settings, translation
from scholar_desktop.cli import result as ending
from scholar_desktop.cli.arguments import HelpRequested, Parser
from scholar_desktop.cli.author_commands import AUTHOR_COMMANDS
from scholar_desktop.cli.cache_commands import CACHE_COMMANDS
from scholar_desktop.cli.citation_commands import CITATIONS, REFERENCES
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.compare_command import COMPARE
from scholar_desktop.cli.corpus_commands import CORPUS_COMMANDS
from scholar_desktop.cli.corpus_export_command import CORPUS_EXPORT_COMMANDS
from scholar_desktop.cli.corpus_fetch_commands import CORPUS_FETCH_COMMANDS
from scholar_desktop.cli.entry_commands import ENTRY_COMMANDS
from scholar_desktop.cli.exchange_commands import ANNOTATIONS, ARCHIVE_COMMANDS, IMPORT, LIVE, SEND_COMMANDS
from scholar_desktop.cli.export_command import EXPORT
from scholar_desktop.cli.get_command import GET
from scholar_desktop.cli.library_commands import LIBRARY_COMMANDS
from scholar_desktop.cli.lookup_commands import LOOKUP_COMMANDS
from scholar_desktop.cli.oa_command import OA
from scholar_desktop.cli.offline_corpus_commands import OFFLINE_CORPUS_COMMANDS
from scholar_desktop.cli.organise_commands import ORGANISE_COMMANDS
from scholar_desktop.cli.paper_commands import SHOW, SIMILAR
from scholar_desktop.cli.reference_commands import CHECK, RESOLVE
from scholar_desktop.cli.result import Result
from scholar_desktop.cli.saved_search_commands import SAVED_SEARCH_COMMANDS
from scholar_desktop.cli.search_command import SEARCH
from scholar_desktop.cli.settings_commands import KEY_COMMANDS, SETTINGS_COMMAND
from scholar_desktop.cli.snippets_command import SNIPPETS
from scholar_desktop.cli.tidy_commands import TIDY_COMMANDS
from scholar_desktop.cli.zenodo_commands import RECORD_COMMANDS
from scholar_desktop.cli.zenodo_communities import COMMUNITY_COMMANDS
from scholar_desktop.cli.zenodo_get_command import ZENODO_GET
from scholar_desktop.domain.errors import ErrorInfo, ScholarError, UsageError
from scholar_desktop.domain.request_options import COMMAND_WAIT_S, RequestOptions
from scholar_desktop.domain.source import SourceReport
from scholar_desktop.domain.text.message import Message
from scholar_desktop.options import OPTIONS, parse_options
from scholar_desktop.services.exchange.live_files import STATE_FILE, LiveStatus
from scholar_desktop.services.program.log import start_log
from scholar_desktop.translation import gettext, shown

if TYPE_CHECKING:
    from scholar_desktop.composition import Composition
    from scholar_desktop.options import Options
    from scholar_desktop.settings import Settings

COMMANDS: dict[str, Command] = {
    command.words: command
    for command in (
        SEARCH,
        SHOW,
        CITATIONS,
        REFERENCES,
        COMPARE,
        *AUTHOR_COMMANDS,
        SIMILAR,
        SNIPPETS,
        *LOOKUP_COMMANDS,
        GET,
        RESOLVE,
        CHECK,
        IMPORT,
        OA,
        *SAVED_SEARCH_COMMANDS,
        *RECORD_COMMANDS,
        *COMMUNITY_COMMANDS,
        ZENODO_GET,
        *LIBRARY_COMMANDS,
        *ENTRY_COMMANDS,
        *ORGANISE_COMMANDS,
        *TIDY_COMMANDS,
        *ARCHIVE_COMMANDS,
        EXPORT,
        LIVE,
        *SEND_COMMANDS,
        ANNOTATIONS,
        *CORPUS_COMMANDS,
        *CORPUS_FETCH_COMMANDS,
        *OFFLINE_CORPUS_COMMANDS,
        *CORPUS_EXPORT_COMMANDS,
        *KEY_COMMANDS,
        *CACHE_COMMANDS,
        SETTINGS_COMMAND,
    )
}


GARBAGE_THRESHOLD = 200_000
"""New objects after which Python looks for cycles; 700 by default."""


class _RunState:
    """The state of a run that is known when it ends, however early it ends."""

    def __init__(self, argv: Sequence[str]) -> None:
        own = list(argv)
        own = own[: own.index("--")] if "--" in own else own
        self.json = "--json" in own
        self.quiet = "--quiet" in own
        self.debug = "--debug" in own
        self.command = ""
        self.result = Result()
        self.sources: list[SourceReport] = []


def main(argv: Sequence[str]) -> int:
    """Run the command in *argv* and return its exit code.

    Standard output gets the command's text, or with --json always exactly one object; everything else goes to stderr.
    """
    # The lists of a command are long and have no cycles: a fifth of a long one's time was the collector's.
    gc.set_threshold(GARBAGE_THRESHOLD)
    state = _RunState(argv)
    if sys.stderr is None:  # closed by the parent process
        sys.stderr = io.StringIO()
    if not state.json:
        _use_language(argv)
    try:
        state.result = _run(argv, state)
    except HelpRequested as asked:
        state.result = Result({"help": asked.text}, text=asked.text)
    except ScholarError as error:
        state.result = ending.failure(error)
    except KeyboardInterrupt:
        ending.write_note(gettext("Interrupted.") + "\n")
        return ending.INTERRUPTED
    except Exception as error:  # noqa: BLE001  the crash boundary of the command line
        state.result = _unexpected(error, state)
    return _write_result(state)


def _use_language(argv: Sequence[str]) -> None:
    """What is printed for people is in the language of the settings; --json is always English."""
    try:
        wanted = settings.load(argv).language
    except ScholarError:  # the command itself will report it
        wanted = "system"
    translation.set_language(translation.system_language() if wanted == "system" else wanted)


def _run(argv: Sequence[str], state: _RunState) -> Result:
    options = parse_options(argv)
    if options.version:
        state.command = "version"
        text = f"Scholar Desktop {__version__}\n"  # not translated: a name
        return Result({"version": __version__}, text=text)
    if options.help:
        raise HelpRequested(_help())
    command, words = _command_of(options, state)
    arguments = _parser(command).read(words)
    # both options may stand before the command or after it
    arguments.json = state.json = state.json or arguments.json
    arguments.quiet = state.quiet = state.quiet or arguments.quiet
    chosen = settings.load(argv)
    log = start_log(chosen)
    try:
        return asyncio.run(_execute(command, arguments, chosen, state))
    finally:
        log.stop()


async def _execute(command: Command, arguments: argparse.Namespace, chosen: Settings, state: _RunState) -> Result:
    from scholar_desktop import app

    backend = app.build_services(chosen, keep_answers=command.keeps_answers(arguments))
    ask = RequestOptions(wait_s=arguments.wait or COMMAND_WAIT_S)
    context = CommandContext(backend, ask, quiet=state.quiet)
    ask.on_wait = context.on_wait
    if chosen.problem is not None:
        context.note(shown(chosen.problem))
    has_live_files = (chosen.data_dir / STATE_FILE).exists()
    written: dict[str, LiveStatus] = {}
    if has_live_files:
        backend.services.live_files.watch()
        backend.services.live_files.updated.connect(lambda found: written.update({one.live.file: one for one in found}))
    try:
        if command.asks:
            await backend.start()
        result = await command.run(context, arguments)
        if has_live_files:
            await _write_live_files(backend, result, written)
        for warning in await backend.services.folder_warnings.new():
            context.note(f"{shown(warning.lead)} {shown(warning.text)}")
    except ScholarError as error:
        result = ending.failure(error)
    except BaseException:
        await backend.aclose()
        raise
    try:
        await backend.aclose()
    except ScholarError as error:  # the disk became full: the result is complete all the same
        result.errors.append(error.info)
        result.exit_code = result.exit_code or ending.THIS_MACHINE
    result.errors += context.problems
    state.sources = ending.with_request_counts(result, ask.request_counts)
    return result


async def _write_live_files(backend: Composition, result: Result, written: Mapping[str, LiveStatus]) -> None:
    """Write the live files if the command has changed the library. What the command did stays, and so does its result;
    a file that cannot be written is an error of its own.

    Args:
        written: the latest state of each file, which is changed when the files are written.
    """
    problems = []
    try:
        await backend.services.live_files.settle()
    except ScholarError as error:
        problems.append(error.info)
    problems += [one.problem for one in written.values() if one.problem is not None]
    if problems:
        result.errors += problems
        result.not_in_text += problems
        result.exit_code = result.exit_code or ending.SOME_FAILED


def _command_of(options: Options, state: _RunState) -> tuple[Command, tuple[str, ...]]:
    """Return the command that the words name, and the remaining words. Raises UsageError."""
    words = tuple(word for word in options.rest if word not in ("--json", "--quiet")) or ("",)
    first = state.command = words[0]
    if not first:
        raise UsageError(Message("No command was given."), hint=_commands_hint())
    if first in COMMANDS:
        return COMMANDS[first], _words_after(options.rest, first)
    parts = [name.partition(" ")[2] for name in COMMANDS if name.startswith(f"{first} ")]
    if not parts:
        raise UsageError(Message("There is no command “{command}”.", command=first), hint=_commands_hint())
    second = words[1] if len(words) > 1 else ""
    if second in ("-h", "--help"):
        raise HelpRequested(
            "".join(f"{name}: {shown(COMMANDS[name].usage)}\n" for name in COMMANDS if name.startswith(first))
        )
    name = f"{first} {second}"
    if name not in COMMANDS:
        wrong = (
            Message("There is no command “{command}”.", command=name)
            if second
            else Message("“{command}” is not a whole command.", command=first)
        )
        hint = Message("Available commands: {commands}.", commands=", ".join(f"{first} {part}" for part in parts))
        raise UsageError(wrong, hint=hint)
    state.command = name
    return COMMANDS[name], _words_after(_words_after(options.rest, first), second)


def _words_after(words: tuple[str, ...], word: str) -> tuple[str, ...]:
    """Return *words* without the first occurrence of *word*."""
    position = words.index(word)
    return words[:position] + words[position + 1 :]


def _parser(command: Command) -> Parser:
    parser = Parser(command.words, shown(command.usage))
    command.arguments(parser)
    return parser


def _commands_hint() -> Message:
    names = dict.fromkeys(name.partition(" ")[0] for name in COMMANDS)
    return Message("Available commands: {commands}.", commands=", ".join(names))


def _help() -> str:
    # not translated: the syntax of the command line
    lines = ["scholar-desktop [OPTIONS] [COMMAND ...]", "", gettext("Without a command, the window opens. Options:")]
    lines += [f"  {f'--{name} {takes or str()}'.rstrip():28}{shown(text)}" for name, takes, text in OPTIONS]
    lines += ["", gettext("Commands (each takes --help, --json, --quiet and --wait S):")]
    lines += [f"  {name:28}{shown(command.usage)}" for name, command in COMMANDS.items()]
    return "\n".join(lines) + "\n"


def _unexpected(error: Exception, state: _RunState) -> Result:
    if state.debug:
        traceback.print_exception(error, file=sys.stderr)
    info = ErrorInfo(
        "unexpected",
        Message("Internal error: {error}.", error=type(error).__name__),
        Message("Run it again with --debug before the command to see where it happened."),
    )
    return Result(exit_code=ending.UNEXPECTED, errors=[info])


def _write_result(state: _RunState) -> int:
    try:
        if state.json:
            ending.write_json(state.command, state.result, state.sources, sys.stdout)
        elif state.result.text:
            text = state.result.text
            if state.command != EXPORT.words or (sys.stdout is not None and sys.stdout.isatty()):
                text = ending.for_terminal(text)  # an export is written to a file as it is
            ending.write_bytes(text.encode("utf-8", "replace"), sys.stdout)
    except BrokenPipeError:
        # the reader has closed the pipe
        ending.silence(sys.stdout)
        return state.result.exit_code
    except OSError as error:
        ending.silence(sys.stdout)
        ending.write_note(
            gettext("Could not write to standard output: {reason}.", reason=error.strerror or str(error)) + "\n"
        )
        return ending.THIS_MACHINE
    if not state.json:
        ending.write_errors(state.result)
    if not state.quiet:
        ending.write_note("".join(f"{note}\n" for note in state.result.notes))
    return state.result.exit_code
