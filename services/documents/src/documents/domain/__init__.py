"""The rules of a document, as plain Python: values in, stored forms or `RuleBroken` out."""
