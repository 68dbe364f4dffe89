"""Rows of papers in lists: models, delegates, and drag and drop."""
