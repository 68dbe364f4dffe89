"""The data types and pure rules of the program, without Qt, HTTP or SQL.

They describe papers, authors, identifiers, citations, copies, records, queries, changes and errors.
"""
