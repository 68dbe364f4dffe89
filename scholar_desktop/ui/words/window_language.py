"""Puts the window into the user's language: texts, numbers, dates, Qt's own texts, the direction of the layout."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QGuiApplication

from scholar_desktop.translation import first_known, language, set_language, set_number_format
from scholar_desktop.ui.words.wording import number

_SYSTEM = "system"
# not translated: the name of a property
_OF_QT = "translator_of_qt"
"""The property of the application that refers to the translator of Qt's own texts, if one is installed. A search
through the application's children would load the enumerations of its style, for 6 ms."""


def use_language(wanted: str) -> None:
    """Uses the language *wanted* (`system` or a code) from now on. Called when the application object exists and before
    a window is created.

    Numbers and dates follow the system where its language and its formats are those of the window's language (Swiss
    German has other separators than German), and else the language: a date with the name of a month must not be in two
    languages.
    """
    system = QLocale.system()
    set_language(first_known(system.uiLanguages()) if wanted == _SYSTEM else wanted)
    has_formats = all(code in ("", language()) for code in _format_languages(os.environ))
    locale = system if _code(system) == language() and has_formats else QLocale(language())
    QLocale.setDefault(locale)
    set_number_format(number)
    application = QCoreApplication.instance()
    if isinstance(application, QGuiApplication):
        application.setLayoutDirection(locale.textDirection())
    if application is not None:
        _translate_qt(application)


def _translate_qt(application: QCoreApplication) -> None:
    """Use Qt's own texts in the language of the window."""
    before = application.property(_OF_QT)
    if isinstance(before, QTranslator):
        application.setProperty(_OF_QT, None)
        QCoreApplication.removeTranslator(before)
        before.deleteLater()
    if language() != "en":
        translator = QTranslator(application)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load(f"qtbase_{language()}", folder):
            application.installTranslator(translator)
            application.setProperty(_OF_QT, translator)


def _format_languages(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the languages of the system's numbers and dates where variables set them, which may be another one than
    that of its texts (`LANGUAGE=de LANG=en_US.UTF-8`); empty where they set none.

    Windows and macOS have settings for them that these variables do not change.
    """
    if sys.platform in ("win32", "darwin"):
        return ()
    formats = []
    for kind in ("LC_NUMERIC", "LC_TIME"):
        name = next((value for each in ("LC_ALL", kind, "LANG") if (value := environ.get(each))), "")
        formats.append(name.partition(".")[0].partition("_")[0])
    return tuple(formats)


def _code(locale: QLocale) -> str:
    return QLocale.languageToCode(locale.language())
