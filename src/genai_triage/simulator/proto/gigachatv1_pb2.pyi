from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import (
    ClassVar as _ClassVar,
    Iterable as _Iterable,
    Mapping as _Mapping,
    Optional as _Optional,
    Union as _Union,
)

DESCRIPTOR: _descriptor.FileDescriptor

class ChatRequest(_message.Message):
    __slots__ = ("options", "model", "messages")
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    options: ChatOptions
    model: str
    messages: _containers.RepeatedCompositeFieldContainer[Message]
    def __init__(
        self,
        options: _Optional[_Union[ChatOptions, _Mapping]] = ...,
        model: _Optional[str] = ...,
        messages: _Optional[_Iterable[_Union[Message, _Mapping]]] = ...,
    ) -> None: ...

class ChatOptions(_message.Message):
    __slots__ = (
        "temperature",
        "top_p",
        "max_tokens",
        "repetition_penalty",
        "update_interval",
        "flags",
        "function_call",
        "functions",
    )
    TEMPERATURE_FIELD_NUMBER: _ClassVar[int]
    TOP_P_FIELD_NUMBER: _ClassVar[int]
    MAX_TOKENS_FIELD_NUMBER: _ClassVar[int]
    REPETITION_PENALTY_FIELD_NUMBER: _ClassVar[int]
    UPDATE_INTERVAL_FIELD_NUMBER: _ClassVar[int]
    FLAGS_FIELD_NUMBER: _ClassVar[int]
    FUNCTION_CALL_FIELD_NUMBER: _ClassVar[int]
    FUNCTIONS_FIELD_NUMBER: _ClassVar[int]
    temperature: float
    top_p: float
    max_tokens: int
    repetition_penalty: float
    update_interval: float
    flags: _containers.RepeatedScalarFieldContainer[str]
    function_call: FunctionCallPolicy
    functions: _containers.RepeatedCompositeFieldContainer[Function]
    def __init__(
        self,
        temperature: _Optional[float] = ...,
        top_p: _Optional[float] = ...,
        max_tokens: _Optional[int] = ...,
        repetition_penalty: _Optional[float] = ...,
        update_interval: _Optional[float] = ...,
        flags: _Optional[_Iterable[str]] = ...,
        function_call: _Optional[_Union[FunctionCallPolicy, _Mapping]] = ...,
        functions: _Optional[_Iterable[_Union[Function, _Mapping]]] = ...,
    ) -> None: ...

class FunctionCallPolicy(_message.Message):
    __slots__ = ("mode", "name")
    class Mode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        undefined: _ClassVar[FunctionCallPolicy.Mode]
        auto: _ClassVar[FunctionCallPolicy.Mode]
        none: _ClassVar[FunctionCallPolicy.Mode]
        forced: _ClassVar[FunctionCallPolicy.Mode]

    undefined: FunctionCallPolicy.Mode
    auto: FunctionCallPolicy.Mode
    none: FunctionCallPolicy.Mode
    forced: FunctionCallPolicy.Mode
    MODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    mode: FunctionCallPolicy.Mode
    name: str
    def __init__(
        self, mode: _Optional[_Union[FunctionCallPolicy.Mode, str]] = ..., name: _Optional[str] = ...
    ) -> None: ...

class Function(_message.Message):
    __slots__ = ("name", "description", "parameters", "few_shot_examples", "return_parameters")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    FEW_SHOT_EXAMPLES_FIELD_NUMBER: _ClassVar[int]
    RETURN_PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    name: str
    description: str
    parameters: str
    few_shot_examples: _containers.RepeatedCompositeFieldContainer[AnyExample]
    return_parameters: str
    def __init__(
        self,
        name: _Optional[str] = ...,
        description: _Optional[str] = ...,
        parameters: _Optional[str] = ...,
        few_shot_examples: _Optional[_Iterable[_Union[AnyExample, _Mapping]]] = ...,
        return_parameters: _Optional[str] = ...,
    ) -> None: ...

class AnyExample(_message.Message):
    __slots__ = ("request", "params")
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    PARAMS_FIELD_NUMBER: _ClassVar[int]
    request: str
    params: Params
    def __init__(self, request: _Optional[str] = ..., params: _Optional[_Union[Params, _Mapping]] = ...) -> None: ...

class Params(_message.Message):
    __slots__ = ("pairs",)
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    pairs: _containers.RepeatedCompositeFieldContainer[Pair]
    def __init__(self, pairs: _Optional[_Iterable[_Union[Pair, _Mapping]]] = ...) -> None: ...

