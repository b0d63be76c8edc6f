"""Messaging: every contact with a customer, and what goes out to them by letter, e-mail and text."""
