"""The reading room: server-rendered pages of the ledger that need no JavaScript.

``create_app(Settings(store=…))`` gives the application; ``yinuo serve`` runs it.
"""
