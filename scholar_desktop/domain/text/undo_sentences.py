"""The sentences that say what undo or redo has done: 'Put “Longformer” back in your library.'

A change is stored with its name in the Undo menu ('remove “Longformer”'). The sentence is found by the template of that
name, and has its values.
"""

from __future__ import annotations

from scholar_desktop.domain.text.message import Message

SENTENCES = {
    "add {papers}": (
        Message("Removed {papers} from your library."),
        Message("Added {papers} to your library."),
    ),
    "remove {papers}": (Message("Put {papers} back in your library."), Message("Removed {papers}.")),
    "move {papers} to the trash": (
        Message("Put {papers} back in your library."),
        Message("Moved {papers} to the trash."),
    ),
    "restore {papers} from the trash": (
        Message("Moved {papers} back to the trash."),
        Message("Restored {papers} from the trash."),
    ),
    "delete {papers} from the trash": (
        Message("Put {papers} back in the trash."),
        Message("Deleted {papers} from the trash."),
    ),
    "empty the trash": (Message("Put the papers back in the trash."), Message("Emptied the trash.")),
    "merge {count} paper": (Message("Separated {papers} again."), Message("Merged {papers}.")),
    "merge {papers} into {title}": (
        Message("Separated {papers} from {title} again."),
        Message("Merged {papers} into {title}."),
    ),
    "keep {count} paper apart": (
        Message("Listed {papers} as duplicates again."),
        Message("Kept {papers} apart."),
    ),
    "link {papers} as versions of one work": (
        Message("Removed the link between {papers}."),
        Message("Linked {papers} as versions of one work."),
    ),
    "add {papers} and link to {title} as a version": (
        Message("Removed {papers} and its link to {title} from your library."),
        Message("Added {papers} to your library, and linked it to {title}."),
    ),
    "remove the link between {papers}": (
        Message("Linked {papers} as versions of one work again."),
        Message("Removed the link between {papers}."),
    ),
    "update {papers} from services": (
        Message("Restored the earlier details of {papers}."),
        Message("Updated the details of {papers}."),
    ),
    "import {papers} from {file}": (
        Message("Undid the import of {papers} from {file}."),
        Message("Imported {papers} from {file}."),
    ),
    "import {papers} from {file}, updating {updated}": (
        Message("Undid the import of {papers} from {file}, and its changes to {updated}."),
        Message("Imported {papers} from {file}, and updated {updated}."),
    ),
    "edit {papers}": (
        Message("Undid the changes to {papers}."),
        Message("Redone: the changes to {papers}."),
    ),
    "star {papers}": (Message("Removed the star from {papers}."), Message("Starred {papers}.")),
    "add and star {papers}": (
        Message("Removed {papers} from your library."),
        Message("Added and starred {papers}."),
    ),
    "star {papers}, adding {count}": (
        Message("Removed the star from {papers}, and {count} of them from your library."),
        Message("Starred {papers}, and added {count} of them."),
    ),
    "remove the star from {papers}": (
        Message("Starred {papers} again."),
        Message("Removed the star from {papers}."),
    ),
    "add {papers} and mark as to read": (
        Message("Removed {papers} from your library."),
        Message("Added {papers} and marked to read."),
    ),
    "mark {papers} as to read, adding {count}": (
        Message("Restored the reading state of {papers}, and removed {count} of them from your library."),
        Message("Marked {papers} to read, and added {count} of them."),
    ),
    "add {papers} and mark as being read": (
        Message("Removed {papers} from your library."),
        Message("Added {papers} and marked as being read."),
    ),
    "mark {papers} as being read, adding {count}": (
        Message("Restored the reading state of {papers}, and removed {count} of them from your library."),
        Message("Marked {papers} as being read, and added {count} of them."),
    ),
    "mark {papers} as to read": (
        Message("Restored the reading state of {papers}."),
        Message("Marked {papers} to read."),
    ),
    "mark {papers} as being read": (
        Message("Restored the reading state of {papers}."),
        Message("Marked {papers} as being read."),
    ),
    "mark {papers} as read": (
        Message("Restored the reading state of {papers}."),
        Message("Marked {papers} as read."),
    ),
    "remove the reading state of {papers}": (
        Message("Restored the reading state of {papers}."),
        Message("Removed the reading state of {papers}."),
    ),
    "tag {count} paper “{tag}”": (
        Message("Removed the tag “{tag}” from {papers}."),
        Message("Added the tag “{tag}” to {papers}."),
    ),
    "add and tag {papers} “{tag}”": (
        Message("Removed {papers} from your library."),
        Message("Added {papers} with the tag “{tag}”."),
    ),
    "tag {papers} “{tag}”, adding {count}": (
        Message("Removed the tag “{tag}” from {papers}, and {count} of them from your library."),
        Message("Added the tag “{tag}” to {papers}, and {count} of them to your library."),
    ),
    "remove the tag “{tag}” from {count} paper": (
        Message("Added the tag “{tag}” to {papers} again."),
        Message("Removed the tag “{tag}” from {papers}."),
    ),
    "rename the tag “{tag}” to “{name}”": (
        Message("Renamed the tag “{name}” back to “{tag}”."),
        Message("Renamed the tag “{tag}” to “{name}”."),
    ),
    "merge the tag “{tag}” into “{name}”": (
        Message("Separated the tag “{tag}” from “{name}” again."),
        Message("Merged the tag “{tag}” into “{name}”."),
    ),
    "delete the tag “{tag}”": (Message("Restored the tag “{tag}”."), Message("Deleted the tag “{tag}”.")),
    "change the colour of the tag “{tag}”": (
        Message("Restored the colour of the tag “{tag}”."),
        Message("Changed the colour of the tag “{tag}”."),
    ),
    "add the PDF of {title}": (Message("Removed the PDF of {title}."), Message("Added the PDF of {title}.")),
    "add {title} with its PDF": (
        Message("Removed {title} and its PDF from your library."),
        Message("Added {title} and its PDF."),
    ),
    "add {title} with a file": (
        Message("Removed {title} and its file from your library."),
        Message("Added {title} and its file."),
    ),
    "restore {title} and add its PDF": (
        Message("Removed the PDF of {title}, and moved the paper back to the trash."),
        Message("Added the PDF of {title}, and restored the paper from the trash."),
    ),
    "restore {title} and add a file": (
        Message("Removed the file of {title}, and moved the paper back to the trash."),
        Message("Added the file of {title}, and restored the paper from the trash."),
    ),
    "add {pdfs}": (Message("Removed {pdfs}."), Message("Added {pdfs}.")),
    "add {pdfs} and {papers}": (
        Message("Removed {pdfs} and {papers} from your library."),
        Message("Added {pdfs} and {papers}."),
    ),
    "add {pdfs}, restoring {restored}": (
        Message("Removed {pdfs}, and moved {restored} back to the trash."),
        Message("Added {pdfs}, and restored {restored} from the trash."),
    ),
    "add {pdfs} and {papers}, restoring {restored}": (
        Message("Removed {pdfs} and {papers}, and moved {restored} back to the trash."),
        Message("Added {pdfs} and {papers}, and restored {restored} from the trash."),
    ),
    "add a file of {title}": (Message("Removed the file of {title}."), Message("Added the file of {title}.")),
    "edit the note on {title}": (
        Message("Undid the changes to the note on {title}."),
        Message("Redone: the changes to the note on {title}."),
    ),
    "create the collection “{collection}”": (
        Message("Removed the collection “{collection}”."),
        Message("Created the collection “{collection}”."),
    ),
    "delete the collection “{collection}”": (
        Message("Restored the collection “{collection}”."),
        Message("Deleted the collection “{collection}”."),
    ),
    "rename the collection “{collection}”": (
        Message("Restored the name of the collection “{collection}”."),
        Message("Renamed the collection “{collection}”."),
    ),
    "move the collection “{collection}”": (
        Message("Moved the collection “{collection}” back."),
        Message("Moved the collection “{collection}”."),
    ),
    "edit the note on the collection “{collection}”": (
        Message("Restored the earlier note on the collection “{collection}”."),
        Message("Redone: the changes to the note on the collection “{collection}”."),
    ),
    "add {title} with a note": (
        Message("Removed {title} from your library."),
        Message("Added {title} with its note."),
    ),
    "create “{collection}” with {papers}, adding {count} to the library": (
        Message("Removed the collection “{collection}” with {papers}, and {count} from your library."),
        Message("Created the collection “{collection}” with {papers}."),
    ),
    "create “{collection}” with {papers}": (
        Message("Removed the collection “{collection}”. Its papers stay in your library."),
        Message("Created the collection “{collection}” with {papers}."),
    ),
    "add {papers} to the library and “{collection}”": (
        Message("Removed {papers} from your library and from “{collection}”."),
        Message("Added {papers} to your library and “{collection}”."),
    ),
    "add {papers} to “{collection}”, {count} of them to the library": (
        Message("Removed {papers} from “{collection}”, and {count} of them from your library."),
        Message("Added {papers} to “{collection}”, and {count} of them to your library."),
    ),
    "add {papers} to “{collection}”": (
        Message("Removed {papers} from “{collection}”."),
        Message("Added {papers} to “{collection}”."),
    ),
    "remove {papers} from “{collection}”": (
        Message("Put {papers} back in “{collection}”."),
        Message("Removed {papers} from “{collection}”."),
    ),
    "save the view “{view}”": (
        Message("Removed the smart view “{view}”."),
        Message("Saved the smart view “{view}”."),
    ),
    "change the view “{view}”": (
        Message("Undid the changes to the smart view “{view}”."),
        Message("Redone: the changes to the smart view “{view}”."),
    ),
    "rename the view “{view}”": (
        Message("Restored the name of the smart view “{view}”."),
        Message("Renamed the smart view “{view}”."),
    ),
    "delete the view “{view}”": (
        Message("Restored the smart view “{view}”."),
        Message("Deleted the smart view “{view}”."),
    ),
    "split “{title}”": (Message("Merged “{title}” again."), Message("Split “{title}”.")),
    "merge “{title}” again": (Message("Split “{title}” again."), Message("Merged “{title}” again.")),
    "save the search “{name}”": (
        Message("Deleted the saved search “{name}”."),
        Message("Saved the search “{name}”."),
    ),
    "rename the search “{name}”": (
        Message("Restored the name of the saved search “{name}”."),
        Message("Renamed the saved search “{name}”."),
    ),
    "delete the search “{name}”": (
        Message("Restored the saved search “{name}”."),
        Message("Deleted the saved search “{name}”."),
    ),
    "follow {name}": (Message("Stopped following {name}."), Message("Following {name}.")),
    "follow “{title}”": (Message("Stopped following “{title}”."), Message("Following “{title}”.")),
    "watch “{title}”": (Message("Stopped watching “{title}”."), Message("Watching “{title}”.")),
    "watch {count} paper": (Message("Stopped watching {papers}."), Message("Watching {papers}.")),
    "watch {papers}, adding {count}": (
        Message("Stopped watching {papers}, and removed {count} of them from your library."),
        Message("Watching {papers}, and added {count} of them to your library."),
    ),
    "stop watching {count} paper": (
        Message("Watching {papers} again."),
        Message("Stopped watching {papers}."),
    ),
    "stop watching “{title}”": (Message("Watching “{title}” again."), Message("Stopped watching “{title}”.")),
    "stop following {name}": (Message("Following {name} again."), Message("Stopped following {name}.")),
}
"""The template of a change's name -> the sentences for its undo and for its redo."""


def undone_sentence(change: str) -> str:
    """Returns the sentence for the undo of *change*, a change's name: 'Put “Longformer” back in your library.'

    The name that an earlier version stored as a plain text is in the sentence as it is.
    """
    return _sentence(change, 0) or Message("Undone: {change}", change=change)


def redone_sentence(change: str) -> str:
    """Returns the sentence for the redo of *change*, a change's name: 'Removed “Longformer”.'"""
    return _sentence(change, 1) or Message("Redone: {change}", change=change)


def _sentence(change: str, place: int) -> Message | None:
    sentences = SENTENCES.get(change.template) if isinstance(change, Message) else None
    if sentences is None or not isinstance(change, Message):
        return None
    values = dict(change.values)
    if isinstance(count := values.get("count"), int):
        values.setdefault("papers", Message.counted("{count} paper", "{count} papers", count))
    return sentences[place].filled(**values)
