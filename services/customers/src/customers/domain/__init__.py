"""The rules of a customer's data, as plain Python: values in, stored forms or `RuleBroken` out."""
