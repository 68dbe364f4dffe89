"""The demo services: local servers that imitate Semantic Scholar, Unpaywall, Zenodo and the web, on loopback.

They answer as the real services do, peculiarities included, with about 480 papers whose bibliographic data are real,
and generate the PDFs. The following is invented, and the demo states so (GET /): which papers cite which and in which
words, all citing papers outside the corpus, abstracts and summaries, the text of files, and how each address behaves.
"""
