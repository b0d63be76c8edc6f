"""Handing messages over: to a mail server, to a provider of texts, and the worker that does it."""
