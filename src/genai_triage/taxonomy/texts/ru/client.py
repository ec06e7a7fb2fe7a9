"""What to do about failures before a request, by the cause's id, in Russian."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {
    "client.cancelled": "Если вызов отменило само приложение, исправлять нечего; иначе найдите таймаут или "
    "остановку, которые его отменили.",
    "client.model_required": "Передайте `model` в вызов или клиенту: SDK не знает, какой модели отправить запрос.",
    "client.model_invalid": "Исправьте имя модели: в нём не должно быть «..», «?» и «&».",
    "client.contents_required": "Передайте непустой `contents`: SDK нечего отправлять.",
    "client.mime_type": "Передайте `mime_type`: SDK не может определить тип файла по имени.",
    "client.tool_failed": "Исправьте функцию самого приложения, названную в ошибке: при автоматическом вызове она "
    "завершилась исключением или не подошла.",
    "client.parameter_unavailable": "Уберите параметр или переключитесь между Gemini Developer API и Vertex AI: "
    "его принимает только один из них.",
    "client.request_invalid": "Исправьте аргумент, названный в ошибке валидации: SDK отклонил запрос до отправки.",
    "client.credential_encoding": "Уберите из ключа переводы строк, кавычки, пробелы и нелатинские буквы: в "
    "заголовке HTTP он недопустим.",
    "client.url_invalid": "Исправьте базовый URL или URL прокси: в нём нужны `https://` и хост.",
    "client.closed": "Не закрывайте клиент и его цикл событий, пока не завершатся все вызовы.",
    "client.file_unreadable": "Проверьте путь и права: файл для отправки или доверенный сертификат не открывается.",
    "client.dependency_missing": "Установите пакет, названный в ошибке (`pip install`), в окружение, где работает "
    "приложение.",
    "client.no_candidate_read": "Проверяйте `candidates`, `prompt_feedback` и причину завершения до чтения "
    "текста: в ответе его не было.",
    "client.refused": "Исправьте аргумент, названный в тексте исключения: SDK или приложение отклонили вызов до "
    "отправки запроса.",
    "client.answer_not_json": "Повторите; запрашивайте JSON схемой (`response_schema`, `response_format`), а не "
    "только промптом, и снимайте с него ограждение кода (code fence) перед разбором: ответ модели — не JSON.",
    "client.answer_off_schema": "Повторите; отправляйте схему вместе с запросом (строгую, с `required`) или "
    "сделайте недостающие поля необязательными: ответ не подходит под модель данных приложения.",
    "client.tool_schema": "Измените схему инструмента, как сказано в тексте исключения: без Union, каждый "
    "аргумент одного простого типа и с описанием.",
    "client.grpc_message_size": "Увеличьте параметры канала grpc.max_receive_message_length и "
    "grpc.max_send_message_length или сократите сообщение: сам gRPC принимает 4 МБ.",
    "client.grpc_metadata_size": "Сократите метаданные вызова (токен, baggage, свои ключи) или увеличьте параметр "
    "канала grpc.max_metadata_size (по умолчанию 8 КБ): велики метаданные, а не промпт.",
    "client.credential_encoding@gigachat": "Уберите из ключа авторизации (`credentials`, GIGACHAT_CREDENTIALS) "
    "переводы строк, кавычки, пробелы и нелатинские буквы: в заголовке HTTP он недопустим.",
}
