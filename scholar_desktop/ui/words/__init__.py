"""Texts for display: numbers, dates, field names, filters and licences."""
