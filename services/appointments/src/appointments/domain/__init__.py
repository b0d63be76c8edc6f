"""The rules of appointments, as plain Python: values in, stored forms or `RuleBroken` out."""
