"""Causes of what Model Armor, Imagen and Veo filter, by the setting or by the support code that the answer names.

Support codes: https://cloud.google.com/vertex-ai/generative-ai/docs/image/responsible-ai-imagen and the page of Veo.
"""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal
from genai_triage.taxonomy.payloads import google_error

from .common import CLOSED, DENIED, DOCS, INVALID, REFUSED

_CODES: Final = "https://cloud.google.com/vertex-ai/generative-ai/docs/image/responsible-ai-imagen"
_ARMOR: Final = "https://cloud.google.com/security-command-center/docs/model-armor-floor-settings"
_REFUSED: Final = (*INVALID, *DENIED)


def _filtered(name: str, *codes: str) -> Cause:
    """Builds the row of a category that Google's responsible-AI filter names by its support codes."""
    return Cause(
        id=f"gemini.media_{name}",
        failure_class=FailureClass.SAFETY,
        doc=_CODES,
        source="observed: support code of Imagen or Veo",
        signals=(
            Signal(fact=("media_filtered",), text=codes),
            Signal(status=_REFUSED, text=codes, subject=("support code", "error code")),
        ),
        example=Example(
            http=200,
            body={
                "predictions": [
                    {
                        "raiFilteredReason": "Unable to show generated images. All images were filtered out: they "
                        f"violated Google's Responsible AI practices. Support codes: {codes[0]}"
                    }
                ]
            },
        ),
    )


CAUSES: Final[tuple[Cause, ...]] = (
    _filtered("child", "58061214", "17301594"),
    _filtered("celebrity", "29310472", "15236754"),
    _filtered("person", "39322892"),
    _filtered("violence", "61493863", "56562880"),
    _filtered("sexual", "90789179", "63429089", "43188360"),
    _filtered("dangerous", "62263041"),
    _filtered("hate", "57734940", "22137204", "78610348", "32635315"),
    _filtered("personal_data", "92201652"),
    _filtered("prohibited", "89371032", "49114662", "72817394", "60599140"),
    _filtered("third_party", "35561574", "35561575"),
    Cause(
        id="gemini.speech_filtered",
        failure_class=FailureClass.SAFETY,
        doc="https://cloud.google.com/text-to-speech/docs/gemini-tts",
        source="observed: INVALID_ARGUMENT of Gemini's speech on a text",
        signals=(
            Signal(
                status=_REFUSED,
                text=("could not generate audio", "generate audio because"),
                subject=("usage guidelines", "violates", "safety"),
            ),
        ),
        example=Example(
            http=400,
            body=google_error(
                "INVALID_ARGUMENT",
                "Cloud Text-to-Speech could not generate audio because the input text or prompt violates Vertex AI's "
                "usage guidelines.",
            ),
        ),
    ),
    Cause(
        id="gemini.model_armor_floor",
        failure_class=FailureClass.SAFETY,
        doc=_ARMOR,
        source="observed: block reason MODEL_ARMOR with 'Floor Setting'",
        signals=(
            Signal(block=("MODEL_ARMOR",), text=("floor setting",)),
            Signal(finish=("MODEL_ARMOR",), text=("floor setting",)),
            Signal(status=_REFUSED, text=("model armor floor setting",)),
        ),
        example=Example(
            http=200,
            body={
                "promptFeedback": {
                    "blockReason": "MODEL_ARMOR",
                    "blockReasonMessage": "Blocked by Model Armor Floor Setting: The prompt violated Prompt Injection "
                    "and Jailbreak filters.",
                },
                "modelVersion": "gemini-2.5-flash",
            },
        ),
    ),
    Cause(
        id="gemini.model_armor",
        failure_class=FailureClass.SAFETY,
        doc=_ARMOR,
        source="observed: 400 or 403 that names Model Armor",
        signals=(Signal(status=_REFUSED, text=("model armor", "modelarmor")),),
        example=Example(http=400, body=google_error("INVALID_ARGUMENT", "Prompt blocked by Model Armor template.")),
    ),
    Cause(
        id="gemini.video_parameters",
        failure_class=FailureClass.UNSUPPORTED,
        doc=DOCS + "video",
        source="observed: 400 on resolution, duration or aspect ratio of Veo",
        signals=(
            Signal(
                status=REFUSED,
                text=("1080p", "4k ", "720p", "duration", "resolution", "aspect ratio", "aspectratio"),
                unless=("media resolution", "media_resolution"),
                subject=("not supported", "unsupported", "not allowed", "isn't supported", "not available"),
            ),
            Signal(close=CLOSED, text=("aspect ratio",), subject=("not supported", "unsupported")),
        ),
        example=Example(
            http=400,
            body=google_error("INVALID_ARGUMENT", "1080p is not supported for a duration of 6 seconds."),
        ),
    ),
)
