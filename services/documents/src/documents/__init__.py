"""Documents: what customers hand in, kept encrypted, checked, and found again."""
