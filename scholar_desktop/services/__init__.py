"""What a person does, in rooms: search, papers, citations, downloads and so on. Async, without Qt."""
