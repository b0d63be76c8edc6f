"""Messaging: every contact with a customer, and the letters that follow from it."""
