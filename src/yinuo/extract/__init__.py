"""Documents → statements → commitments: what is promised, word for word."""
