"""The portal's pages: what customers and vendors see of their own, in plain words (R225, R245)."""
