"""Venues with all their names: the common abbreviation and the long names that services send."""

from __future__ import annotations

import re
from functools import lru_cache

from scholar_desktop.domain.text.titles import normalise

# not translated: names of venues
_CONFERENCES = """
Neural Information Processing Systems | NeurIPS | NIPS | Advances in Neural Information Processing Systems
International Conference on Machine Learning | ICML
International Conference on Learning Representations | ICLR
Annual Meeting of the Association for Computational Linguistics | ACL
North American Chapter of the Association for Computational Linguistics | NAACL
Conference on Empirical Methods in Natural Language Processing | EMNLP
Conference of the European Chapter of the Association for Computational Linguistics | EACL
International Conference on Computational Linguistics | COLING
Computer Vision and Pattern Recognition | CVPR
IEEE International Conference on Computer Vision | ICCV
European Conference on Computer Vision | ECCV
AAAI Conference on Artificial Intelligence | AAAI
International Joint Conference on Artificial Intelligence | IJCAI
Knowledge Discovery and Data Mining | KDD | SIGKDD
The Web Conference | WWW | TheWebConf
Annual International ACM SIGIR Conference on Research and Development in Information Retrieval | SIGIR
Web Search and Data Mining | WSDM
International Conference on Information and Knowledge Management | CIKM
International Conference on Human Factors in Computing Systems | CHI
International Conference on Software Engineering | ICSE
International Conference on Robotics and Automation | ICRA
International Conference on Artificial Intelligence and Statistics | AISTATS
Conference on Uncertainty in Artificial Intelligence | UAI
Annual Conference Computational Learning Theory | COLT
Interspeech | INTERSPEECH
IEEE International Conference on Acoustics, Speech, and Signal Processing | ICASSP
International Conference on Medical Image Computing and Computer-Assisted Intervention | MICCAI
"""
# not translated: names of venues
_OTHERS = """
Transactions of the Association for Computational Linguistics | TACL
Journal of machine learning research | JMLR | J. Mach. Learn. Res.
IEEE Transactions on Pattern Analysis and Machine Intelligence | TPAMI | PAMI
Proceedings of the National Academy of Sciences of the United States of America | PNAS | Proc. Natl. Acad. Sci. U.S.A.
The New England Journal of Medicine | NEJM | N. Engl. J. Med.
Journal of the American Medical Association (JAMA) | JAMA
British medical journal | BMJ
Nature Communications | Nat. Commun.
Nucleic Acids Research | NAR
Physical Review Letters | PRL | Phys. Rev. Lett.
Physical Review D | PRD | Phys. Rev. D
Journal of High Energy Physics | JHEP
Monthly notices of the Royal Astronomical Society | MNRAS
The Astrophysical Journal | ApJ | Astrophys. J.
Astronomy & Astrophysics | A&A
Journal of the American Chemical Society | JACS | J. Am. Chem. Soc.
Angewandte Chemie | Angew. Chem.
bioRxiv | biorxiv
medRxiv | medrxiv
arXiv.org | arXiv
Social Science Research Network | SSRN | SSRN Electronic Journal
PLoS ONE | PLOS ONE
"""


@lru_cache(maxsize=1)
def _groups() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in f"{_CONFERENCES.strip()}\n{_OTHERS.strip()}".splitlines():
        names = tuple(name.strip() for name in line.split("|"))
        found.update(dict.fromkeys(map(normalise, names), names))
    return found


def names_of(venue: str) -> tuple[str, ...]:
    """Returns *venue* and its other names, the given name first."""
    return tuple(dict.fromkeys((venue.strip(), *_groups().get(normalise(venue), ()))))


@lru_cache(maxsize=1)
def _any_name() -> re.Pattern[str]:
    names = sorted((name for name in _groups() if len(name) > 3), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")


def is_venue(name: str) -> bool:
    """Returns True if *name* as a whole is the name of a venue in this table."""
    return normalise(name) in _groups()


@lru_cache(maxsize=1)
def _conference_names() -> frozenset[str]:
    lines = _CONFERENCES.strip().splitlines()
    return frozenset(normalise(name) for line in lines for name in line.split("|"))


def is_conference(name: str) -> bool:
    """Returns True if *name* as a whole is the name of a conference in this table."""
    return normalise(name) in _conference_names()


def venues_in(normalised: str) -> frozenset[str]:
    """Returns the venues of this table that occur in a normalised text, each by its first name."""
    return frozenset(_groups()[found[0]][0] for found in _any_name().finditer(normalised))


# not translated: names of venues
PREPRINTS = frozenset(("arXiv.org", "bioRxiv", "medRxiv", "Social Science Research Network"))
"""Preprint servers, by their names in `venues_in`, where a paper may be in addition to its venue."""


def expand_venues(venues: str) -> str:
    """Returns the comma-separated list *venues* with all names of each venue.

    It is for a service that compares names exactly. A name that contains a comma is left out.
    """
    names = (name for venue in venues.split(",") if venue.strip() for name in names_of(venue))
    return ",".join(dict.fromkeys(name for name in names if "," not in name))


@lru_cache(maxsize=64)
def _wanted(venues: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Returns normalised names: those that may be part of a longer name, and short ones that must match whole words."""
    names = {normalise(name) for venue in venues.split(",") if venue.strip() for name in names_of(venue)}
    names.discard("")
    short = frozenset(name for name in names if len(name) < 5)
    return tuple(sorted(names - short)), short


def matches_venue(venues: str, own: str | None) -> bool:
    """Returns True if the venue *own* of a paper is one of *venues* (comma-separated), under any of its names."""
    longer, short = _wanted(venues)
    return _is_among(longer, short, own or "")


@lru_cache(maxsize=4096)
def _is_among(longer: tuple[str, ...], short: frozenset[str], own: str) -> bool:
    there = normalise(own)
    if not there:
        return False
    words = f" {there} "
    return any(name in there for name in longer) or any(f" {name} " in words for name in short)
