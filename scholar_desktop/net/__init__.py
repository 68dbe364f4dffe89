"""The HTTP client of the program: requests to services and downloads of files. Names no particular service."""
