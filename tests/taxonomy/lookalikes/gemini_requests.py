"""Texts like those of Gemini's causes about what a request holds, and about what it asks for."""

from __future__ import annotations

from typing import Final

_INVALID: Final = "INVALID_ARGUMENT"
_PRECONDITION: Final = "FAILED_PRECONDITION"
_DENIED: Final = "PERMISSION_DENIED"
_NOT_FOUND: Final = "NOT_FOUND"
_FILTERED: Final = "fact media_filtered"
_OTHER_CODE: Final = [
    (_FILTERED, "All images were filtered out. Support codes: 74803281"),
    (_INVALID, "The request id 1000000000 is unknown"),
]
"""A number that is none of the row's support codes."""

LOOKALIKES: Final[dict[str, list[tuple[str, str]]]] = {
    "gemini.media_child": _OTHER_CODE,
    "gemini.media_celebrity": _OTHER_CODE,
    "gemini.media_person": [*_OTHER_CODE, (_INVALID, "seed must be below 2393228921")],
    "gemini.media_violence": _OTHER_CODE,
    "gemini.media_sexual": _OTHER_CODE,
    "gemini.media_dangerous": [*_OTHER_CODE, (_INVALID, "The seed 162263041 is out of its range")],
    "gemini.media_hate": _OTHER_CODE,
    "gemini.media_personal_data": _OTHER_CODE,
    "gemini.media_prohibited": _OTHER_CODE,
    "gemini.media_third_party": [*_OTHER_CODE, (_FILTERED, "The third party asked for content")],
    "gemini.speech_filtered": [
        (_INVALID, "Could not generate audio: the voice is unknown"),
        (_INVALID, "The prompt violates the usage guidelines"),
    ],
    "gemini.model_armor_floor": [
        ("block MODEL_ARMOR", "The prompt violated Prompt Injection filters."),
        (_INVALID, "The floor of the range was set to 0"),
    ],
    "gemini.model_armor": [
        (_INVALID, "The model of the armour is unknown"),
        (_DENIED, "The caller does not have permission"),
    ],
    "gemini.video_parameters": [
        (_INVALID, "Media resolution is not supported for this model."),
        (_INVALID, "The duration must be a number."),
    ],
    "gemini.url_count": [
        (_INVALID, "Too many stop sequences: the maximum is 5"),
        (_INVALID, "Cannot fetch content from the provided URL."),
    ],
    "gemini.function_name": [
        (_INVALID, "The file name is invalid"),
        (_INVALID, "Duplicate cache declared"),
    ],
    "gemini.function_count": [
        (_INVALID, "Too many requests in the batch: at most 100"),
        (_INVALID, "function declarations must have a name"),
        (_INVALID, "function_declarations[0].name: Invalid function name. At most 64 characters."),
    ],
    "gemini.stop_sequence_count": [
        (_INVALID, "stop_sequences[0] must be a string"),
        (_INVALID, "Too many sequences were cut, and the job had to stop"),
    ],
    "gemini.embedding_batch": [
        (_INVALID, "The batch has no name"),
        (_INVALID, "At most 100 characters may stand in display_name"),
        (_INVALID, "The batch size of the tuning job must be a power of two"),
    ],
    "gemini.image_count": [
        (_INVALID, "Too many requests"),
        (_INVALID, "The image is too large"),
        (_INVALID, "sample_count must be the number of images to make"),
    ],
    "gemini.page_count": [
        (_INVALID, "page_size must be between 1 and 1000"),
        (_INVALID, "The document has no pages."),
    ],
    "gemini.thinking_both": [
        (_INVALID, "Thinking level is unsupported: THINKING_LEVEL_MINIMAL"),
        (_INVALID, "Pass only one of seed and temperature"),
    ],
    "gemini.thinking": [
        (
            _INVALID,
            "Invalid JSON payload received. Unknown name \"thinkingLevel\" at 'generation_config.thinking_config': "
            "Cannot find field.",
        ),
        (_INVALID, "The thinking budget 99999 is invalid. Please choose a value between 512 and 24576."),
        (_INVALID, "You can only set only one of thinking budget and thinking level."),
    ],
    "gemini.safety_settings": [
        (_INVALID, "Invalid JSON payload received. Unknown name \"foo\" at 'safety_settings[0]': Cannot find field."),
        (_INVALID, "The prompt was blocked by your safety settings: invalid"),
        (_INVALID, "Unknown category of the corpus"),
    ],
    "gemini.tool_required": [
        (_INVALID, "The Computer Use tool is not supported for this model"),
        (_INVALID, "This model requires the use of a system instruction"),
    ],
    "gemini.search_retrieval": [
        (_INVALID, "Search Grounding is not supported."),
        (_INVALID, "google_search_retrieval.dynamic_threshold must be a number"),
    ],
    "gemini.server_side_tools": [
        (
            _INVALID,
            "Invalid JSON payload received. Unknown name \"includeServerSideToolInvocations\" at 'tool_config': "
            "Cannot find field.",
        ),
        (_INVALID, "Please enable tools on the server side"),
        (_INVALID, "tool_config.function_calling_config is invalid"),
    ],
    "gemini.tool_circulation": [
        (_INVALID, "The tool call has no context"),
        (_INVALID, "Function calling is not enabled for models/gemma-3-12b-it"),
    ],
    "gemini.output_tokens": [
        (_INVALID, 'Invalid JSON payload received. Unknown name "maxOutputTokens": Cannot find field.'),
        (_INVALID, "Invalid value at 'generation_config.max_output_tokens' (TYPE_INT32), \"x\""),
    ],
    "gemini.media_filtered": [
        (_INVALID, "The AI Studio project is not responsible for this bucket"),
        (_DENIED, "You do not have permission to change the filter"),
        (_INVALID, "Invalid value at 'contents[0].parts[0].text' (TYPE_STRING), \"what are content policies?\""),
    ],
    "gemini.service_agents": [
        (_PRECONDITION, "The agent is being deleted"),
        (_PRECONDITION, "Precondition check failed."),
    ],
    "gemini.failed_precondition": [
        ("close 1007", "The check of the condition's syntax failed"),
        ("close 1008", "Your project has been denied access"),
    ],
    "gemini.file_not_active": [
        (_PRECONDITION, "Precondition check failed."),
        (_INVALID, "The activity of the file is unknown"),
        (_INVALID, "The endpoint is not active in this region"),
    ],
    "gemini.context_too_long": [
        (_INVALID, "The output token limit of 8192 was set to 0"),
        (_INVALID, "The page token is too long: token limit"),
        ("UNAUTHENTICATED", "Token has been used too many times"),
    ],
    "gemini.payload_too_large": [
        (_INVALID, "Number of urls to lookup exceeds the limit (21 > 20)."),
        (_INVALID, "The number of function declarations exceeds the maximum of 512."),
        (_INVALID, "temperature is too large"),
        (_INVALID, "The schema is too large for serving."),
        (_INVALID, "display_name is larger than 512 characters"),
        (_INVALID, "top_k exceeds the maximum of 64"),
        (_INVALID, "The thinking budget exceeds the maximum"),
        ("RESOURCE_EXHAUSTED", "received metadata size exceeds soft limit (15093 vs. 8192); content-type:21B"),
    ],
    "gemini.parameter_range": [
        (_INVALID, "The temperature is no number"),
        (_INVALID, "The range of the document could not be read"),
        (_INVALID, "The file must be in the bucket"),
    ],
    "gemini.unknown_field": [
        (_INVALID, 'Invalid JSON payload. Unknown name "tools": Proto field is not repeating, cannot start list.'),
        (_INVALID, "Unknown name: Starting an object on a scalar field"),
    ],
    "gemini.malformed_json": [
        (_INVALID, 'Invalid JSON payload received. Unknown name "foo": Cannot find field.'),
        (_INVALID, "The value of the parameter is not in its range"),
    ],
    "gemini.empty_input": [
        (_INVALID, "The model is not set"),
        (_INVALID, "function_declarations[0].name: must not be empty in tools[0]"),
        (_INVALID, "contents[2].parts[0].function_response.name: Name cannot be empty."),
    ],
    "gemini.thought_signature": [
        (_INVALID, "The signature of the function is invalid"),
        (_INVALID, "I thought that the document has a signature"),
    ],
    "gemini.function_turns": [
        (_INVALID, "The response of the function is too large"),
        (_INVALID, "Function calling is not enabled for this model"),
    ],
    "gemini.role": [
        (_DENIED, "Grant the role roles/aiplatform.user to the caller"),
        (_INVALID, "The role roles/owner is no role of this API"),
        (_INVALID, "Alternate images between pages"),
    ],
    "gemini.combination_unsupported": [
        (_INVALID, "Function calling is not enabled for models/gemma-3-12b-it"),
        (_INVALID, "Tool use is not supported for this model"),
    ],
    "gemini.mime_type": [
        (_INVALID, "Invalid JSON payload received. Unknown name \"mimeType\" at 'parts[0]': Cannot find field."),
        (_INVALID, "The type of the media is unknown"),
        (_INVALID, "response_mime_type must be set to application/json when response_schema is used"),
    ],
    "gemini.voice": [
        (_INVALID, "The name of the speaker's file is invalid"),
        (_INVALID, "The invoice has an unsupported name"),
    ],
    "gemini.speech_only": [
        (_INVALID, "Audio output is not enabled for this model"),
        (_INVALID, "The request has no audio"),
    ],
    "gemini.audio_format": [
        (_INVALID, "The rate of samples in the tuning data is 0"),
        (_INVALID, "Failed to parse the request"),
    ],
    "gemini.media_too_long": [
        (_INVALID, "The display name of the video is missing"),
        (_INVALID, "function name is too long"),
    ],
    "gemini.base64": [
        (_INVALID, "Decoding of the picture failed"),
        (_INVALID, "The base of the index is 64"),
    ],
    "gemini.file_uri": [
        (_INVALID, "file_uri is not set"),
        (_INVALID, "Cannot fetch content from the provided URL."),
    ],
    "gemini.unreadable_input": [
        (_INVALID, "The image is too large"),
        (_INVALID, "Number of input images exceeds the maximum of 3"),
        (_INVALID, "Image input modality is not enabled for models/gemma-3-1b-it"),
    ],
    "gemini.schema": [
        (_INVALID, "The schematic drawing cannot be read"),
        (_INVALID, "The legacy Interactions API schema is no longer supported."),
        (_INVALID, "Invalid value at 'contents[0].parts[0].text' (TYPE_STRING), \"what is a schema?\""),
    ],
    "gemini.tool_mode": [
        (_INVALID, "The mode of the image is unknown"),
        (_INVALID, "The name of the function is not allowed to begin with a digit"),
    ],
    "gemini.cache_conflict": [
        (_INVALID, "CachedContent has no name"),
        (_INVALID, "The language is different from that of the document"),
    ],
    "gemini.cache_too_small": [
        (_INVALID, "The image is too small"),
        (_INVALID, "The token count of the cache is unknown"),
    ],
    "gemini.deadline_too_short": [
        (_INVALID, "The field deadline is unknown to this API"),
        (_INVALID, "No deadline may be given with cachedContents"),
    ],
    "gemini.already_exists": [
        ("409", "The operation was aborted."),
        ("409", "The existing cache is being changed"),
    ],
    "gemini.model_retired": [
        (_INVALID, "realtime_input.media_chunks is deprecated. Use audio, video, or text instead."),
        (_INVALID, "The parameter google_search_retrieval is deprecated for this model."),
        (_INVALID, "The field response_schema is no longer supported."),
        (_INVALID, "This voice has been discontinued."),
    ],
    "gemini.vertex_model_not_found": [
        (_NOT_FOUND, "The publisher of the document was not found"),
        (_NOT_FOUND, "models/gemini-9 is not found for API version v1beta"),
    ],
    "gemini.model_not_found": [
        (_NOT_FOUND, "models/veo-3.0-generate-001/operations/abc was not found"),
        (_NOT_FOUND, "Cached content for models/gemini-2.5-pro was not found"),
        (_NOT_FOUND, "File files/abc not found"),
        (_NOT_FOUND, "Cached content with ID: 123 not found."),
        (_NOT_FOUND, "This model models/gemini-2.0-flash is no longer available to new users."),
    ],
    "gemini.file_not_found": [
        (_NOT_FOUND, "Requested entity was not found."),
        (_DENIED, "You do not have permission to access the corpus or it may not exist."),
        (_INVALID, "The requested profile is unknown"),
    ],
    "gemini.cache_not_found": [
        (_NOT_FOUND, "Requested entity was not found."),
        (_DENIED, "You do not have permission to access the File files/abc123 or it may not exist."),
    ],
    "gemini.session_not_found": [
        (_NOT_FOUND, "Interaction not found"),
        (_INVALID, "The handle of the file is unknown"),
    ],
    "gemini.live_unsupported": [
        ("close 1007", "Text output is not supported for native audio output model."),
        ("close 1008", "models/gemini-live is not found for API version v1beta"),
    ],
    "gemini.system_instruction": [
        (_INVALID, "Code execution is not enabled for models/gemini-2.5-flash-image"),
        (_INVALID, "The system instruction must hold text only"),
    ],
    "gemini.feature_unsupported": [
        (_INVALID, "The request must name a supported region"),
        (_INVALID, "Unsupported MIME type: application/zip"),
        (_INVALID, "The document that supports the answer is missing"),
    ],
    "gemini.not_found": [
        (_DENIED, "The caller does not have permission"),
        (_DENIED, "A tool of that name may exist twice"),
    ],
    "gemini.no_candidate": [
        ("raise builtins.ValueError", "The list of candidates must be sorted"),
        ("raise builtins.ValueError", "tuple index out of range"),
    ],
    "gemini.error_without_code": [
        ("raise builtins.TypeError", "'<' not supported between instances of 'str' and 'int'"),
        ("raise builtins.TypeError", "unsupported operand type(s) for +: 'int' and 'NoneType'"),
    ],
}
