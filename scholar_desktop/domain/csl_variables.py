"""Item types, fields and roles of an entry: those of CSL-JSON, and what Zotero calls them.

Zotero has several fields for one variable (`reporter`, `code` and `publicationTitle` are all `container-title`), so the
tables map from Zotero to CSL. What has no CSL name keeps its own.
"""

# not translated in this file: names of CSL

from __future__ import annotations

# not translated: names of CSL
_CSL_TYPES_WORDS = """
article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset
document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation
manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical
personal_communication post post-weblog regulation report review review-book software song speech standard thesis
treaty webpage
"""
CSL_TYPES = frozenset(_CSL_TYPES_WORDS.split())
TYPE_OF_ZOTERO = {
    "artwork": "graphic",
    "attachment": "document",
    "audioRecording": "song",
    "blogPost": "post-weblog",
    "bookSection": "chapter",
    "case": "legal_case",
    "computerProgram": "software",
    "conferencePaper": "paper-conference",
    "dictionaryEntry": "entry-dictionary",
    "email": "personal_communication",
    "encyclopediaArticle": "entry-encyclopedia",
    "film": "motion_picture",
    "forumPost": "post",
    "instantMessage": "personal_communication",
    "journalArticle": "article-journal",
    "letter": "personal_communication",
    "magazineArticle": "article-magazine",
    "newspaperArticle": "article-newspaper",
    "note": "document",
    "podcast": "broadcast",
    "preprint": "article",
    "presentation": "speech",
    "radioBroadcast": "broadcast",
    "statute": "legislation",
    "tvBroadcast": "broadcast",
    "videoRecording": "motion_picture",
}
"""Zotero's item types whose CSL type has another name; `annotation` has none, and keeps its own."""
PAPER_TYPE_OF_CSL = {
    "article": "preprint",
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "chapter",
    "dataset": "dataset",
    "entry": "chapter",
    "entry-dictionary": "chapter",
    "entry-encyclopedia": "chapter",
    "paper-conference": "conference",
    "report": "report",
    "review": "review",
    "review-book": "review",
    "software": "software",
    "thesis": "thesis",
}
"""CSL type -> `Paper.type`; the others are `other`."""
CSL_TYPE_OF_PAPER = {paper: csl for csl, paper in reversed(PAPER_TYPE_OF_CSL.items())} | {
    "article": "article-journal",
    "other": "document",
}
"""`Paper.type` -> CSL type, the most common one."""

