"""Screens: they turn messages of widgets into calls of the services."""
