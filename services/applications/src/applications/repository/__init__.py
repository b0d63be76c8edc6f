"""Every query of the service: `reading` for answers, `changing` for the rows that use cases change."""
