"""The review desk: who may log in, what waits for a person, what readers propose."""
