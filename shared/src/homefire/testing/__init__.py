"""What tests of a service stand on: a private stack, tokens, clients, and use cases on a real database."""
