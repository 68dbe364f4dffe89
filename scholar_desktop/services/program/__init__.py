"""The program itself: settings, keys, log, state of the services, background scheduler."""
