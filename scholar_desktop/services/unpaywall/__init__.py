"""Looks up many DOIs at Unpaywall, searches its titles, and exports the answers."""
