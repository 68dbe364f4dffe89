"""The data types and pure rules of the program: papers, authors, identifiers, citations, copies, records, queries,
changes and errors. No Qt, HTTP or SQL."""
