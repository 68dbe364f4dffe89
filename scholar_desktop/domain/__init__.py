"""What a paper, author, identifier, citation, copy, record, query, change and error are. Pure: no Qt, HTTP or SQL."""
