"""The search page: box, filters, results."""
