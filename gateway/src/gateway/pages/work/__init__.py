"""Assessments, projects and jobs of one customer's properties, and what programs ask of them (R158, R180 to R185)."""
