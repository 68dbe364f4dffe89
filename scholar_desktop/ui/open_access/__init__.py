"""Open copies of a paper in the window: access, copies, attempts, doubtful PDFs."""
