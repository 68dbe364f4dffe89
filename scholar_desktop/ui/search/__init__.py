"""The search page: search box, filters, results, saved searches and the search ledger."""
