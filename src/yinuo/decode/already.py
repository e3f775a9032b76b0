"""已 and 業: the two adverbs that tell a thing done, the second told from the noun that it mostly is.

In official letters nine 業 of ten are the end of a noun: 產業, 事業, 作業, 漁業. To take one of
them for «already» makes «協助企業轉型» a thing done.
"""

__all__ = ["ALREADY", "DULY", "with_adverbs"]

_TRADES = "產企事農作專就營工漁商職創畢務行林造失從險融運輸飲宿館牧礦學同異各停歇開結肄修執復實物鐵織售"
_OTHER_NOUNS = "電技光信貨遊店旅"  # also the end of who acts: «電業法», but «台電業於本年完成»
_GOES_ON = "務者界別主績態餘種管師障"  # 業務, 業者, 業別, 業管…

DULY = f"業(?<![{_TRADES}]業)(?:(?=[於經已])|(?<![{_OTHER_NOUNS}]業)(?![{_GOES_ON}]))"
"""Pattern of the adverb 業: reads «本部業於112年公告», «草案業經核定», «該府業完成»; refuses «協助企業於年底前轉型»,
«作業要點», «業務», «業者». It begins with the character itself, so that a search leaps to it."""

ALREADY = f"(?:已|{DULY})"
"""Pattern of either adverb."""


def with_adverbs(pattern: str) -> str:
    """A pattern of the vocabulary with ``{已}`` (either adverb) and ``{業}`` written out."""
    return pattern.replace("{已}", ALREADY).replace("{業}", DULY)
