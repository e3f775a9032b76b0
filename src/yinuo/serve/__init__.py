"""The ledger → people and programs: the terminal first."""
