"""yinuo (一諾): commitments in official documents, word for word, followed to this day."""

__all__ = ["__version__"]

__version__ = "0.1.0"
