"""One fixed colour for each failure class and each owner, the same on every dashboard.

An owner is a hue: red is the account, blue the caller, purple the content, ochre the provider, cyan the network, grey
nobody. Green is kept for what is well. Each colour of a class or an owner has a contrast of 3:1 or more with a panel of
either theme, and any two of the classes differ by 8 or more in CIELAB, also as people with protanopia, deuteranopia or
tritanopia see them (Machado et al. 2009); the text always names the class as well. Colours with a name are Grafana's,
which has another shade of each for its light theme.
"""

from __future__ import annotations

from genai_triage.taxonomy import FailureClass, Owner
from genai_triage.taxonomy.vendors import GEMINI_API, GIGACHAT_API, VERTEX_AI

CLASSES: dict[FailureClass, str] = {
    FailureClass.AUTH: "#e82020",
    FailureClass.PERMISSION: "#d02040",
    FailureClass.BILLING: "#e85840",
    FailureClass.QUOTA: "#d86068",
    FailureClass.REGION: "#c03058",
    FailureClass.RATE_LIMIT: "#8088f0",
    FailureClass.INVALID_REQUEST: "#6890c0",
    FailureClass.TOO_LARGE: "#6060b0",
    FailureClass.UNSUPPORTED: "#5080f8",
    FailureClass.NOT_FOUND: "#8888d8",
    FailureClass.SAFETY: "#7040f8",
    FailureClass.RECITATION: "#9840c8",
    FailureClass.TRUNCATED: "#706880",
    FailureClass.MALFORMED_OUTPUT: "#786800",
    FailureClass.OVERLOADED: "#b88850",
    FailureClass.INTERNAL: "#a09078",
    FailureClass.TIMEOUT: "#d08008",
    FailureClass.NETWORK: "#008ca2",
    FailureClass.CANCELLED: "#387098",
    FailureClass.CLIENT: "#4060e8",
    FailureClass.UNCLASSIFIED: "#909098",
}

OWNERS: dict[Owner, str] = {
    Owner.ACCOUNT: "#d0452c",
    Owner.CALLER: "#4a72ee",
    Owner.CONTENT: "#9f4fcc",
    Owner.PROVIDER: "#b87000",
    Owner.NETWORK: "#008ca2",
    Owner.UNKNOWN: "#7d7d85",
}

PROVIDERS = {
    GEMINI_API.provider_name: "#4a7fe0",
    VERTEX_AI.provider_name: "#8a7a5c",
    GIGACHAT_API.provider_name: "#c458a0",
}
"""A hue for each provider: its services, windows and quantiles are shades of it."""
SERIES = ("#4a7fe0", "#c27c0e", "#c458a0", "#00909c", "#8d62d9", "#8a7a5c", "#d2603a", "#7d7d85")
"""What tells series apart that no class and no owner has a colour for: neither green nor red."""

GOOD = "semi-dark-green"
WARNING = "dark-orange"
BAD = "red"
NEUTRAL = "blue"
GOOD_TILE = "dark-green"
NOTHING = "#808080"
NO_COLOUR = "transparent"

SEVERITIES = {"critical": "semi-dark-red", "warning": "#d45000", "info": "semi-dark-blue"}
