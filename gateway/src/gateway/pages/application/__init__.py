"""The pages of one application: what was entered, and each step from intake to transfer (R259)."""
