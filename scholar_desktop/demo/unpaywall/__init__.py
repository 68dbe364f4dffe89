"""The demo's Unpaywall."""
