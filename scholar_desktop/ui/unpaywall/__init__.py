"""The page 'Unpaywall': lookup of many DOIs, the title search, and the stored answers."""
