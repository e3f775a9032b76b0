"""The ledger → publications: records that people and programs can keep."""
