"""Open copies of a paper in the window: access badge, copies, attempts, and quarantined PDFs."""