class Pair(_message.Message):
    __slots__ = ("key", "value")
    KEY_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    key: str
    value: str
    def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

class Message(_message.Message):
    __slots__ = ("role", "content", "function_call", "function_name", "functions_state_id", "attachments")
    ROLE_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    FUNCTION_CALL_FIELD_NUMBER: _ClassVar[int]
    FUNCTION_NAME_FIELD_NUMBER: _ClassVar[int]
    FUNCTIONS_STATE_ID_FIELD_NUMBER: _ClassVar[int]
    ATTACHMENTS_FIELD_NUMBER: _ClassVar[int]
    role: str
    content: str
    function_call: FunctionCall
    function_name: str
    functions_state_id: str
    attachments: _containers.RepeatedScalarFieldContainer[str]
    def __init__(
        self,
        role: _Optional[str] = ...,
        content: _Optional[str] = ...,
        function_call: _Optional[_Union[FunctionCall, _Mapping]] = ...,
        function_name: _Optional[str] = ...,
        functions_state_id: _Optional[str] = ...,
        attachments: _Optional[_Iterable[str]] = ...,
    ) -> None: ...

class FunctionCall(_message.Message):
    __slots__ = ("name", "arguments")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ARGUMENTS_FIELD_NUMBER: _ClassVar[int]
    name: str
    arguments: str
    def __init__(self, name: _Optional[str] = ..., arguments: _Optional[str] = ...) -> None: ...

class ChatResponse(_message.Message):
    __slots__ = ("alternatives", "usage", "model_info", "timestamp")
    ALTERNATIVES_FIELD_NUMBER: _ClassVar[int]
    USAGE_FIELD_NUMBER: _ClassVar[int]
    MODEL_INFO_FIELD_NUMBER: _ClassVar[int]
    TIMESTAMP_FIELD_NUMBER: _ClassVar[int]
    alternatives: _containers.RepeatedCompositeFieldContainer[Alternative]
    usage: Usage
    model_info: ModelInfo
    timestamp: int
    def __init__(
        self,
        alternatives: _Optional[_Iterable[_Union[Alternative, _Mapping]]] = ...,
        usage: _Optional[_Union[Usage, _Mapping]] = ...,
        model_info: _Optional[_Union[ModelInfo, _Mapping]] = ...,
        timestamp: _Optional[int] = ...,
    ) -> None: ...

class Alternative(_message.Message):
    __slots__ = ("message", "finish_reason", "index")
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    FINISH_REASON_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    message: Message
    finish_reason: str
    index: int
    def __init__(
        self,
        message: _Optional[_Union[Message, _Mapping]] = ...,
        finish_reason: _Optional[str] = ...,
        index: _Optional[int] = ...,
    ) -> None: ...

class Usage(_message.Message):
    __slots__ = ("prompt_tokens", "completion_tokens", "total_tokens")
    PROMPT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    COMPLETION_TOKENS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_TOKENS_FIELD_NUMBER: _ClassVar[int]
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    def __init__(
        self,
        prompt_tokens: _Optional[int] = ...,
        completion_tokens: _Optional[int] = ...,
        total_tokens: _Optional[int] = ...,
    ) -> None: ...

class ModelInfo(_message.Message):
    __slots__ = ("name", "version")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    name: str
    version: str
    def __init__(self, name: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class ListModelsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListModelsResponse(_message.Message):
    __slots__ = ("models",)
    MODELS_FIELD_NUMBER: _ClassVar[int]
    models: _containers.RepeatedCompositeFieldContainer[Model]
    def __init__(self, models: _Optional[_Iterable[_Union[Model, _Mapping]]] = ...) -> None: ...

class Model(_message.Message):
    __slots__ = ("name", "object", "owned_by", "type")
    NAME_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    OWNED_BY_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    name: str
    object: str
    owned_by: str
    type: str
    def __init__(
        self,
        name: _Optional[str] = ...,
        object: _Optional[str] = ...,
        owned_by: _Optional[str] = ...,
        type: _Optional[str] = ...,
    ) -> None: ...

class RetrieveModelRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class RetrieveModelResponse(_message.Message):
    __slots__ = ("model",)
    MODEL_FIELD_NUMBER: _ClassVar[int]
    model: Model
    def __init__(self, model: _Optional[_Union[Model, _Mapping]] = ...) -> None: ...
