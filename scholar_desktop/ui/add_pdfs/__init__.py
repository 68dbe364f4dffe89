"""Adding PDFs by hand: fetch one in the browser, attach one to a paper, add many, or drop them on the window."""
