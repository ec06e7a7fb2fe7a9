"""What one answer shows: the shape that every answer of every library is read into, and that one function judges."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, Final, NamedTuple

from .limits import MAX_CANDIDATES, MAX_NAME

GOOD_FINISHES: Final = frozenset(
    {"STOP", "FUNCTION_CALL", "TOOL_CALLS", "TOOL_CALL", "NEED_MORE_INPUT", "COMPLETED", "END_TURN"}
    | {"TURN_COMPLETE_REASON_UNSPECIFIED"}
)
"""Finish reasons of both providers that end a usable answer, as `normal_name` gives them."""

UNSPECIFIED: Final = "FINISH_REASON_UNSPECIFIED"
_CALLS: Final = frozenset({"FUNCTION_CALL", "TOOL_CALLS", "TOOL_CALL", "NEED_MORE_INPUT"})
# The spellings of nearly every answer, so that those need no work.
_NORMAL: Final = {
    **{name: name for name in GOOD_FINISHES},
    **{name.lower(): name for name in GOOD_FINISHES},
    "FINISH_REASON_STOP": "STOP",
    "MAX_TOKENS": "MAX_TOKENS",
    "SAFETY": "SAFETY",
}


class Dialect(NamedTuple):
    """The names that one API has for the parts of its usage; empty for a part that it lacks."""

    input: str
    output: str
    cached: str = ""
    tool_input: str = ""
    """Input that is not in `input`: the results of tools."""
    thoughts: str = ""
    """Output that is not in `output`: what the model thought."""
    input_details: str = ""
    """Holds `cached_tokens`."""
    output_details: str = ""
    """Holds `reasoning_tokens`, which are in `output`."""

    @property
    def parts(self) -> list[str]:
        """The names in the order that `Reading.set_tokens` takes their values; what an API lacks is at the end."""
        return [name for name in self[:5] if name]


GEMINI: Final = Dialect(
    "prompt_token_count",
    "candidates_token_count",
    "cached_content_token_count",
    "tool_use_prompt_token_count",
    "thoughts_token_count",
)
GEMINI_JSON: Final = Dialect(
    "promptTokenCount",
    "candidatesTokenCount",
    "cachedContentTokenCount",
    "toolUsePromptTokenCount",
    "thoughtsTokenCount",
)
LIVE: Final = Dialect(
    "prompt_token_count",
    "response_token_count",
    "cached_content_token_count",
    "tool_use_prompt_token_count",
    "thoughts_token_count",
)
INTERACTIONS: Final = Dialect(
    "total_input_tokens",
    "total_output_tokens",
    "total_cached_tokens",
    "total_tool_use_tokens",
    "total_thought_tokens",
)
CHAT: Final = Dialect(
    "prompt_tokens",
    "completion_tokens",
    "precached_prompt_tokens",
    input_details="prompt_tokens_details",
    output_details="completion_tokens_details",
)
"""GigaChat v1, and the OpenAI-compatible endpoint with its details."""
GIGACHAT_V2: Final = Dialect(
    "input_tokens",
    "output_tokens",
    input_details="input_tokens_details",
    output_details="output_tokens_details",
)
DIALECTS: Final = (GEMINI_JSON, CHAT, GIGACHAT_V2, GEMINI, INTERACTIONS)
_PARTS_OF: Final = {dialect.output: attrgetter(*dialect.parts) for dialect in (*DIALECTS, LIVE)}
"""Reads all parts of a usage object at once, by a name that only its dialect has."""


class Candidate:
    """One of the answer's alternatives."""

    finish: str | None = None
    content = False


