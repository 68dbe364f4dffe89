"""Answers of look-ups: links out of good ones, and nothing out of bad ones."""

from __future__ import annotations

import json

import pytest

from scholar_desktop.services.web import pdf_locators
from scholar_desktop.services.web.landing_page import LandingPage

CLOUD = pdf_locators.pmc_cloud_url("PMC12")
SEARCH = pdf_locators.europe_pmc_search_url("10.1101/2020.01.01.1")
DETAILS = pdf_locators.rxiv_details_url("10.1101/2020.01.01.1", "medrxiv")
BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x><Key>&b;</Key></x>'


@pytest.mark.parametrize("url", [CLOUD, SEARCH, DETAILS])
@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"<html>busy</html>", b"{", b"[[[[", b"{}", b"null", BOMB, b'{"collection": [1, null]}']
)
def test_an_answer_that_cannot_be_understood_names_nothing(url: str, body: bytes) -> None:
    assert pdf_locators.read_lookup(url, body) == LandingPage()


def test_other_addresses_are_no_look_ups() -> None:
    assert pdf_locators.read_lookup("https://pmc-oa-opendata.s3.amazonaws.com/PMC12.1/PMC12.1.pdf", b"") is None
    assert not pdf_locators.is_lookup("https://www.ebi.ac.uk/x")


def test_the_cloud_lists_other_articles_and_files_too() -> None:
    names = ("PMC123.9/PMC123.9.pdf", "PMC12.2/PMC12.2.xml", "PMC12.1/PMC12.1.pdf", "PMC12.1/PMC12.2.pdf", "../x.pdf")
    xml = "<r>" + "".join(f"<Key>{name}</Key>" for name in names) + "</r>"
    page = pdf_locators.read_lookup(CLOUD, xml.encode())
    assert page is not None
    assert page.links == ("https://pmc-oa-opendata.s3.amazonaws.com/PMC12.1/PMC12.1.pdf",)


def test_the_newest_version_of_a_preprint_comes_first_with_its_licence() -> None:
    rows = [
        {"doi": "10.1101/2020.01.01.1", "version": version, "server": "medRxiv", "license": "cc_by_nc"}
        for version in ("2", "10", "x")
    ]
    page = pdf_locators.read_lookup(
        DETAILS, json.dumps({"collection": [*rows, {"doi": "10.1/evil/../x", "version": "3"}]}).encode()
    )
    assert page is not None
    assert page.links == (
        "https://www.medrxiv.org/content/10.1101/2020.01.01.1v10.full.pdf",
        "https://www.medrxiv.org/content/10.1101/2020.01.01.1v2.full.pdf",
    )
    assert page.license == "cc-by-nc"


def test_a_doi_with_a_quotation_mark_cannot_widen_the_question() -> None:
    assert "%22+OR" not in pdf_locators.europe_pmc_search_url('10.1/x" OR "y')
    assert pdf_locators.europe_pmc_search_url('10.1/x" OR "y').count("%22") == 2
