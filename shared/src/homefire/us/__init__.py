"""How names, dates, numbers and addresses are written in the United States, as plain Python.

Each rule takes a value as people type it and returns its stored form, or raises `homefire.rules.RuleBroken`.
"""
