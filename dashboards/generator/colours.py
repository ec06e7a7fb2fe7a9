"""One fixed colour for each failure class and each owner, the same on every dashboard.

An owner is a hue: red to orange is the account (what pages), blue the caller, purple the content, yellow the provider,
green the network. The colours were chosen so that any two of them differ by at least 15 in CIELAB, also as people with
protanopia, deuteranopia or tritanopia see them (Machado et al. 2009); the text always names the class as well.
"""

from __future__ import annotations

from genai_triage.taxonomy import FailureClass, Owner

CLASSES: dict[FailureClass, str] = {
    FailureClass.AUTH: "#9d0102",
    FailureClass.PERMISSION: "#75342b",
    FailureClass.BILLING: "#df8a1d",
    FailureClass.QUOTA: "#c84b16",
    FailureClass.REGION: "#ebc5c1",
    FailureClass.RATE_LIMIT: "#817bc1",
    FailureClass.INVALID_REQUEST: "#1f7084",
    FailureClass.TOO_LARGE: "#6bc4fb",
    FailureClass.UNSUPPORTED: "#2d10e1",
    FailureClass.NOT_FOUND: "#c5ecfa",
    FailureClass.SAFETY: "#ba63ef",
    FailureClass.RECITATION: "#8f17bb",
    FailureClass.TRUNCATED: "#37447f",
    FailureClass.MALFORMED_OUTPUT: "#fcbc19",
    FailureClass.OVERLOADED: "#adaa6a",
    FailureClass.INTERNAL: "#e1e6a4",
    FailureClass.TIMEOUT: "#887547",
    FailureClass.NETWORK: "#12a485",
    FailureClass.CANCELLED: "#83acc2",
    FailureClass.CLIENT: "#065df7",
    FailureClass.UNCLASSIFIED: "#5b605c",
}

OWNERS: dict[Owner, str] = {
    Owner.ACCOUNT: "#c84b16",
    Owner.CALLER: "#065df7",
    Owner.CONTENT: "#ba63ef",
    Owner.PROVIDER: "#fcbc19",
    Owner.NETWORK: "#12a485",
    Owner.UNKNOWN: "#5b605c",
}

GOOD = "#12a485"
WARNING = "#fcbc19"
BAD = "#9d0102"
NEUTRAL = "#817bc1"
NOTHING = "#8e8e8e"
