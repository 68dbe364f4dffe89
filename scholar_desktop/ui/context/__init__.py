"""Shared by every page of one window: services, navigation, messages, the current paper."""