class Reading:
    """What one answer shows: whole, a stream so far, or a stream that was left early."""

    generated = False
    """Whether it is an answer of a generating method, so that a usable candidate is expected."""
    candidates: dict[int, Candidate]
    block_reason: str | None = None
    """Why the prompt was blocked, in the provider's own spelling."""
    error: Any = None
    """An error object found in the answer; decides over everything else."""
    fact: str | None = None
    """`Signal.fact` of a job, an interaction, a run or a media filter that left nothing."""
    items: tuple[int, int] | None = None
    """Of a batch that succeeded: how many of its items failed, and of how many."""
    item_errors: Sequence[Any] = ()
    """What they failed with, where the answer holds them."""
    expected = 0
    """How many results were asked for, as far as that is known."""
    job: str | None = None
    """Name or id of the job that the answer is about."""
    job_goes_on = False
    ended = False
    """Whether the stream's own end mark was seen."""
    finish_message: str | None = None
    received = False
    """Whether an answer was read, usable or not."""
    id: str | None = None
    conversation: str | None = None
    """The id of the conversation that the answer belongs to, a thread's for one."""
    model: str | None = None
    rounds = 1
    """Turns of the model; more than one where an SDK runs the functions that it asks for."""
    round_ends = False
    """Whether the answer so far asks for another round."""
    earlier_tokens: tuple[int, int, int, int] | None = None
    """Input, output, cached and reasoning tokens of the rounds before."""
    balance: dict[str, float] | None = None
    """GigaChat's prepaid tokens by model."""
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None
    usage: Any = None
    """The usage object itself, for what few want to know of it; of one round only."""
    unread_usage: Any = None
    """A usage object of google-genai whose tokens are still to be read."""

    def __init__(self, error: Any = None) -> None:
        self.candidates = {}
        if error is not None:
            self.error = error

    @property
    def has_usage(self) -> bool:
        return self.input_tokens is not None or self.output_tokens is not None

    @property
    def has_content(self) -> bool:
        return any(candidate.content for candidate in self.candidates.values())

    @property
    def finish_reasons(self) -> list[str]:
        """The finish reasons by candidate; empty as long as there is none."""
        found = []
        for candidate in self.candidates.values():
            finish = candidate.finish
            if finish is not None and finish != UNSPECIFIED:
                found.append(finish)
        return found

    @property
    def is_good(self) -> bool:
        """Whether a candidate is usable beyond doubt: the quick way for nearly every answer."""
        if self.error is None and self.fact is None and self.block_reason is None:
            for candidate in self.candidates.values():
                if candidate.content and candidate.finish in GOOD_FINISHES:
                    return True
        return False

    @property
    def is_plain(self) -> bool:
        """Whether it shows nothing that could be judged: the answer of a method that generates nothing."""
        return not self.generated and self.error is None and self.fact is None

    def add_candidate(self, index: Any, finish: Any, content: bool) -> None:
        """Adds what an answer or a chunk shows of the candidate `index`."""
        self.generated = True
        key = index if index.__class__ is int else 0
        candidate = self.candidates.get(key)
        if candidate is None:
            candidate = Candidate()
            if len(self.candidates) < MAX_CANDIDATES:
                self.candidates[key] = candidate
        if content:
            candidate.content = True
        if finish is not None and finish != "":
            name = normal_name(finish)
            if name in _CALLS:
                candidate.content = True
            if name != UNSPECIFIED or candidate.finish is None:
                candidate.finish = name

    def add_results(self, listed: int, whole: int) -> None:
        """Adds the results of a method that is no text: how many the answer lists, and how many of those hold any."""
        if not listed:
            self.generated = True  # none of it is no answer
        elif whole < max(listed, self.expected):
            self.fact = self.fact or "results_missing"

    def begin_round(self) -> None:
        """Begins the model's next turn: tokens add up, candidates are the turn's own."""
        self.rounds += 1
        self.round_ends = self.ended = False
        self.candidates = {}
        self.earlier_tokens = (
            self.input_tokens or 0,
            self.output_tokens or 0,
            self.cached_tokens or 0,
            self.reasoning_tokens or 0,
        )

    def add_usage(self, usage: Any, dialect: Dialect) -> None:
        """Sets the tokens from a usage object's attributes; see `set_tokens`."""
        self.usage = usage
        try:
            self.set_tokens(*_PARTS_OF[dialect.output](usage))
        except AttributeError:  # a version of the library lacks one of them
            self.set_tokens(*(getattr(usage, name, None) for name in dialect.parts))
        if dialect.input_details:
            cached = getattr(getattr(usage, dialect.input_details, None), "cached_tokens", None)
            self.cached_tokens = self.cached_tokens if cached is None else cached

    def read_usage(self) -> None:
        """Sets the tokens from the last chunk that has them."""
        unread, self.unread_usage = self.unread_usage, None
        if unread is not None:
            last = self.usage
            self.add_usage(unread, GEMINI)
            self.usage = last

    def set_tokens(
        self, given: Any, output: Any, cached: Any = None, tool_input: Any = None, thoughts: Any = None
    ) -> None:
        """Sets the tokens: input includes tool results and output includes thoughts, as semconv's totals do."""
        if given is None:
            return
        self.input_tokens = given + (tool_input or 0)
        self.output_tokens = (output or 0) + (thoughts or 0)
        self.cached_tokens = cached
        self.reasoning_tokens = thoughts or None
        earlier = self.earlier_tokens
        if earlier is not None:
            self._add_earlier(*earlier)

    def _add_earlier(self, given: int, output: int, cached: int, reasoning: int) -> None:
        self.input_tokens = (self.input_tokens or 0) + given
        self.output_tokens = (self.output_tokens or 0) + output
        self.cached_tokens = (self.cached_tokens or 0) + cached or None
        self.reasoning_tokens = (self.reasoning_tokens or 0) + reasoning or None

    def add_turn(self, turn: Reading) -> None:
        """Adds the tokens of a session's turn to those of the turns before it."""
        for name in ("input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens"):
            used = getattr(turn, name)
            if used is not None:
                setattr(self, name, (getattr(self, name) or 0) + used)


def normal_name(value: Any) -> str:
    """An enum's name however it comes: `FinishReason.SAFETY`, `safety`, `content_filter: SAFETY`."""
    if value.__class__ is not str:
        value = str.__str__(value) if isinstance(value, str) else _text_of_enum(value)
    known = _NORMAL.get(value)
    if known is not None:
        return known
    text: str = value[:MAX_NAME].rpartition(":")[2].strip()
    return text.rpartition(".")[2].strip().upper()


def _text_of_enum(value: Any) -> str:
    inner = getattr(value, "value", value)
    return inner if isinstance(inner, str) else str(getattr(value, "name", value))
