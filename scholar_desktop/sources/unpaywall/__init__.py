"""The client of Unpaywall."""
