"""How work grows with what is handed over, counted in steps and not in seconds: the same on every machine."""
