"""The page 'Unpaywall': what it knows of many DOIs, its title search, and the answers that are kept."""
