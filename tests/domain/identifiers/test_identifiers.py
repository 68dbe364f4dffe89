"""Identifiers and addresses of papers are recognised in every spelling in which people paste them."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.identifiers.identifiers import (
    Identifier,
    Scheme,
    clean_doi,
    ids_of,
    label_of,
    matches,
    page_of,
    parse,
    recognise,
    s2_identifier_of,
)
from scholar_desktop.domain.paper import Ids, Paper

SHA = "204e3073870fae3d05bcbc2f6a8e263d9b72e776"
SICI = "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"

SPELLINGS = {
    # DOI
    "10.1145/3386569.3392408": "doi:10.1145/3386569.3392408",
    "doi:10.1145/3386569.3392408": "doi:10.1145/3386569.3392408",
    "DOI: 10.1145/3386569.3392408": "doi:10.1145/3386569.3392408",
    "DOI 10.1145/3386569.3392408": "doi:10.1145/3386569.3392408",
    "doi = {10.1145/3386569.3392408},": "doi:10.1145/3386569.3392408",
    "https://doi.org/10.1145/3386569.3392408": "doi:10.1145/3386569.3392408",
    "http://dx.doi.org/10.1145/3386569.3392408": "doi:10.1145/3386569.3392408",
    "doi.org/10.1145/3386569.3392408": "doi:10.1145/3386569.3392408",
    "https://www.doi.org/10.1145/3386569.3392408/": "doi:10.1145/3386569.3392408",
    "doi:https://doi.org/10.1145/3386569.3392408": "doi:10.1145/3386569.3392408",
    "https://doi.org/doi:10.1145/3386569.3392408": "doi:10.1145/3386569.3392408",
    "info:doi/10.1145/3386569.3392408": "doi:10.1145/3386569.3392408",
    "https://doi.org/10.1145/3386569.3392408?utm_source=mail#top": "doi:10.1145/3386569.3392408",
    "10.1145%2F3386569.3392408": "doi:10.1145/3386569.3392408",
    "https%3A%2F%2Fdoi.org%2F10.1145%2F3386569.3392408": "doi:10.1145/3386569.3392408",
    "10.1145%252F3386569.3392408": "doi:10.1145/3386569.3392408",
    "10.1023/A:1007154515475": "doi:10.1023/a:1007154515475",
    "(10.1016/S0140-6736(20)30183-5).": "doi:10.1016/s0140-6736(20)30183-5",
    "“10.1038/nature12373”,": "doi:10.1038/nature12373",
    "<https://doi.org/10.1038/nature12373>": "doi:10.1038/nature12373",
    "[doi:10.1038/nature12373];": "doi:10.1038/nature12373",
    "10.1038/nature12373…": "doi:10.1038/nature12373",
    "10.1038/\u200bnature12373\ufeff": "doi:10.1038/nature12373",
    "https://doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15/16%3C1661::AID-SIM968%3E3.0.CO;2-2": f"doi:{SICI}",
    "10.1002/(SICI)1097-0258(19980815/30)17:15/16&lt;1661::AID-SIM968&gt;3.0.CO;2-2": f"doi:{SICI}",
    "10.1000.10/123": "doi:10.1000.10/123",
    "10.5281/zenodo.17347516": "doi:10.5281/zenodo.17347516",
    # publishers' addresses
    "https://www.biorxiv.org/content/10.1101/2024.04.01.587366v1.full.pdf": "doi:10.1101/2024.04.01.587366",
    "https://www.biorxiv.org/content/10.1101/2024.04.01.587366v2.full.pdf+html": "doi:10.1101/2024.04.01.587366",
    "https://www.medrxiv.org/content/10.1101/2020.03.22.20040758v3": "doi:10.1101/2020.03.22.20040758",
    "https://www.medrxiv.org/content/10.1101/2020.03.22.20040758v3.supplementary-material": (
        "doi:10.1101/2020.03.22.20040758"
    ),
    "10.1101/2024.04.01.587366v1": "doi:10.1101/2024.04.01.587366",
    "https://dl.acm.org/doi/10.1145/3544585.3544600": "doi:10.1145/3544585.3544600",
    "https://dl.acm.org/doi/abs/10.1145/3544585.3544600": "doi:10.1145/3544585.3544600",
    "https://dl.acm.org/doi/pdf/10.1145/3544585.3544600?download=true": "doi:10.1145/3544585.3544600",
    "https://onlinelibrary.wiley.com/doi/full/10.1002/aenm.201700479": "doi:10.1002/aenm.201700479",
    "https://onlinelibrary.wiley.com/doi/10.1002/aenm.201700479/abstract": "doi:10.1002/aenm.201700479",
    "https://link.springer.com/article/10.1007/s11538-021-00870-y#citeas": "doi:10.1007/s11538-021-00870-y",
    "https://link.springer.com/content/pdf/10.1007/s11538-021-00870-y.pdf": "doi:10.1007/s11538-021-00870-y",
    "https://link.springer.com/chapter/10.1007%2F978-3-319-24644-4_10": "doi:10.1007/978-3-319-24644-4_10",
    "https://www.frontiersin.org/articles/10.3389/fpsyg.2020.00001/full": "doi:10.3389/fpsyg.2020.00001",
    "https://iopscience.iop.org/article/10.1088/1367-2630/17/1/010201/meta": "doi:10.1088/1367-2630/17/1/010201",
    "https://journals.aps.org/pre/abstract/10.1103/PhysRevE.88.012814": "doi:10.1103/physreve.88.012814",
    "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0000001": "doi:10.1371/journal.pone.0000001",
    "https://journals.plos.org/plosone/article/file?type=printable&id=10.1371/journal.pone.0000001": (
        "doi:10.1371/journal.pone.0000001"
    ),
    "https://academic.oup.com/bioinformatics/advance-article/doi/10.1093/bioinformatics/btab123/6142423": (
        "doi:10.1093/bioinformatics/btab123"
    ),
    "https://academic.oup.com/neuro-oncology/advance-article-pdf/doi/10.1093/neuonc/noad117/50788616/noad117.pdf": (
        "doi:10.1093/neuonc/noad117"
    ),
    "https://aacrjournals.org/clincancerres/article-pdf/doi/10.1158/1078-0432.CCR-22-2270/3265595/ccr-22-2270.pdf": (
        "doi:10.1158/1078-0432.ccr-22-2270"
    ),
    "https://academic.oup.com/bioinformatics/article-lookup/doi/10.1093/bioinformatics/btab123": (
        "doi:10.1093/bioinformatics/btab123"
    ),
    "https://www.nature.com/articles/s42256-024-00832-8.pdf": "doi:10.1038/s42256-024-00832-8",
    "https://api.unpaywall.org/v2/10.1038/nature12373?email=a@b.org": "doi:10.1038/nature12373",
    # arXiv
    "2004.05150": "arxiv:2004.05150",
    "2004.05150v2": "arxiv:2004.05150",
    "arXiv:2004.05150": "arxiv:2004.05150",
    "arxiv: 2004.05150v1": "arxiv:2004.05150",
    "arXiv 2004.05150": "arxiv:2004.05150",
    "arXiv:2004.05150v2 [cs.CL] 2 Dec 2020": "arxiv:2004.05150",
    "arXiv preprint arXiv:1706.03762": "arxiv:1706.03762",
    "hep-th/9901001": "arxiv:hep-th/9901001",
    "arXiv:hep-th/9901001v3": "arxiv:hep-th/9901001",
    "math.GT/0309136": "arxiv:math/0309136",
    "0704.0001": "arxiv:0704.0001",
    "10.48550/arXiv.1706.03762": "arxiv:1706.03762",
    "https://doi.org/10.48550/arXiv.hep-th/9901001": "arxiv:hep-th/9901001",
    "https://arxiv.org/abs/2004.05150v2": "arxiv:2004.05150",
    "http://arxiv.org/pdf/2004.05150v2.pdf": "arxiv:2004.05150",
    "arxiv.org/abs/math.GT/0309136": "arxiv:math/0309136",
    "https://export.arxiv.org/pdf/hep-th/9901001": "arxiv:hep-th/9901001",
    "https://arxiv.org/html/2312.07559v2#S3": "arxiv:2312.07559",
    "https://ar5iv.labs.arxiv.org/html/2312.07559": "arxiv:2312.07559",
    "URL:https://arxiv.org/abs/2004.05150": "arxiv:2004.05150",
    # PubMed, PubMed Central
    "PMID:19872477": "pmid:19872477",
    "PMID 19872477": "pmid:19872477",
    "pubmed:19872477": "pmid:19872477",
    "https://pubmed.ncbi.nlm.nih.gov/19872477/": "pmid:19872477",
    "https://www.ncbi.nlm.nih.gov/pubmed/19872477": "pmid:19872477",
    "https://europepmc.org/article/MED/19872477": "pmid:19872477",
    "PMC2808891": "pmcid:PMC2808891",
    "pmc2808891": "pmcid:PMC2808891",
    "PMCID:2808891": "pmcid:PMC2808891",
    "PMCID: PMC2808891": "pmcid:PMC2808891",
    "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC2808891/pdf/x.pdf": "pmcid:PMC2808891",
    "https://pmc.ncbi.nlm.nih.gov/articles/PMC2808891/": "pmcid:PMC2808891",
    "https://www.ncbi.nlm.nih.gov/pmc/articles/2808891": "pmcid:PMC2808891",
    "https://www.ncbi.nlm.nih.gov/pmc/articles/pmid/19872477/": "pmid:19872477",
    "https://europepmc.org/articles/PMC2808891?pdf=render": "pmcid:PMC2808891",
    "https://europepmc.org/article/PMC/PMC2808891": "pmcid:PMC2808891",
    # Semantic Scholar
    SHA: f"s2:{SHA}",
    SHA.upper(): f"s2:{SHA}",
    f"s2:{SHA}": f"s2:{SHA}",
    f"https://www.semanticscholar.org/paper/{SHA}": f"s2:{SHA}",
    f"https://www.semanticscholar.org/paper/Attention-is-All-you-Need-Vaswani/{SHA}?sort=x": f"s2:{SHA}",
    f"https://www.semanticscholar.org/paper/Attention/{SHA}/figure/3": f"s2:{SHA}",
    f"https://api.semanticscholar.org/graph/v1/paper/{SHA}": f"s2:{SHA}",
    "https://api.semanticscholar.org/CorpusID:13756489": "corpus:13756489",
    "CorpusId:13756489": "corpus:13756489",
    "corpusid: 13756489": "corpus:13756489",
    "S2CID 13756489": "corpus:13756489",
    "corpus:13756489": "corpus:13756489",
    "MAG:2963403868": "mag:2963403868",
    # ACL Anthology, DBLP
    "ACL:P18-1249": "acl:P18-1249",
    "acl:p18-1249": "acl:P18-1249",
    "P18-1249": "acl:P18-1249",
    "2024.naacl-long.290": "acl:2024.naacl-long.290",
    "https://aclanthology.org/P18-1249/": "acl:P18-1249",
    "https://aclanthology.org/2024.naacl-long.290v2.pdf": "acl:2024.naacl-long.290",
    "https://www.aclweb.org/anthology/P18-1249.pdf": "acl:P18-1249",
    "https://www.aclweb.org/anthology/papers/P/P18/P18-1249/": "acl:P18-1249",
    "DBLP:conf/acl/KleinK18": "dblp:conf/acl/KleinK18",
    "https://dblp.org/rec/conf/acl/KleinK18.html": "dblp:conf/acl/KleinK18",
    # Zenodo
    "zenodo:17347516": "zenodo:17347516",
    "zenodo.17347516": "zenodo:17347516",
    "https://zenodo.org/records/17347516": "zenodo:17347516",
    "https://zenodo.org/record/17347516#.YxE": "zenodo:17347516",
    "https://zenodo.org/api/records/17347516": "zenodo:17347516",
    "https://zenodo.org/records/17347516/files/baktfold_db.tar.gz?download=1": "zenodo:17347516",
    "https://zenodo.org/doi/10.5281/zenodo.17347516": "doi:10.5281/zenodo.17347516",
    "https://zenodo.org/badge/DOI/10.5281/zenodo.17347516.svg": "doi:10.5281/zenodo.17347516",
    # as they are pasted from pages, lists and mails
    "https://www.semanticscholar.org/reader/204e3073870fae3d05bcbc2f6a8e263d9b72e776": f"s2:{SHA}",
    "semanticscholar.org/paper/204e3073870fae3d05bcbc2f6a8e263d9b72e776": f"s2:{SHA}",
    "https://www.semanticscholar.org/p/13756489": "corpus:13756489",
    "https://api.semanticscholar.org/CorpusID:13756489.": "corpus:13756489",
    "https://api.semanticscholar.org/graph/v1/paper/CorpusID:13756489": "corpus:13756489",
    "https://www.semanticscholar.org/arxiv/1706.03762": "arxiv:1706.03762",
    "https://arxiv.org/abs/cs/0112017": "arxiv:cs/0112017",
    "cs.CL/0112017v1": "arxiv:cs/0112017",
    "arXiv:1706.03762 [cs.CL]": "arxiv:1706.03762",
    "[arXiv:1706.03762v7 [cs.CL]]": "arxiv:1706.03762",
    "https://www.arxiv.org/pdf/1706.03762v5": "arxiv:1706.03762",
    "https://doi.org/10.48550/ARXIV.1706.03762": "arxiv:1706.03762",
    "ARXIV:1706.03762V2": "arxiv:1706.03762",
    "https://arxiv.org/abs/1706.03762?context=cs": "arxiv:1706.03762",
    "https://arxiv.org/pdf/1706.03762.pdf#page=3": "arxiv:1706.03762",
    "(https://arxiv.org/abs/1706.03762).": "arxiv:1706.03762",
    "arxiv.org/pdf/1706.03762v1": "arxiv:1706.03762",
    "http://xxx.lanl.gov/abs/hep-th/9901001": "arxiv:hep-th/9901001",
    "https://huggingface.co/papers/1706.03762": "arxiv:1706.03762",
    "https://www.alphaxiv.org/abs/1706.03762v7": "arxiv:1706.03762",
    "https://arxiv.org/format/1706.03762": "arxiv:1706.03762",
    "https://arxiv.org/ps/hep-th/9901001": "arxiv:hep-th/9901001",
    "1706.03762.": "arxiv:1706.03762",
    "eprint: 1706.03762": "arxiv:1706.03762",
    "arXiv.1706.03762": "arxiv:1706.03762",
    "arxiv/1706.03762": "arxiv:1706.03762",
    "https://pubmed.ncbi.nlm.nih.gov/?term=19872477": "pmid:19872477",
    "https://pubmed.ncbi.nlm.nih.gov/19872477/?from_term=cancer&from_pos=1": "pmid:19872477",
    "PMID: 19872477.": "pmid:19872477",
    "[PMID 19872477]": "pmid:19872477",
    "PubMed ID: 19872477": "pmid:19872477",
    "PubMed PMID: 19872477": "pmid:19872477",
    "pmid19872477": "pmid:19872477",
    "PMC 2808891": "pmcid:PMC2808891",
    "PMC: PMC2808891;": "pmcid:PMC2808891",
    "PMC2808891.1": "pmcid:PMC2808891",
    "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC2808891/?report=classic": "pmcid:PMC2808891",
    "https://pmc.ncbi.nlm.nih.gov/articles/PMC2808891/pdf/main.pdf": "pmcid:PMC2808891",
    "https://europepmc.org/abstract/MED/19872477": "pmid:19872477",
    "https://europepmc.org/article/pmc/pmc2808891": "pmcid:PMC2808891",
    "https://dx.doi.org/10.1145%2F3386569.3392408": "doi:10.1145/3386569.3392408",
    "DOI:10.1145/3386569.3392408,": "doi:10.1145/3386569.3392408",
    "{10.1038/nature12373}": "doi:10.1038/nature12373",
    "HTTPS://DOI.ORG/10.1038/NATURE12373": "doi:10.1038/nature12373",
    "doi.org/doi:10.1038/nature12373": "doi:10.1038/nature12373",
    "https://doi.org/10.1038%2FNATURE12373.": "doi:10.1038/nature12373",
    "urn:doi:10.1038/nature12373": "doi:10.1038/nature12373",
    "DOI https://doi.org/10.1038/nature12373": "doi:10.1038/nature12373",
    "doi: http://dx.doi.org/10.1038/nature12373": "doi:10.1038/nature12373",
    "https://hdl.handle.net/10.1038/nature12373": "doi:10.1038/nature12373",
    "https://doi.org/10.1016/0370-2693(92)90001-X)": "doi:10.1016/0370-2693(92)90001-x",
    "10.5281/ZENODO.17347516": "doi:10.5281/zenodo.17347516",
    "https://zenodo.org/records/17347516/preview/paper.pdf": "zenodo:17347516",
    "https://www.zenodo.org/record/17347516": "zenodo:17347516",
    "zenodo.org/records/17347516.": "zenodo:17347516",
    "https://zenodo.org/records/17347516?preview=1": "zenodo:17347516",
    "https://zenodo.org/doi/10.5281/ZENODO.17347516": "doi:10.5281/zenodo.17347516",
    "https://aclanthology.org/P18-1249.bib": "acl:P18-1249",
    "https://aclanthology.org/2020.acl-main.1": "acl:2020.acl-main.1",
    "https://www.aclanthology.org/2020.acl-main.1.pdf": "acl:2020.acl-main.1",
    "aclanthology.org/N19-1423/": "acl:N19-1423",
    "https://aclanthology.info/papers/P18-1249/p18-1249": "acl:P18-1249",
    "https://dl.acm.org/doi/fullHtml/10.1145/3544585.3544600": "doi:10.1145/3544585.3544600",
    "https://dl.acm.org/doi/epdf/10.1145/3544585.3544600": "doi:10.1145/3544585.3544600",
    "https://dl.acm.org/doi/10.5555/3295222.3295349": "doi:10.5555/3295222.3295349",
    "https://dl.acm.org/citation.cfm?doid=3544585.3544600": "doi:10.1145/3544585.3544600",
    "http://doi.acm.org/10.1145/3544585.3544600": "doi:10.1145/3544585.3544600",
    "https://www.biorxiv.org/content/10.1101/2024.04.01.587366v1": "doi:10.1101/2024.04.01.587366",
    "https://www.biorxiv.org/content/10.1101/112557v1.abstract": "doi:10.1101/112557",
    "https://www.biorxiv.org/content/biorxiv/early/2024/04/01/2024.04.01.587366.full.pdf": (
        "doi:10.1101/2024.04.01.587366"
    ),
    "https://www.medrxiv.org/content/10.1101/2020.03.22.20040758v3.full-text": "doi:10.1101/2020.03.22.20040758",
    "https://www.medrxiv.org/content/medrxiv/early/2020/03/30/2020.03.22.20040758.full.pdf": (
        "doi:10.1101/2020.03.22.20040758"
    ),
    "medrxiv.org/content/10.1101/2020.03.22.20040758v3": "doi:10.1101/2020.03.22.20040758",
    "https://dl-acm-org.proxy.lib.example.edu/doi/10.1145/3544585.3544600": "doi:10.1145/3544585.3544600",
    # addresses that only Semantic Scholar can resolve
    "https://dl.acm.org/citation.cfm?id=3295349": "url:https://dl.acm.org/citation.cfm?id=3295349",
    "http://www.biorxiv.org/content/early/2017/03/01/112557": (
        "url:https://biorxiv.org/content/early/2017/03/01/112557"
    ),
}

WORDS = [
    "",
    "   ",
    "2019",
    "19872477",
    "10",
    "deep learning",
    "attention is all you need",
    "the DOI 10.1145/3386569.3392408 is broken",
    "Node.js",
    "ACL: injuries of the knee",
    "MAG 7 earthquakes",
    "zenodo 2020",
    "and/or",
    "COVID-19",
    "GPT-4",
    "https://example.org",
    "x" * 5000,
    "…",
    "(((",
    "word/1234567",
]


@pytest.mark.parametrize(("text", "expected"), SPELLINGS.items(), ids=str)
def test_every_spelling_names_its_paper(text: str, expected: str) -> None:
    assert str(parse(text)) == expected


def test_the_table_of_spellings_is_long() -> None:
    assert len(SPELLINGS) + len(FAULTS) + len(WORDS) >= 230
    assert len(SPELLINGS) >= 170


@pytest.mark.parametrize("text", WORDS)
def test_words_and_plain_numbers_are_no_identifier(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize("text", [words for words in WORDS if not words.startswith("http")])
def test_words_are_not_called_broken(text: str) -> None:
    found = recognise(text)
    assert found.problem is None
    assert found.label == ""


FAULTS = {
    "10.1234": ("DOI", "is incomplete", "10.1234 is only the publisher"),
    "10.1234/": ("DOI", "is incomplete", "Copy the part after the slash"),
    "https://doi.org/10.1234/": ("DOI", "is incomplete", "10.1234"),
    "10.123": ("DOI", "too short", "a missing digit"),
    "10.123/abc": ("DOI", "too short", "a missing digit"),
    "doi:abc": ("DOI", "“abc” is not a valid DOI", "starts with 10."),
    "doi:": ("DOI", "no DOI after the prefix", "starts with 10."),
    "1O.1145/3386569": ("DOI", "does not start with 10.", "Try 10.1145/3386569"),
    "10,1145/3386569": ("DOI", "does not start with 10.", "Try 10.1145/3386569"),
    "10.1145/ 3386569.3392408": ("DOI", "contains a space", "Try 10.1145/3386569.3392408"),
    "10.11x5/3386569": ("DOI", "contains “x”", "only digits"),
    "10.5555subject.5": ("DOI", "The DOI 10.5555subject.5 has no slash.", "Try 10.5555/subject.5."),
    "10.5555.subject.5": ("DOI", "has no slash", "Try 10.5555/subject.5."),
    "10.5555\\subject.5": ("DOI", "has no slash", "Try 10.5555/subject.5."),
    "https://doi.org/10.5555subject.5": ("DOI", "has no slash", "Try 10.5555/subject.5."),
    "10.55subject": ("DOI", "has no slash", "contains a slash"),
    "10/abcd": ("DOI", "short DOI", "https://doi.org/10/abcd"),
    "https://doi.org/": ("DOI", "does not contain a DOI", "full link"),
    "arXiv:2013.01234": ("arXiv ID", "invalid month: 13", "the year and the month"),
    "2000.01234": ("arXiv ID", "invalid month: 00", "the year and the month"),
    "1706.0376": ("arXiv ID", "4 digits after the full stop; IDs of 2017 have 5", "missing"),
    "0812.12345": ("arXiv ID", "5 digits after the full stop; IDs of 2008 have 4", "extra digit"),
    "0601.1234": ("arXiv ID", "before April 2007", "hep-th/9901001"),
    "hep-th/99010": ("arXiv ID", "5 digits instead of 7", "hep-th/9901001"),
    "hep-th/9913001": ("arXiv ID", "invalid month: 13", "the year and the month"),
    "arXiv:abc": ("arXiv ID", "“abc” is not a valid arXiv ID", "1706.03762"),
    "https://arxiv.org/abs/2013.01234": ("arXiv ID", "invalid month: 13", "the year and the month"),
    "https://arxiv.org/list/cs.CL/recent": ("arXiv ID", "does not contain an arXiv ID", "abstract"),
    SHA[:39]: ("Semantic Scholar ID", "39 digits instead of 40", "missing digit"),
    SHA + "a": ("Semantic Scholar ID", "41 digits instead of 40", "again"),
    SHA.replace("0", "o", 1): ("Semantic Scholar ID", "contains “o”", "instead of 0"),
    "s2:abc": ("Semantic Scholar ID", "not a valid Semantic Scholar ID", "40 hexadecimal"),
    "https://www.semanticscholar.org/paper/Attention": ("link", "does not contain a paper ID", "40 hexadecimal"),
    "PMC": ("PMCID", "The PMCID has no digits", "PMC2808891"),
    "PMCID:": ("PMCID", "The PMCID has no digits", "PMC2808891"),
    "PMC28O8891": ("PMCID", "not the number of a PMCID", "PMC and digits"),
    "PMID:abc": ("PMID", "“abc” is not a valid PMID", "a number"),
    "PMID:198724770": ("PMID", "has 9 digits", "extra digit"),
    "CorpusId:": ("CorpusId", "no CorpusId after the prefix", "a number"),
    "MAG:x1": ("MAG ID", "“x1” is not a valid MAG ID", "a number"),
    "ACL:P18": ("ACL Anthology ID", "“P18” is not a valid ACL", "P19-1001"),
    "DBLP:Klein": ("DBLP key", "“Klein” is not a valid DBLP key", "conf/nips"),
    "zenodo:abc": ("Zenodo record", "“abc” is not a valid Zenodo record", "zenodo:17347516"),
    "https://example.org/paper.pdf": ("link", "example.org link does not identify a paper", "DOI or title"),
    "https://openreview.net/forum?id=rJXMpikCZ": ("OpenReview", "contain no title or DOI", "title"),
    "https://openreview.net/pdf?id=rJXMpikCZ": ("OpenReview", "contain no title or DOI", "arXiv"),
    "https://ieeexplore.ieee.org/document/7780459": ("link", "ieeexplore.ieee.org link", "DOI or title"),
    "https://github.com/badges/latest": ("link", "github.com link", "DOI or title"),
}


@pytest.mark.parametrize(("text", "expected"), FAULTS.items(), ids=str)
def test_a_broken_identifier_is_told_what_is_wrong_and_what_to_do(text: str, expected: tuple[str, str, str]) -> None:
    label, message, hint = expected
    found = recognise(text)
    assert found.identifier is None
    assert found.problem is not None
    assert found.label == label
    assert message in found.problem.message
    assert hint in (found.problem.hint or "")
    assert found.problem.code == "usage"
    assert found.problem.subject == text


FORUM = "page:https://openreview.net/forum?id=rJXMpikCZ"
PAGES = {
    "https://openreview.net/forum?id=rJXMpikCZ": FORUM,
    "openreview.net/forum?id=rJXMpikCZ": FORUM,
    "http://www.openreview.net/forum?id=rJXMpikCZ.": FORUM,
    "(https://openreview.net/forum?id=rJXMpikCZ)": FORUM,
    "<https://openreview.net/forum?id=rJXMpikCZ>": FORUM,
    "URL:https://openreview.net/forum?id=rJXMpikCZ": FORUM,
    "https://OPENREVIEW.net/forum?id=rJXMpikCZ&noteId=abc": FORUM,
    "https://openreview.net/forum?id=rJXMpikCZ#discussion": FORUM,
    "https://openreview.net/pdf?id=rJXMpikCZ": FORUM,
    "https://openreview.net/attachment?id=rJXMpikCZ&name=supplementary_material": FORUM,
    "https://openreview.net/references/pdf?id=rJXMpikCZ": FORUM,
    "https://openreview.net/group?x=1": None,
    "https://openreview.net/": None,
    "https://www.sciencedirect.com/science/article/pii/S0092867420302294": (
        "page:https://www.sciencedirect.com/science/article/pii/S0092867420302294"
    ),
    "https://ieeexplore.ieee.org/document/7780459/": "page:https://ieeexplore.ieee.org/document/7780459",
    "https://papers.nips.cc/paper/7181-attention-is-all-you-need": (
        "page:https://papers.nips.cc/paper/7181-attention-is-all-you-need"
    ),
    "www.jmlr.org/papers/v3/blei03a.html.": "page:https://www.jmlr.org/papers/v3/blei03a.html",
    "http://www.jmlr.org/papers/v3/blei03a.html": "page:http://www.jmlr.org/papers/v3/blei03a.html",
    "https://proceedings.mlr.press/v70/finn17a.html": "page:https://proceedings.mlr.press/v70/finn17a.html",
    "https://openaccess.thecvf.com/content/CVPR2021/html/A_B.html": (
        "page:https://openaccess.thecvf.com/content/CVPR2021/html/A_B.html"
    ),
    "https://hal.science/hal-01234567v2": "page:https://hal.science/hal-01234567v2",
    "https://www.jstor.org/stable/2346178": "page:https://www.jstor.org/stable/2346178",
    "https://papers.ssrn.com/sol3/papers.cfm?abstract_id=2528900": (
        "page:https://papers.ssrn.com/sol3/papers.cfm?abstract_id=2528900"
    ),
    "https://repository.example.edu:8443/handle/1/2": "page:https://repository.example.edu:8443/handle/1/2",
    "http://192.168.1.4/paper": "page:http://192.168.1.4/paper",
    "http://localhost:9000/paper": "page:http://localhost:9000/paper",
    "https://www.nature.com": None,
    "https://www.nature.com/articles/nature12373": None,
    "https://doi.org/10.1038/nature12373": None,
    "https://arxiv.org/list/cs.CL/recent": None,
    "https://www.semanticscholar.org/paper/Attention": None,
    "https://pmc.ncbi.nlm.nih.gov/about/": None,
    "10.1038/nature12373": None,
    "Node.js": None,
    "and/or": None,
    "see https://example.org/a and others": None,
    "title: a study of nature.com/articles": None,
}


@pytest.mark.parametrize(("text", "expected"), PAGES.items(), ids=str)
def test_an_address_that_names_no_paper_is_a_page_to_look_at(text: str, expected: str | None) -> None:
    assert (str(page) if (page := page_of(text)) is not None else None) == expected
    assert recognise(text).page == page_of(text)
    if expected is not None:
        assert parse(text) is None, "a list of identifiers has no use for it"


def test_what_was_recognised_is_said_in_words() -> None:
    assert recognise("DOI: 10.1038/NATURE12373.").label == "DOI 10.1038/nature12373"
    assert recognise("PMC2808891").label == "PMC2808891"
    assert recognise("arXiv:2004.05150v2").label == "arXiv 2004.05150"
    assert recognise(SHA).label == f"Semantic Scholar paper {SHA[:8]}…"
    assert recognise("zenodo.org/records/17").label == "Zenodo record 17"
    assert label_of(Identifier(Scheme.CORPUS, "7")) == "CorpusId 7"


def test_a_zenodo_doi_carries_the_number_of_its_record() -> None:
    identifier = parse("10.5281/zenodo.17347516")
    assert identifier is not None
    assert ids_of(identifier) == Ids(doi="10.5281/zenodo.17347516", zenodo="17347516")


def test_an_address_alone_gives_no_ids() -> None:
    assert ids_of(Identifier(Scheme.URL, "https://dl.acm.org/citation.cfm?id=1")) == Ids()


@pytest.mark.parametrize(
    ("text", "ids", "expected"),
    [
        ("10.1038/NATURE12373", Ids(doi="10.1038/nature12373"), True),
        ("10.1038/nature12373", Ids(doi="10.1038/nature12374"), False),
        ("arXiv:1706.03762", Ids(doi="10.48550/arxiv.1706.03762"), True),
        ("10.48550/arXiv.1706.03762", Ids(arxiv="1706.03762"), True),
        ("zenodo:12", Ids(doi="10.5281/zenodo.12"), True),
        ("zenodo:11", Ids(zenodo="12", zenodo_concept="11"), True),
        ("10.5281/zenodo.11", Ids(zenodo="12", zenodo_concept="11"), True),
        ("10.5281/zenodo.11", Ids(zenodo="12"), False),
        ("PMID:7", Ids(pmid="7"), True),
        ("PMID:7", Ids(mag="7"), False),
        ("https://dl.acm.org/citation.cfm?id=1", Ids(doi="10.1145/1"), False),
        ("CorpusId:7", Ids(), False),
    ],
)
def test_an_identifier_matches_the_paper_that_it_names(text: str, ids: Ids, expected: bool) -> None:
    identifier = parse(text)
    assert identifier is not None
    assert matches(identifier, ids) is expected


def test_clean_doi_keeps_the_dois_that_arxiv_makes() -> None:
    assert clean_doi("https://doi.org/10.48550/arXiv.1706.03762") == "10.48550/arxiv.1706.03762"
    assert clean_doi("10.48550/arXiv.1706.03762") == "10.48550/arxiv.1706.03762"


@pytest.mark.parametrize("text", ["", "10", "10.1234", "nature12373", "see 10.1038/nature12373", "10.1/x", "n/a"])
def test_clean_doi_takes_nothing_else(text: str) -> None:
    assert clean_doi(text) is None


SUFFIX = "abcdefghijklmnopqrstuvwxyz0123456789-._;/:"
digits = st.integers(1, 99_999_999).map(str)
dois = st.builds(
    "10.{}/{}{}{}".format,
    st.integers(1000, 999_999_999),
    st.sampled_from("abcz09"),
    st.text(SUFFIX, max_size=20),
    st.sampled_from(["x", "7", "(92)1", "(x)", "<a>b", "[1]2"]),
)
arxiv_ids = st.one_of(
    st.builds("{:02}{:02}.{:05}".format, st.integers(15, 90), st.integers(1, 12), st.integers(1, 99_999)),
    st.builds("{:02}{:02}.{:04}".format, st.integers(8, 14), st.integers(1, 12), st.integers(1, 9_999)),
    st.builds(
        "{}/{:02}{:02}{:03}".format,
        st.sampled_from(["hep-th", "math", "cs", "q-bio"]),
        st.integers(91, 99),
        st.integers(1, 12),
        st.integers(1, 999),
    ),
)
identifiers = st.one_of(
    st.builds(Identifier, st.just(Scheme.DOI), dois),
    st.builds(Identifier, st.just(Scheme.ARXIV), arxiv_ids),
    st.builds(Identifier, st.sampled_from([Scheme.PMID, Scheme.CORPUS, Scheme.MAG, Scheme.ZENODO]), digits),
    st.builds(Identifier, st.just(Scheme.PMCID), digits.map("PMC{}".format)),
    st.builds(Identifier, st.just(Scheme.S2), st.text("0123456789abcdef", min_size=40, max_size=40)),
    st.builds(
        Identifier,
        st.just(Scheme.ACL),
        st.one_of(
            st.from_regex(r"[A-Z][0-9]{2}-[0-9]{4}", fullmatch=True),
            st.from_regex(r"20[0-9]{2}\.[a-z]{2,8}-(long|main|1)\.[1-9][0-9]{0,2}", fullmatch=True),
        ),
    ),
    st.builds(
        Identifier, st.just(Scheme.DBLP), st.from_regex(r"(conf|journals)/[a-z]{2,6}/[A-Za-z0-9]{3,12}", fullmatch=True)
    ),
    st.builds(
        Identifier, st.just(Scheme.URL), st.integers(1, 9_999_999).map("https://dl.acm.org/citation.cfm?id={}".format)
    ),
)


@given(identifiers)
def test_what_an_identifier_is_written_as_names_it_again(identifier: Identifier) -> None:
    assert parse(str(identifier)) == identifier


@given(identifiers)
def test_a_papers_own_id_names_the_paper(identifier: Identifier) -> None:
    ids = ids_of(identifier)
    if ids != Ids():
        again = parse(Paper("x", ids).id)
        assert again is not None
        assert matches(again, ids)


@given(st.text(max_size=80))
def test_no_text_makes_it_raise_and_what_it_finds_it_finds_again(text: str) -> None:
    found = recognise(text)
    assert (found.identifier is None) or (found.problem is None)
    if found.identifier is not None:
        assert parse(str(found.identifier)) == found.identifier


@given(
    st.sampled_from(
        ["", "doi:", "arxiv:", "pmid:", "s2:", "url:", "https://doi.org/", "http://", "https://arxiv.org/abs/"]
    ),
    st.text("10./%2Fdoi:arXv[]()<>&lt;?#=é \n\u200b\u0661", max_size=60),
)
def test_no_near_miss_makes_it_raise(prefix: str, rest: str) -> None:
    found = recognise(prefix + rest)
    if found.identifier is not None:
        assert parse(str(found.identifier)) == found.identifier


@given(
    identifiers,
    st.text(" \t\n([{<\"'“‘«.,;:", max_size=4),
    st.text(" \t\n)]}>\"'”’».,;:!?", max_size=4),
)
def test_punctuation_round_an_identifier_never_changes_what_it_names(
    identifier: Identifier, before: str, after: str
) -> None:
    assert parse(f"{before}{identifier}{after}") == identifier
    if identifier.scheme in (Scheme.DOI, Scheme.ARXIV, Scheme.S2, Scheme.PMCID):
        assert parse(f"{before}{identifier.value}{after}") == identifier


@given(dois)
def test_a_doi_survives_every_wrapping(doi: str) -> None:
    for text in (doi.upper(), quote(doi, safe=""), quote(doi), f"https://doi.org/{quote(doi)}", f"DOI: {doi.title()}"):
        assert clean_doi(text) == doi


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (Ids(doi="10.5281/zenodo.4242", arxiv="1706.03762", zenodo="4242"), "arxiv:1706.03762"),
        (Ids(doi="10.5281/zenodo.4242", zenodo="4242"), "doi:10.5281/zenodo.4242"),
        (Ids(doi="10.1000/x", arxiv="1706.03762"), "doi:10.1000/x"),
        (Ids(doi="10.5281/zenodo.4242", s2="a" * 40), "s2:" + "a" * 40),
        (Ids(zenodo="4242"), None),
    ],
)
def test_semantic_scholar_is_asked_for_the_doi_of_a_zenodo_record_last(ids, expected):
    found = s2_identifier_of(ids)
    assert (str(found) if found is not None else None) == expected
