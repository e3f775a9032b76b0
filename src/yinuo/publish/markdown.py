"""Record files: bytes to ``Record`` and back, without losing a byte.

The grammar, line by line::

    file     = "---" front* "---" section*
    front    = name ":" scalar | "source:" ("  " name ":" scalar)*
    section  = blank? "## " name blank? text
    reply    = ("**主旨**：" words blank?)? text          in 來源回覆
    history  = entry*                                    in 追蹤紀錄
    entry    = blank? "### " day " [" kind "]" note? ("**" label "**：" value)*

Any other line is unknown to the form and stays where it stands. A line of text that looks like
structure is set off by a backslash (``segments.escaped``).
"""

from yinuo.publish.reading import MAX_BYTES, read_record
from yinuo.publish.writing import write_record

__all__ = ["MAX_BYTES", "read_record", "write_record"]
