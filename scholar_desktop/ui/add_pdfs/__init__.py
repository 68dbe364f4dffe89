"""What a person does with PDFs by hand: fetch one in the browser, attach one, add many, drop them on the window."""
