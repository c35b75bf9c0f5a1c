"""What anyone may write under a name: plain words. Signs that nobody sees are left out of them.

They turn what stands beside them (U+202E), pass for an empty text or for somebody else’s name
(U+200B), or hide a message. Joiners stay: Persian and many emoji are written with them.
"""

import re
from typing import Any, Final

from django import forms

_NEW_LINE: Final = re.compile("\r\n?|[\u0085\u2028\u2029]")
_UNSEEN: Final = re.compile(
    "[\x01-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b"
    "\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_SEEN: Final = re.compile("[^\\s\u200c\u200d\ufe00-\ufe0f]")
NOT_SEEN: Final = (
    r"\s\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    r"\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
)
"""For patterns of other programs: a text of these alone is empty."""
_ADDRESS: Final = re.compile(r"https?:|www\.|\S@\S", re.IGNORECASE)


def plain(text: str) -> str:
    """The text without signs that are not seen, without space around it; empty if none is left.

    Lines end as on our pages (``\\n``). A NUL stays, for validators to refuse.
    """
    kept = _UNSEEN.sub("", _NEW_LINE.sub("\n", text)).strip()
    return kept if _SEEN.search(kept) else ""


def names_an_address(text: str) -> bool:
    """True for words with an address of the web or of mail: advertising, or somebody’s data."""
    return bool(_ADDRESS.search(text))


class PlainField(forms.CharField):
    """A text of anyone, for others to read.

    The browser cuts nothing off: what is too long is said, and stays on the page.
    """

    def to_python(self, value: Any) -> str:
        return plain(super().to_python(value) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs: dict[str, Any] = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs
