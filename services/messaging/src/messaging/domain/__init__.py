"""The rules of messaging, as plain Python: values in, stored forms or `RuleBroken` out."""
