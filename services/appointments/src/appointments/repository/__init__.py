"""Every query of the appointments service, one module per concept."""
