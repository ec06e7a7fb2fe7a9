"""One fixed colour for each failure class and each owner, the same on every dashboard.

An owner is a hue: red is the account, blue the caller, purple the content, ochre the provider, cyan the network, grey
nobody. Green is kept for what is well. Each colour of a class or an owner has a contrast of 3:1 or more with a panel of
either theme, and any two of the classes differ by 8 or more in CIELAB, also as people with protanopia, deuteranopia or
tritanopia see them (Machado et al. 2009); the text always names the class as well. Colours with a name are Grafana's,
which has another shade of each for its light theme.
"""

from __future__ import annotations

from genai_triage.taxonomy import FailureClass, Owner

CLASSES: dict[FailureClass, str] = {
    FailureClass.AUTH: "#d80000",
    FailureClass.PERMISSION: "#d81040",
    FailureClass.BILLING: "#e85840",
    FailureClass.QUOTA: "#d86068",
    FailureClass.REGION: "#c03058",
    FailureClass.RATE_LIMIT: "#8088f0",
    FailureClass.INVALID_REQUEST: "#4888b8",
    FailureClass.TOO_LARGE: "#6060b0",
    FailureClass.UNSUPPORTED: "#5080f8",
    FailureClass.NOT_FOUND: "#8888d8",
    FailureClass.SAFETY: "#7040f8",
    FailureClass.RECITATION: "#9840c8",
    FailureClass.TRUNCATED: "#687088",
    FailureClass.MALFORMED_OUTPUT: "#786800",
    FailureClass.OVERLOADED: "#b88850",
    FailureClass.INTERNAL: "#a09078",
    FailureClass.TIMEOUT: "#d08008",
    FailureClass.NETWORK: "#00a0b8",
    FailureClass.CANCELLED: "#087098",
    FailureClass.CLIENT: "#4060e8",
    FailureClass.UNCLASSIFIED: "#909098",
}

OWNERS: dict[Owner, str] = {
    Owner.ACCOUNT: "#e85840",
    Owner.CALLER: "#5080f8",
    Owner.CONTENT: "#9840c8",
    Owner.PROVIDER: "#d08008",
    Owner.NETWORK: "#00a0b8",
    Owner.UNKNOWN: "#909098",
}

GOOD = "semi-dark-green"
WARNING = "dark-orange"
BAD = "red"
NEUTRAL = "blue"
NOTHING = "#8e8e8e"

SEVERITIES = {"critical": "semi-dark-red", "warning": "#d45000", "info": "semi-dark-blue"}
