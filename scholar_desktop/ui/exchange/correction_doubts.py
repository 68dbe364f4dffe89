"""The sentence that says why the user has to look at the correction of a reference before it is accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.reference_lists.manuscript import CorrectionDoubt
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.exchange.manuscript_rows import correction_words

if TYPE_CHECKING:
    from scholar_desktop.domain.reference_lists.manuscript import CheckedReference


def doubt_words(one: CheckedReference, doubt: CorrectionDoubt) -> str:
    """Return the sentence for the *doubt* about the correction of *one*."""
    match doubt:
        case CorrectionDoubt.NAME_TWICE:
            return gettext("The services state a name more than once. Compare the names before you accept.")
        case CorrectionDoubt.TWO_WORKS if one.has_identifiers_of_two_works:
            return gettext("Its identifiers are those of two works, so check which one you mean before you accept.")
        case CorrectionDoubt.TWO_WORKS:
            return gettext(
                "Its title and its identifier are those of two works, so check which one you mean before you accept."
            )
        case CorrectionDoubt.MARK:
            return gettext(
                "The correction changes what the title says of a retraction, so compare the titles before you accept."
            )
        case CorrectionDoubt.YEAR:
            return gettext(
                "The volume or the DOI is that of the published version, but the year may be that of the preprint. "
                "Check the year before you accept."
            )
        case CorrectionDoubt.OTHER_VENUE:
            return gettext(
                "The correction names another place of publication, where another version of the work may have "
                "appeared, so compare it before you accept."
            )
        case CorrectionDoubt.DIFFERENCES:
            names = ", ".join(correction_words(each)[0] for each in one.details if each.field != "key")
            return gettext(
                "Its identifier leads to this work, but these differ: {fields}. Compare them before you accept.",
                fields=names,
            )
        case CorrectionDoubt.LOOKUP:
            return _lookup_words(one)


def _lookup_words(one: CheckedReference) -> str:
    """Return the sentence with the reason that the lookup of *one* states."""
    reason = shown(one.found.by) if one.found is not None else ""
    if not reason:
        return gettext("It was found by its title, so compare it before you accept.")
    if one.is_by_identifier:
        return gettext("Compare it before you accept, because the match is not certain: {reason}.", reason=reason)
    return gettext("It was found by its title, so compare it before you accept: {reason}.", reason=reason)
