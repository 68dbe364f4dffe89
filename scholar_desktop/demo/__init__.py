"""The demo services: Semantic Scholar, Unpaywall, Zenodo and the web behind them, on loopback.

They speak as the real services do, quirks included, about 480 papers whose bibliographic facts are real, and they draw
the PDFs themselves. What is not real, and the demo says so (GET /): who cites whom and in which words, every citing
paper outside the corpus, abstracts and summaries, the text inside files, and how each address behaves.
"""
