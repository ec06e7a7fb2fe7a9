"""How much of anything is looked at: every bound of this floor, once."""

from __future__ import annotations

from typing import Final

MAX_BODY: Final = 64 * 1024
"""Characters or bytes of a body, or of any long text."""
MAX_TAIL: Final = 8 * 1024
"""Bytes at the end of a body that is longer than that."""
MAX_TEXT: Final = 8192
"""Characters of a message, or of an exception's text."""
MAX_SHORT: Final = 500
"""Characters of the text of an exception behind others whose texts were as long as that."""
MAX_RAW: Final = 8 * 1024
"""Characters of a text that is no JSON in which an error object is looked for, three quarters of them its first."""
MAX_NAME: Final = 200
"""Characters of an enum's name."""

MAX_DOCUMENTS: Final = 1024
MAX_LINES: Final = 400
MAX_BROKEN: Final = 20
"""Events of a stream that are no JSON; of what follows so many only what may be an error is read."""
MAX_NESTING: Final = 400
"""Levels of JSON that are parsed; of a few thousand Python 3.12 and 3.13 die in a thread with a small stack."""
MAX_WEIGHT: Final = 12 * 1024
"""Characters of a refusal that are no plain text (marks, brackets, digits): with more of them it is parsed in part."""
MAX_LITERAL: Final = 600
"""The same of what Python has printed: its parser is thirty times as slow."""
MAX_OBJECTS: Final = 100
"""JSON values among which the error of a refusal is looked for."""
MAX_DEPTH: Final = 4
"""Levels of envelopes around an error object or an answer."""
MAX_CANDIDATES: Final = 200
MAX_PARTS: Final = 1000
MAX_ITEMS: Final = 200
"""Members of anything that can be iterated."""
MAX_DETAILS: Final = 32
"""Details of one error."""
MAX_VIOLATIONS: Final = 20
"""Quotas that one answer says to be exceeded."""
MAX_ERRORS: Final = 20
MAX_FIELDS: Final = 1000
"""Fields of one protobuf message."""
MAX_HEADERS: Final = 200

MAX_FRAMES: Final = 200
"""Frames of a traceback."""
MAX_BASES: Final = 40
"""Classes of an MRO."""
MAX_EXCEPTIONS: Final = 64
MAX_MEMBERS: Final = 16
"""Exceptions of a group."""
