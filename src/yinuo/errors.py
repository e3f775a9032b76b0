"""Every error yinuo raises on purpose, in one tree.

::

    YinuoError                 what, where, what to do next: one line
    ├── UsageError             the command or call is wrong                      exit 2
    ├── InputError             a document or record cannot be read               exit 1
    │   ├── EmptyInput         nothing in the file
    │   ├── TooLarge           over a size cap, or a compressed bomb
    │   ├── Damaged            truncated, corrupt, or not what its bytes claim
    │   ├── Encrypted          a password is needed
    │   ├── NoTextLayer        pictures of pages only
    │   │   └── PicturesOnly   so one record of a whole data set: told, but nothing failed
    │   ├── UnknownFormat      no reader for these bytes (an HTML error page, a picture)
    │   ├── Undated            no date in the text, none given
    │   ├── Unreachable        an address gives no usable answer now; a later try may
    │   │   └── Throttled      too many requests: the server asks us to wait
    │   ├── Gone               the server says that nothing is at the address (any more)
    │   ├── AddressRefused     an address we do not go to: private, not http(s), a loop
    │   └── Conflicting        one id, two different texts
    ├── InvariantError         what may never happen (DESIGN §5): refused on construction
    │   ├── NotVerbatim        a quote that is not the exact slice of its document
    │   ├── NotLater           evidence not dated after the promise, or from its own text
    │   └── ImpossibleDate     a deadline before its document, an interval upside down
    ├── StoreError             the ledger cannot be opened or written            exit 1
    │   ├── StoreTooNew        written by a later version of yinuo
    │   ├── StoreReadOnly      disk full, no permission, locked
    │   └── BrokenChain        a row was changed after it was written
    └── CheckFailed            the work was done and a check found something     exit 1

Messages speak zh-TW first and English second: «沒有文字層（no text layer）».
"""

from typing import ClassVar, Self

__all__ = [
    "AddressRefused",
    "BrokenChain",
    "CheckFailed",
    "Conflicting",
    "Damaged",
    "EmptyInput",
    "Encrypted",
    "Gone",
    "ImpossibleDate",
    "InputError",
    "InvariantError",
    "NoTextLayer",
    "NotLater",
    "NotVerbatim",
    "PicturesOnly",
    "StoreError",
    "StoreReadOnly",
    "StoreTooNew",
    "Throttled",
    "TooLarge",
    "Undated",
    "UnknownFormat",
    "Unreachable",
    "UsageError",
    "YinuoError",
]


class YinuoError(Exception):
    """The root: ``what`` happened, ``where`` (file, line, document), and the ``remedy``.

    >>> str(YinuoError("沒有文字層（no text layer）", where="scan.pdf", remedy="請先做文字辨識（run OCR）"))
    'scan.pdf：沒有文字層（no text layer）。請先做文字辨識（run OCR）'
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        line = f"{self.where}：{self.what}" if self.where else self.what
        if self.remedy:
            line = f"{line}。{self.remedy}"
        return " ".join(line.split("\n"))

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle whole, so that a worker process can hand an error back."""
        return (_rebuild, (type(self), self.what, self.where, self.remedy))

    def at(self, where: str) -> Self:
        """The same error with its place filled in, if it had none."""
        self.where = self.where or where
        return self


def _rebuild(kind: type[YinuoError], what: str, where: str | None, remedy: str | None) -> YinuoError:
    return kind(what, where=where, remedy=remedy)


class UsageError(YinuoError):
    """The command, option or argument is wrong; nothing was done."""

    exit_code = 2


class InputError(YinuoError):
    """One document or record cannot be read; the others go on."""


class EmptyInput(InputError):
    """There is nothing in it."""


class TooLarge(InputError):
    """It is over a size cap, packed or unpacked."""


class Damaged(InputError):
    """It is cut short, corrupt, or not what its bytes claim to be."""


class Encrypted(InputError):
    """It needs a password."""


class NoTextLayer(InputError):
    """It holds pictures of pages and no text."""


class PicturesOnly(NoTextLayer):
    """One record of a data set holds pictures of pages in place of words; the set itself was read whole."""


class UnknownFormat(InputError):
    """No reader knows these bytes."""


class Undated(InputError):
    """No date is in it and none was given; undated text can neither promise nor prove."""


class Unreachable(InputError):
    """An address gives no usable answer now: no connection, a server error, an answer cut short."""


class Throttled(Unreachable):
    """The server says that we ask too often, and keeps saying so."""


class Gone(InputError):
    """The server says that nothing is at the address; what was there before stays in the archive."""


class AddressRefused(InputError):
    """An address that is not gone to: of a private network, not http(s), or a redirect in a circle."""


class Conflicting(InputError):
    """One id came with two different texts."""


class InvariantError(YinuoError):
    """Something that may never happen was about to be built (DESIGN §5)."""


class NotVerbatim(InvariantError):
    """A quote is not the exact slice of its document."""


class NotLater(InvariantError):
    """Evidence comes from the promise's own text, or from one not dated after it."""


class ImpossibleDate(InvariantError):
    """A deadline before its document, or an interval whose end is before its start."""


class StoreError(YinuoError):
    """The ledger cannot be opened, read or written."""


class StoreTooNew(StoreError):
    """The store was written by a later version of yinuo."""


class StoreReadOnly(StoreError):
    """The store cannot be written: disk full, no permission, or locked."""


class BrokenChain(StoreError):
    """A ledger row no longer matches its hash."""


class CheckFailed(YinuoError):
    """Everything ran, and a check found something that must be looked at."""
