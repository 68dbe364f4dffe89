"""Search in the services and the library, and the list of results."""
