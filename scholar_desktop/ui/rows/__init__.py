"""Rows of papers: models, delegates, and dragging them."""
