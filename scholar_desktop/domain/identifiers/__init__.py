"""Identifiers of papers: reads them in every spelling, alone or in a web address."""
