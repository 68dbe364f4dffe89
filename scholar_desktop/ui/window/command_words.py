"""Everyday words for commands whose titles say it in another way: the command palette finds a command by these, too."""

from __future__ import annotations

from scholar_desktop.domain.text.message import Message

_TEXT = Message("zoom in, bigger, larger, enlarge, font size, scale")
_THEME = Message("change theme, switch theme, appearance, colours, colors, mode, skin")
_LIVE = Message("live .bib file, automatic export, auto-export, sync, BibTeX file, BibLaTeX, LaTeX, Overleaf")
_MARK_READ = Message("mark read, mark as read")
_READING_LIST = Message("reading list, read later, unread, queue")
_ORDER = Message("sort, order, rank")
_FORMATS = Message(
    "save bibliography, BibTeX, BibLaTeX, RIS, CSL-JSON, EndNote, EndNote XML, RDF, Zotero RDF, CSV, spreadsheet"
)
WORDS_BESIDE = {"paper": Message("paper, papers, article, entry"), "view": Message("open, show, go to, page")}
"""The beginning of action ids -> words for what these commands act on, or for what they do with a page: the palette
takes them into account beside words of the command."""
COMMAND_WORDS: dict[str, Message] = {
    "app.calls": Message(
        "sent requests, call log, network, API calls, errors, history of requests, trail, what was sent"
    ),
    "app.demo": Message("sample data, example papers, tutorial, live services, leave the demo"),
    "app.documentation": Message("help, manual, user guide, instructions"),
    "app.offline": Message("offline, go offline, disconnect, turn off network, internet, airplane mode"),
    "app.quit": Message("exit, close program"),
    "app.report_problem": Message("bug, issue, feedback, crash"),
    "app.restart": Message("start again, reload, relaunch, apply settings"),
    "app.shortcuts": Message("hotkeys, key bindings, help with keys"),
    "app.whats_new": Message("changelog, changes, releases, updates, version"),
    "app.about": Message("version, licence, license, credits"),
    "citations.clear_filters": Message("reset filters, remove filters, show everything"),
    "citations.sort": Message("order, most cited, sort by most cited, newest, influential, rank"),
    "citations.words": Message("find, filter, words in the sentences"),
    "citations.years": Message("date, filter by years"),
    "citations.dates": Message("limit by date, load only, date range, exact dates, published"),
    "citations.intents": Message("method, result, background, why cited"),
    "citations.influential": Message("most influential, important, key citations"),
    "citations.export": Message("save citing papers, citation contexts, CSV"),
    "citations.load_all": Message("all citations, all references, everything, continue, resume"),
    "citations.load_more": Message("more citations, next page"),
    "citations.stop": Message("abort, halt, cancel"),
    "collection.export": _FORMATS,
    "collection.live": _LIVE,
    "collection.new": Message("folder, new folder, group, project, create"),
    "collection.note": Message("comment, annotate"),
    "collection.rename": Message("change name, rename folder"),
    "collection.delete": Message("remove folder"),
    "downloads.cancel_all": Message("stop, abort all"),
    "downloads.get_list": Message("download all PDFs, batch, bulk, many"),
    "downloads.pause_all": Message("hold, stop for now"),
    "downloads.retry": Message("retry, retry group, repeat, failed downloads, try all, missing again"),
    "downloads.save_report": Message("spreadsheet, results of downloads"),
    "edit.undo": Message("revert, reverse, undo delete, undo deletion, undo remove"),
    "edit.redo": Message("repeat, undo the undo"),
    "focus.library": Message("library, find in library, my papers"),
    "focus.search": Message("new search, find papers, query"),
    "go.back": Message("previous, return, trail, history"),
    "go.forward": Message("next, trail, history"),
    "ledger.clear": Message("clear history, delete history, clear search history, forget earlier searches"),
    "library.add_files": Message("upload, drop, local PDFs"),
    "library.add_folder": Message("upload, local PDFs"),
    "library.archive": Message("backup, back up, export all, zip"),
    "library.unarchive": Message("restore backup, zip"),
    "library.duplicates": Message("merge, deduplicate, dedupe, same paper twice, delete duplicates, remove duplicates"),
    "library.empty_trash": Message("clear bin, delete for good"),
    "library.export": Message(
        "save bibliography, BibTeX, BibLaTeX, RIS, CSL-JSON, EndNote, EndNote XML, RDF, Zotero RDF, CSV, spreadsheet, "
        "backup"
    ),
    "library.import": Message("load, migrate, Zotero, Mendeley, EndNote, JabRef, BibTeX, RIS"),
    "library.columns": Message("column chooser, show column, hide column"),
    "library.cards": Message("list view, table off, rows"),
    "library.import_folder": Message("migrate, Zotero, PDFs"),
    "library.import_report": Message("left out, skipped, errors, details"),
    "library.live_files": _LIVE,
    "library.move": Message("change library folder, folder of PDFs, location, data folder"),
    "library.new_entry": Message("add by hand, manual, book, create, new reference"),
    "library.new_view": Message("saved filter, rule, smart folder, dynamic"),
    "library.show_folder": Message(
        "PDF folder, open folder, where are my PDFs, on disk, location, data folder, file manager"
    ),
    "library.sort_added": Message("order, newest, latest, recent, date"),
    "library.sort_author": _ORDER,
    "library.sort_title": Message("order, alphabetical"),
    "library.sort_venue": _ORDER,
    "library.sort_year": Message("order, newest, latest, recent, date"),
    "library.table": Message("columns, spreadsheet, list"),
    "list.add_and_get": Message("get PDFs, download PDFs"),
    "list.open": Message("paste references, pasted list, bibliography, resolve, batch, DOIs"),
    "list.save_csv": Message("spreadsheet, export list, results of the review"),
    "manuscript.accept_safe": Message("accept all corrections, apply corrections"),
    "manuscript.check_again": Message("repeat check, recheck, check references again"),
    "manuscript.keep": Message("reject correction, decline correction, ignore correction, not wrong"),
    "manuscript.save_bib": Message("save corrections, export corrected references, BibTeX"),
    "manuscript.save_csv": Message("save as CSV, spreadsheet, export check, results of the check"),
    "manuscript.save_list": Message("save corrected references, save corrections"),
    "manuscript.check": Message(
        "verify references, missing references, LaTeX, Word, draft, thesis, choose manuscript, bib file"
    ),
    "news.look_now": Message("alerts, updates, refresh, watched papers, open copies"),
    "paper.add": Message("save, keep, bookmark"),
    "paper.annotations": Message("highlights, comments, extract"),
    "paper.attach_pdf": Message("add file, upload PDF"),
    "paper.collect": Message("put into folder, organise, organize, group"),
    "paper.compare": Message("common references, overlap, side by side"),
    "paper.copy_bibtex": Message("LaTeX, .bib entry"),
    "paper.copy_key": Message("citation key, cite key, citekey, BibTeX key, LaTeX, \\cite"),
    "paper.copy_citation": Message("cite, reference, bibliography, rich text, formatted text"),
    "paper.copy_pdf": Message("file, clipboard, attachment, mail"),
    "paper.copy_doi": Message("identifier, link"),
    "paper.copy_sentence": Message("sentences, quote, quotation, citation context"),
    "paper.copy_in_text": Message("cite, citation in the text, parenthetical"),
    "paper.delete": Message(
        "remove, delete, remove from library, delete from library, remove paper, delete paper, trash paper"
    ),
    "paper.edit": Message("fix year, correct, title, authors, metadata, citation key, cite key, change entry, rename"),
    "paper.merge": Message("combine, join, duplicates, deduplicate"),
    "paper.merge_again": Message("join, join again, combine, rejoin, unsplit, same paper, merge records"),
    "paper.split_off": Message(
        "separate, not the same paper, different papers, wrong match, unmerge, divide, split paper, merged by mistake"
    ),
    "paper.unlink_versions": Message("version of, preprint, separate, remove link"),
    "paper.edit_note": Message("comment, annotate, write"),
    "paper.export": Message(
        "BibTeX, BibLaTeX, RIS, CSL-JSON, EndNote, EndNote XML, RDF, Zotero RDF, CSV, spreadsheet, save bibliography, "
        "download citations, citation keys, Word"
    ),
    "paper.get_pdf": Message("download PDF, download all PDFs, full text, fetch"),
    "paper.fetch_by_hand": Message("download by hand, manual download, paywall, subscription"),
    "paper.keep_beside": Message("tab, new tab, keep beside, unpin, hold, compare, side by side"),
    "paper.open_browser": Message("web page, publisher, website, link"),
    "paper.open_pdf": Message("external viewer, Acrobat, preview"),
    "paper.open_via_library": Message("proxy, library, university, subscription, EZproxy, link resolver"),
    "paper.people": Message(
        "author page, same author, more by this author, writers, h-index, profile, follow, subscribe"
    ),
    "paper.read_pdf": Message("open PDF, view PDF, reader, preview, outline, table of contents"),
    "paper.refresh": Message("update metadata, refresh, corrections, sync"),
    "paper.send": Message("export to Zotero, push, JabRef"),
    "paper.show_in_folder": Message("open folder, file manager, Finder, Explorer, containing folder"),
    "paper.similar": Message("recommend, recommendations, related papers, more like this"),
    "paper.watch": Message(
        "watch this paper for an open copy, stop watching, unwatch, end watching, alert, notify, subscribe, monitor, "
        "closed, paywall"
    ),
    "paper.star": Message("favourite, favorite, bookmark, like"),
    "paper.tag": Message("label, keyword, new tag, add tag, remove tag"),
    "paper.to_read": Message("reading list, read later, unread, queue, mark as read, mark as unread"),
    "paper.why": Message("context, citation sentence, why cited, intent"),
    "pane.next": Message("switch panel, focus"),
    "pdf.find": Message("find in PDF, search in PDF, find text, search text, find words"),
    "saved.remove": Message("stop saved search, stop watching search, unwatch search, remove alert"),
    "saved.run_all": Message("refresh alerts, update searches"),
    "search.cancel": Message("abort, halt"),
    "search.clear_filters": Message("reset filters, remove filters, show everything"),
    "search.corpus": Message("local search, without internet, offline search"),
    "search.filter_open_access": Message("open access only, free PDF, full text"),
    "search.filter_years": Message("date, year, published"),
    "search.forget_opened": Message("clear history, delete history, reading history, opened papers, mark as unread"),
    "search.load_all": Message("more results, everything, continue, resume"),
    "search.load_more": Message("next page, more results"),
    "search.run": Message("find, go"),
    "search.save": Message("alert, follow, notify, subscribe"),
    "search.sort_author": _ORDER,
    "search.sort_citations": Message("order, most cited, popular, rank"),
    "search.sort_influence": _ORDER,
    "search.sort_relevance": Message("order, best match, rank"),
    "search.sort_title": Message("order, alphabetical"),
    "search.sort_year": Message("order, newest, latest, recent, date"),
    "search.why": Message("explain, ranking, statistics, sources"),
    "view.authors": Message("author page, author search, researcher, scientist, ORCID, follow, subscribe"),
    "view.cited_by": Message(
        "citations, citing papers, forward citations, who cites, who cites this paper, citing sentences, intents"
    ),
    "view.citations_hidden": Message("more room, collapse, close pane"),
    "view.citation_pane": Message("close pane, hide, show"),
    "view.details_pane": Message("close pane, hide, show"),
    "view.citation_keys": Message("cite key, BibTeX key, citekey, Better BibTeX"),
    "view.citation_style": Message("APA, MLA, Chicago, Vancouver, IEEE, Harvard, CSL, reference style, format"),
    "view.corpus": Message(
        "delete corpus, remove corpus, download dataset, dataset files, local copy, offline data, disk space"
    ),
    "view.downloads": Message("queue, progress, failed, downloaded, downloaded PDFs, why no PDF"),
    "view.full_screen": Message("maximize, maximise, distraction free"),
    "view.language": Message("change language, German, English, Deutsch, translation, locale"),
    "view.ledger": Message(
        "search history, what did I search, PRISMA, systematic review, log of searches, audit trail, literature review"
    ),
    "view.library": Message("my library, collection, saved papers"),
    "view.library_to_read": _READING_LIST,
    "view.library_trash": Message("bin, deleted papers, recycle"),
    "view.library_without_pdf": Message("missing PDFs, no full text, download all PDFs"),
    "view.map": Message("map, graph, network, visualise, visualize, connected papers"),
    "view.map_library": Message("graph, network, visualise, visualize"),
    "view.missing_classics": Message(
        "recommend, must read, often cited, gaps, snowball, snowballing, forward citations, backward citations"
    ),
    "view.news": Message("alerts, notifications, updates, feed, watched papers"),
    "view.records": Message("Zenodo records, data, datasets, software, repository"),
    "view.references": Message("show references, bibliography, cites, backward citations"),
    "view.search_sources": Message(
        "services, turn off, turn on, Semantic Scholar off, Unpaywall off, Zenodo off, exclude a service, databases"
    ),
    "view.sentences": Message("ask a question, sentence search, snippets, passages, quotes, phrase"),
    "view.settings": Message(
        "preferences, options, API key, e-mail, email, proxy, citation style, folder, "
        "folder of PDFs, library folder, cache, check automatically, privacy"
    ),
    "view.similar": Message("recommend, recommendations, related papers, more like this"),
    "view.text_large": _TEXT,
    "view.text_larger": _TEXT,
    "view.text_largest": _TEXT,
    "view.text_normal": Message("zoom out, smaller, font size, reset, normal, default size"),
    "view.text_very_large": _TEXT,
    "view.theme_dark": Message("change theme, dark mode, night mode, black, appearance, colours, colors"),
    "view.theme_high_contrast": Message("accessibility, low vision, appearance"),
    "view.theme_high_contrast_dark": Message("accessibility, low vision, dark mode, night mode, appearance"),
    "view.theme_light": Message("change theme, light mode, bright, day, white, appearance, colours, colors"),
    "view.theme_system": _THEME,
    "view.timeline": Message("years, chart, histogram, over time"),
    "unpaywall.saved_answers": Message("clear cache, delete saved answers"),
    "unpaywall.search_titles": Message("title search, find papers"),
    "view.unpaywall": Message("open access, DOI lookup, free copies"),
}
"""Action id -> what the palette finds it by besides its title and its help: words and phrases with commas between."""
WHOLE_PHRASES: dict[str, Message] = {
    "go.back": Message("go back"),
    "library.show_folder": Message("where are my files"),
    "manuscript.check": Message(
        "check bibliography, check references, check citations, check bib file, choose manuscript"
    ),
    "paper.copy_citation": Message("cite, cite paper, cite this"),
    "paper.open_pdf": Message("open PDF"),
    "paper.get_pdf": Message("download PDF"),
    "paper.restore": Message("restore from trash, undelete, move back from trash"),
    "paper.tag": Message("tags, edit tag"),
    "paper.to_read": _MARK_READ,
    "paper.watch": Message("stop watching, unwatch"),
    "saved.remove": Message("stop saved search"),
    "view.citation_style": Message("change style, change citation style"),
    "view.ledger": Message("history"),
    "view.references": Message("references of this paper, references of paper"),
    "view.text_large": Message("make text bigger, make text larger"),
}
"""Action id -> phrases, with commas between, that count as its title: the palette puts it first for one of them, also
if it cannot run, and says why."""
UNDOING_PHRASES = {"paper.to_read": (_MARK_READ, Message("This paper is not on your reading list."))}
"""Action id -> phrases, with commas between, for what the action does only once it was done, when it has another title,
and the reason why it cannot before."""
WORDS_WHEN_ON: dict[str, Message] = {
    "app.offline": Message("online, work online, offline, end offline, connect, network, internet"),
}
"""The same for actions that are on (`Action.when_on`), where they are found by other words then."""
