"""What every page of one window shares: services, navigation, messages, the current paper."""
