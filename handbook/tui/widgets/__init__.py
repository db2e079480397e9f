"""Widgets: they take model objects and post messages, and know neither the app nor the screens."""
