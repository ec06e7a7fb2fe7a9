"""What to do about GigaChat's API, by the cause's id, in Russian."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {
    "gigachat.token_scope_empty": "Задайте `scope`: GIGACHAT_API_PERS, GIGACHAT_API_B2B или GIGACHAT_API_CORP — "
    "то значение, которое указано в поле «Scope» проекта в личном кабинете Studio.",
    "gigachat.token_scope_mismatch": "Передайте `scope=` из поля «Scope» проекта этого ключа в личном кабинете "
    "Studio (GIGACHAT_API_PERS, _B2B или _CORP): SDK и GigaChain без него берут GIGACHAT_API_PERS.",
    "gigachat.token_scope_invalid": "Исправьте написание `scope`: допустимы GIGACHAT_API_PERS, GIGACHAT_API_B2B и "
    "GIGACHAT_API_CORP.",
    "gigachat.token_key_undecodable": "Вставьте в `credentials` (GIGACHAT_CREDENTIALS) ключ авторизации из "
    "личного кабинета Studio (Client ID и Client Secret в base64), а не Client Secret, и без кавычек.",
    "gigachat.token_key_unknown": "Перевыпустите ключ авторизации в личном кабинете Studio («Настройки API» → "
    "«Получить новый ключ») и замените им прежний (GIGACHAT_CREDENTIALS): нынешний сервису неизвестен.",
    "gigachat.token_header_incorrect": "Передайте в `credentials` ключ авторизации из личного кабинета Studio без "
    "кавычек (при прямом запросе — `Authorization: Basic KEY`): вместо него отправлен Client Secret или токен "
    "доступа.",
    "gigachat.token_rquid": "Добавьте в запрос токена заголовок RqUID с новым uuid4 (SDK gigachat делает это сам).",
    "gigachat.token_refused": "Проверьте `credentials` (ключ авторизации из личного кабинета Studio) и `scope`, а "
    "без SDK — ещё и заголовок RqUID: эндпоинт токенов не говорит, что из этого неверно.",
    "gigachat.token_rate_limited": "Используйте один токен доступа на всех воркеров и обновляйте его раз в 30 "
    "минут: эндпоинт токенов принимает 10 запросов в секунду.",
    "gigachat.token_expired": "Запросите новый токен доступа: он живёт 30 минут; если вместо `access_token` "
    "передать `credentials`, SDK обновляет его сам.",
    "gigachat.unauthorized": "Получите новый токен доступа: заголовок Authorization пуст, либо токен в нём "
    "неверен или создан более 30 минут назад; передайте SDK `credentials`, и он будет обновлять токены сам.",
    "gigachat.credentials_malformed": "Передайте в `credentials` ключ авторизации (base64) из личного кабинета "
    "Studio, а не Client Secret и не токен доступа.",
    "gigachat.payment_required": "Проверьте в личном кабинете Studio, у какой модели закончились токены и к ней "
    "ли идёт запрос, затем пополните там баланс (эмбеддинги оплачиваются отдельно) или возьмите модель из вашего "
    "тарифа.",
    "gigachat.grpc_exhausted": "Проверьте в личном кабинете Studio, не закончились ли токены модели, и пополните "
    "баланс; если токены есть, уменьшите число параллельных запросов: код gRPC 8 может означать и то и другое.",
    "gigachat.grpc_bare_exhausted": "Уменьшите число параллельных запросов и повторите после паузы; если не "
    "помогло, проверьте остаток токенов модели в личном кабинете Studio.",
    "gigachat.balance_pay_as_you_go": "Не вызывайте GET /balance при оплате pay-as-you-go: предоплаченных токенов "
    "там нет, расход смотрите в личном кабинете Studio.",
    "gigachat.permission_denied": "Проверьте в личном кабинете Studio, что договор включает эту модель и метод, "
    "или запросите доступ по адресу gigachat@sberbank.ru.",
    "gigachat.model_not_found": "Возьмите имя модели из GET /models (`get_models()`): такой нет, или она выведена "
    "из эксплуатации.",
    "gigachat.wrong_auth_url": "Исправьте адрес авторизации (`auth_url`, GIGACHAT_AUTH_URL): токены выдаёт "
    "https://ngw.devices.sberbank.ru:9443/api/v2/oauth, и дальше в пути ничего нет; дело не в ключе.",
    "gigachat.wrong_base_url": "Исправьте базовый URL (`base_url`, GIGACHAT_BASE_URL): `/v1` или `/v2` на "
    "api.giga.chat, `/api/v1` на gigachat.devices.sberbank.ru, с `https://` впереди; ключ и договор в порядке.",
    "gigachat.edge_refused": "Проверьте базовый URL (`base_url`), затем спросите по адресу gigachat@sberbank.ru, "
    "не заблокирован ли ваш адрес: входной шлюз Сбера отказал ещё до проверки ключа.",
    "gigachat.not_found": "Проверьте id в запросе и путь после базового URL: такого файла, треда или ассистента "
    "нет, либо он из другого проекта.",
    "gigachat.embedding_too_long": "Разделите текст перед построением эмбеддинга и измерьте части через POST "
    "/tokens/count: в ошибке названы индекс, число токенов и максимум для одного текста.",
    "gigachat.batch_too_large": "Отправляйте не больше 100 текстов в одном запросе эмбеддингов.",
    "gigachat.payload_too_large": "Уменьшите промпт или историю: сравните их размер, измеренный через POST "
    "/tokens/count, с окном контекста модели.",
    "gigachat.functions_unsupported": "Выберите модель с поддержкой функций (GigaChat-2, в том числе Pro и Max) "
    "или не передавайте `functions`; если функции у модели должны быть, напишите на gigachat@sberbank.ru.",
    "gigachat.feature_unsupported": "Уберите названную возможность или выберите модель, где она есть, на "
    "https://developers.sber.ru/docs/ru/gigachat/models.",
    "gigachat.history_order": "Поставьте первым одно системное сообщение, а после каждого вызова функции "
    "ассистентом — её результат.",
    "gigachat.function_result": "Передайте результат функции объектом JSON в `content` сообщения.",
    "gigachat.function_schema": "Дополните JSON-схему инструмента: каждому объекту нужны `properties`, каждому "
    "массиву — `items`.",
    "gigachat.parameter_range": "Верните названный параметр в диапазон, указанный в ошибке.",
    "gigachat.invalid_json": "Отправляйте тело, собранное библиотекой JSON (`json=` у HTTP-клиента), а не "
    "склеенное из строк: сервис не может его разобрать.",
    "gigachat.invalid_params": "Исправьте значение, названное в ошибке: запрос разобран, но модель такое не принимает.",
    "gigachat.bad_request": "Исправьте параметр, названный в сообщении ошибки; если он не назван, сверьте запрос "
    "со страницей метода в справочнике API GigaChat.",
    "gigachat.parallel_requests": "Отправляйте меньше запросов одновременно: по умолчанию 1 для физических лиц и "
    "10 для ИП и юридических лиц (им лимит увеличат по запросу на gigachat@sberbank.ru).",
    "gigachat.gateway_time_limit": "Получайте ответ потоком или попросите ответ короче: шлюз обрывает запрос "
    "примерно через 300 секунд.",
    "gigachat.gateway_fault": "Повторите с экспоненциальной задержкой; если запрос длился около 300 секунд, "
    "получайте ответ потоком: более долгие шлюз обрывает.",
    "gigachat.internal": "Повторите с экспоненциальной задержкой; если не помогает, напишите на "
    "gigachat@sberbank.ru, указав x-request-id ответа (`triage.request_id`).",
    "gigachat.unavailable": "Повторите с экспоненциальной задержкой: у GigaChat сейчас нет мощностей; если это "
    "продолжается, напишите на gigachat@sberbank.ru.",
    "gigachat.deadline_exceeded": "Увеличьте таймаут вызова (`timeout`) или получайте ответ потоком: GigaChat не "
    "успел ответить.",
    "gigachat.grpc_unknown_service": "Исправьте адрес канала (gigachat.devices.sberbank.ru:443) и заново "
    "сгенерируйте заглушки (stubs) из актуального proto-файла Сбера: такого сервиса или метода сервер не знает.",
    "gigachat.run_failed": "Запустите выполнение снова; если ошибка повторяется, сократите тред или напишите на "
    "gigachat@sberbank.ru, указав id треда.",
    "gigachat.blacklist": "Переформулируйте промпт или возьмите более новую модель Pro или Max: вместо модели "
    "ответил тематический фильтр; компании могут попросить настроить его по адресу gigachat@sberbank.ru.",
    "gigachat.length": "Увеличьте `max_tokens` или попросите ответ короче: он оборвался на лимите токенов.",
    "gigachat.invalid_function_arguments": "Повторите; если модель и дальше составляет некорректные аргументы, "
    "упростите схему функции и добавьте примеры (few-shot).",
    "gigachat.unknown_finish_reason": "Повторите и найдите причину завершения в справочнике GigaChat: эта версия "
    "её не знает.",
    "gigachat.missing_embeddings": "Вызовите `embeddings` снова с меньшим числом текстов и сопоставляйте "
    "эмбеддинги с текстами, только если их поровну: в ответе их меньше, чем запрошено.",
    "gigachat.empty_answer": "Повторите: в ответе нет ни текста, ни вызова функции.",
    "gigachat.file_too_large": "Уменьшите файл: изображение до 15 МБ, аудио до 35 МБ, текст до 40 МБ, всего до 80 "
    "МБ в одном запросе; число токенов здесь не важно.",
    "gigachat.file_type": 'Передайте имя, содержимое и MIME-тип файла (`upload_file(("a.txt", data, '
    '"text/plain"))`): octet-stream сервис не принимает, а один путь отправляется как содержимое.',
    "gigachat.file_over_context": "Разделите вложенный файл на части: его текст вместе с промптом должен "
    "помещаться в окно контекста модели, измеряйте через POST /tokens/count.",
    "gigachat.undefined_function": "Перечислите в `functions` этого запроса все функции, которые вызывались в "
    "истории, или уберите эти сообщения из истории.",
    "gigachat.function_arguments": "Передавайте `function_call.arguments` объектом JSON, каким его вернул "
    "GigaChat: клиенты OpenAI отправляют строку.",
    "gigachat.requests_per_minute": "Распределите запросы по окну, названному в ошибке, или попросите лимит выше "
    "по адресу gigachat@sberbank.ru: считаются запросы за время, а не параллельные.",
    "gigachat.token_unauthorized": "Перевыпустите ключ авторизации в личном кабинете Studio («Настройки API» → "
    "«Получить новый ключ»), передайте его приложению (GIGACHAT_CREDENTIALS) и проверьте, что `scope` от того же "
    "проекта: эндпоинт токенов отверг ключ.",
    "gigachat.grpc_not_found": "Исправьте имя модели в запросе по ListModels: код gRPC 5 говорит, что "
    "запрошенного не существует.",
    "gigachat.grpc_denied": "Передайте свежий токен доступа в метаданных `authorization` (`Bearer …`, 30 минут), "
    "затем проверьте в личном кабинете Studio, что договор включает модель: код gRPC 7 может означать и то и "
    "другое.",
    "gigachat.grpc_invalid": "Проверьте параметры и сообщения запроса, его размер относительно окна контекста и "
    "поддержку функций моделью: код gRPC 3 может означать любое из этого.",
}
