"""The rules of applications, as plain Python: values in, stored forms or `RuleBroken` out."""