DATES = frozenset(("accessed", "available-date", "event-date", "issued", "original-date", "submitted"))
# not translated: names of CSL
_ROLES_WORDS = """
author chair collection-editor compiler composer container-author contributor curator director editor
editorial-director editor-translator executive-producer guest host illustrator interviewer narrator organizer
original-author performer producer recipient reviewed-author script-writer series-creator translator
attorneyAgent commenter cosponsor counsel wordsBy
"""
ROLES = frozenset(_ROLES_WORDS.split())
"""The roles of CSL, and those of Zotero that CSL does not have."""
ROLE_OF_ZOTERO = {
    "artist": "author",
    "bookAuthor": "container-author",
    "cartographer": "author",
    "castMember": "performer",
    "creator": "author",
    "executiveProducer": "executive-producer",
    "interviewee": "author",
    "inventor": "author",
    "originalCreator": "original-author",
    "podcaster": "host",
    "presenter": "author",
    "programmer": "author",
    "reviewedAuthor": "reviewed-author",
    "scriptwriter": "script-writer",
    "seriesCreator": "series-creator",
    "seriesEditor": "collection-editor",
    "sponsor": "author",
}
# not translated: names of CSL
_TEXTS_WORDS = """
abstract annote archive archive_collection archive_location archive-place authority call-number chapter-number
citation-key citation-label collection-number collection-title container-title container-title-short dimensions
division DOI edition event-place event-title genre ISBN ISSN issue journalAbbreviation jurisdiction keyword language
license locator medium note number number-of-pages number-of-volumes original-publisher original-publisher-place
original-title page page-first part-number part-title PMCID PMID printing-number publisher publisher-place
references reviewed-genre reviewed-title scale section shortTitle source status supplement-number title title-short
URL version volume volume-title volume-title-short year-suffix
"""
TEXTS = frozenset(_TEXTS_WORDS.split())
"""The variables of CSL that are neither dates nor people, with those of earlier versions that files still have."""
FIELD_OF_ZOTERO = {
    "abstractNote": "abstract",
    "accessDate": "accessed",
    "applicationNumber": "call-number",
    "archiveID": "number",
    "archiveLocation": "archive_location",
    "artworkMedium": "medium",
    "artworkSize": "dimensions",
    "audioFileType": "medium",
    "audioRecordingFormat": "medium",
    "billNumber": "number",
    "blogTitle": "container-title",
    "bookTitle": "container-title",
    "callNumber": "call-number",
    "caseName": "title",
    "citationKey": "citation-key",
    "code": "container-title",
    "codeNumber": "volume",
    "codePages": "page",
    "codeVolume": "volume",
    "committee": "section",
    "company": "publisher",
    "conferenceName": "event-title",
    "court": "authority",
    "date": "issued",
    "dateDecided": "issued",
    "dateEnacted": "issued",
    "dictionaryTitle": "container-title",
    "distributor": "publisher",
    "docketNumber": "number",
    "documentNumber": "number",
    "encyclopediaTitle": "container-title",
    "episodeNumber": "number",
    "eventPlace": "event-place",
    "extra": "note",
    "filingDate": "submitted",
    "firstPage": "page",
    "format": "medium",
    "forumTitle": "container-title",
    "history": "references",
    "identifier": "number",
    "institution": "publisher",
    "interviewMedium": "medium",
    "issueDate": "issued",
    "issuingAuthority": "authority",
    "label": "publisher",
    "legalStatus": "status",
    "legislativeBody": "authority",
    "letterType": "genre",
    "libraryCatalog": "source",
    "manuscriptType": "genre",
    "mapType": "genre",
    "meetingName": "event-title",
    "nameOfAct": "title",
    "network": "publisher",
    "numPages": "number-of-pages",
    "numberOfVolumes": "number-of-volumes",
    "organization": "authority",
    "originalDate": "original-date",
    "originalPlace": "original-publisher-place",
    "originalPublisher": "original-publisher",
    "pages": "page",
    "partNumber": "part-number",
    "partTitle": "part-title",
    "patentNumber": "number",
    "place": "publisher-place",
    "postType": "genre",
    "presentationType": "genre",
    "priorityDate": "original-date",
    "priorityNumbers": "issue",
    "proceedingsTitle": "container-title",
    "programmingLanguage": "genre",
    "programTitle": "container-title",
    "publicLawNumber": "number",
    "publicationTitle": "container-title",
    "reporter": "container-title",
    "reporterVolume": "volume",
    "reportNumber": "number",
    "reportType": "genre",
    "repository": "publisher",
    "repositoryLocation": "publisher-place",
    "rights": "license",
    "runningTime": "dimensions",
    "series": "collection-title",
    "seriesNumber": "collection-number",
    "seriesTitle": "collection-title",
    "session": "chapter-number",
    "sessionTitle": "container-title",
    "studio": "publisher",
    "subject": "title",
    "system": "medium",
    "thesisType": "genre",
    "type": "genre",
    "university": "publisher",
    "url": "URL",
    "versionNumber": "version",
    "videoRecordingFormat": "medium",
    "websiteTitle": "container-title",
    "websiteType": "genre",
}
"""Zotero's fields whose variable has another name. `assignee`, `country` and `seriesText` have none."""

_BY_CASE = {name.lower(): name for name in (*TEXTS, *DATES, *ROLES)}


def csl_type(name: str) -> str | None:
    """Returns the CSL type with a name of CSL or Zotero; None for a name that neither has."""
    if name in CSL_TYPES or name == "annotation":
        return name
    return TYPE_OF_ZOTERO.get(name)


def csl_name(name: str) -> str:
    """Returns the name of a variable or role of CSL, from its name in any case of letters. Any other name is returned
    as it is."""
    return _BY_CASE.get(name.lower()) or name


def field_name(name: str) -> str:
    """Returns the name of a field in an entry: of a variable or role, from a name of CSL or Zotero in any case of
    letters. Any other name is returned as it is."""
    found = FIELD_OF_ZOTERO.get(name) or ROLE_OF_ZOTERO.get(name) or _BY_CASE.get(name.lower())
    return found or name
