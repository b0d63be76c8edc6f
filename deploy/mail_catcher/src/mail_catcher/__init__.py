"""Takes the e-mail and texts that a local Homefire sends, shows them, and delivers nothing."""
