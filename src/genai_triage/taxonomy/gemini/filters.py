"""Causes of Gemini's classes `safety` and `recitation`: a filter stopped the prompt or the answer."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, FailureClass

from .common import DOCS, IMAGES, LIVE, POLICY, TROUBLESHOOTING, enum_row

_LANGUAGES: Final = DOCS + "models#supported-languages"
_MODEL_ARMOR: Final = "https://cloud.google.com/security-command-center/docs/model-armor-overview"

CAUSES: Final[tuple[Cause, ...]] = (
    enum_row("prompt_safety", block=("SAFETY",), source="page: safety issues (blocked prompt)"),
    enum_row("prompt_other", block=("OTHER",), source="page: BlockedReason.OTHER"),
    enum_row("prompt_blocklist", block=("BLOCKLIST",)),
    enum_row("prompt_prohibited", block=("PROHIBITED_CONTENT",), doc=POLICY),
    enum_row("prompt_image_safety", block=("IMAGE_SAFETY",), doc=IMAGES),
    enum_row("prompt_model_armor", block=("MODEL_ARMOR",), doc=_MODEL_ARMOR),
    enum_row("prompt_jailbreak", block=("JAILBREAK",)),
    enum_row("prompt_blocked", block=("*", "BLOCKED_REASON_UNSPECIFIED"), source="observed: an unknown block reason"),
    enum_row(
        "answer_safety",
        finish=("SAFETY", "CONTENT_FILTER"),
        code=("safety", "content_blocked", "content_filter", "content_policy_violation"),
        source="page: safety issues (blocked answer)",
    ),
    enum_row("answer_blocklist", finish=("BLOCKLIST",), code=("blocklist",)),
    enum_row("answer_prohibited", finish=("PROHIBITED_CONTENT",), code=("prohibited_content",), doc=POLICY),
    enum_row("answer_personal_data", finish=("SPII",), code=("spii",)),
    enum_row(
        "language",
        finish=("LANGUAGE",),
        code=("language",),
        doc=_LANGUAGES,
        source="page: known issues (unsupported language)",
    ),
    enum_row("image_safety", finish=("IMAGE_SAFETY",), code=("image_safety",), doc=IMAGES),
    enum_row("image_prohibited", finish=("IMAGE_PROHIBITED_CONTENT",), code=("image_prohibited_content",), doc=IMAGES),
    enum_row("image_other", finish=("IMAGE_OTHER",), code=("image_other",), doc=IMAGES),
    enum_row("answer_model_armor", finish=("MODEL_ARMOR",), doc=_MODEL_ARMOR),
    enum_row("escalation", finish=("ESCALATION",), doc=POLICY),
    enum_row(
        "live_turn_rejected",
        finish=(
            "RESPONSE_REJECTED",
            "PROHIBITED_INPUT_CONTENT",
            "IMAGE_PROHIBITED_INPUT_CONTENT",
            "INPUT_TEXT_CONTAIN_PROMINENT_PERSON_PROHIBITED",
            "INPUT_IMAGE_CELEBRITY",
            "INPUT_IMAGE_PHOTO_REALISTIC_CHILD_PROHIBITED",
            "INPUT_TEXT_NCII_PROHIBITED",
            "INPUT_OTHER",
            "INPUT_IP_PROHIBITED",
            "UNSAFE_PROMPT_FOR_IMAGE_GENERATION",
            "GENERATED_IMAGE_SAFETY",
            "GENERATED_CONTENT_SAFETY",
            "GENERATED_AUDIO_SAFETY",
            "GENERATED_VIDEO_SAFETY",
            "GENERATED_CONTENT_PROHIBITED",
            "GENERATED_CONTENT_BLOCKLIST",
            "GENERATED_IMAGE_PROHIBITED",
            "GENERATED_IMAGE_CELEBRITY",
            "GENERATED_IMAGE_PROMINENT_PEOPLE_DETECTED_BY_REWRITER",
            "GENERATED_IMAGE_IDENTIFIABLE_PEOPLE",
            "GENERATED_IMAGE_MINORS",
            "OUTPUT_IMAGE_IP_PROHIBITED",
            "GENERATED_OTHER",
            "MAX_REGENERATION_REACHED",
        ),
        doc=LIVE,
        source="observed: TurnCompleteReason of the Live API",
    ),
    enum_row(
        "recitation",
        finish=("RECITATION",),
        code=("recitation",),
        doc=TROUBLESHOOTING,
        source="page: recitation issue",
        failure_class=FailureClass.RECITATION,
    ),
    enum_row(
        "image_recitation",
        finish=("IMAGE_RECITATION",),
        code=("image_recitation",),
        doc=IMAGES,
        failure_class=FailureClass.RECITATION,
    ),
)
