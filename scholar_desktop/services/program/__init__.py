"""The program itself: settings, keys, log, status of the services, what is run in the background."""
