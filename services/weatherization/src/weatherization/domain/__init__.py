"""The rules of dwellings, links and jobs, as plain Python: values in, stored forms or `RuleBroken` out."""
