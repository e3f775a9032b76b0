"""A static site: folders of pages that need no server, in Chinese and in English.

``write(edition, folder)`` writes it; ``commitment_page(id)`` is where a commitment's page will be.
"""

from yinuo.publish.site.places import commitment_page
from yinuo.publish.site.writing import Extras, Written, write

__all__ = ["Extras", "Written", "commitment_page", "write"]
