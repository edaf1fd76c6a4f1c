"""Keys and credentials that were made by this server, as a tree of plain values. A value, replaced by each change.

Only hashes are in it. What the tree holds and who may come in by it: `settings/access.py`, `web/key_ring.py`.
"""

import msgspec

from .browser_settings import Tree, merge


class BrowserAccess(msgspec.Struct, frozen=True):
    """The values in force. `revision` counts the changes, so that a change can say what it was checked against."""

    values: Tree = {}
    revision: int = 0

    def changed(self, patch: Tree) -> "BrowserAccess":
        """These values after a merge patch (RFC 7396)."""
        return BrowserAccess(merge(self.values, patch), self.revision + 1)
