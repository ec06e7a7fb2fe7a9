"""What the playbooks say of all other classes, in Russian, by the English text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "Look at which prompts are blocked and by which filter; change the prompt, the content or its setting.": (
        "Посмотрите, какие промпты и каким фильтром блокируются; измените промпт, содержание или настройку фильтра."
    ),
    "`prompt_*` causes blocked what was sent, `answer_*` and `blacklist` what came back, `*model_armor` your own "
    "organisation's filter; `language` is an unsupported language.": (
        "Причины `prompt_*` заблокировали запрос, `answer_*` и `blacklist` — ответ, `*model_armor` — фильтр вашей "
        "организации; `language` — неподдерживаемый язык."
    ),
    "Is it one feature or tenant? A template or a new source of content is the usual reason.": (
        "Блокировки в одной функции продукта или у одного клиента? Обычная причина — шаблон или новый источник "
        "содержания."
    ),
    "Did the system prompt, the model or the safety settings change?": (
        "Не изменились ли системный промпт, модель или настройки безопасности?"
    ),
    "Is somebody probing the service? Compare with the number of users.": (
        "Не испытывает ли кто-то сервис на прочность? Сравните с числом пользователей."
    ),
    "The share of blocked calls returns to that of the day before.": (
        "Доля заблокированных вызовов возвращается к значению предыдущих суток."
    ),
    "To the product's owner; abuse goes to trust and safety. The provider is asked only for wrong blocks.": (
        "Владельцу продукта; злоупотребления — в команду безопасности. К провайдеру обращаются только из-за ошибочных "
        "блокировок."
    ),
    "Ask for original words rather than for a known text, or raise the temperature.": (
        "Просите писать своими словами, а не воспроизводить известный текст, или поднимите температуру."
    ),
    "`recitation` is a text, `image_recitation` a picture; no setting turns either off.": (
        "`recitation` — текст, `image_recitation` — изображение; ни то ни другое не отключается настройкой."
    ),
    "Does the prompt ask for a known work: lyrics, a book, a licence, code?": (
        "Не просит ли промпт известное произведение: текст песни, книгу, лицензию, код?"
    ),
    "Is it one feature or template?": "Обрывы в одной функции продукта или одном шаблоне?",
    "Is the temperature 0?": "Не равна ли температура 0?",
    "The share of recitations falls on the same prompts.": "На тех же промптах доля цитирований падает.",
    "If the product must quote: to its owner, to bring the text from elsewhere.": (
        "Если продукту нужны цитаты: его владельцу, чтобы брать текст из другого источника."
    ),
    "Raise the limit of output tokens, lower the thinking budget, or ask for a shorter answer.": (
        "Поднимите лимит выходных токенов, уменьшите бюджет рассуждений или попросите ответ короче."
    ),
    "Thinking tokens count towards the limit: an empty truncated answer is a thinking budget that ate it; a long "
    "one is a limit that is too low.": (
        "Токены рассуждений входят в лимит: если обрезанный ответ пуст, лимит съели рассуждения; если длинный, лимит "
        "слишком мал."
    ),
    "Is `gen_ai.request.max_tokens` far below what answers need?": (
        "Не намного ли `gen_ai.request.max_tokens` меньше, чем нужно ответам?"
    ),
    "Was thinking switched on with the same limit?": "Не включили ли рассуждения при том же лимите?",
    "Does structured output end in the middle of its JSON?": (
        "Не обрывается ли структурированный вывод посередине JSON?"
    ),
    "The share of truncated answers falls; the output token histogram has room above its upper end.": (
        "Доля обрезанных ответов падает; на гистограмме выходных токенов есть запас до лимита."
    ),
    "Never by itself: nobody is paged for it.": "Отдельно — никогда: из-за этого никого не будят.",
    "Retry with the same input, simplify the tools' or the answer's schema, and report what repeats.": (
        "Повторите с теми же данными, упростите схему инструментов или ответа и сообщите провайдеру о том, что "
        "повторяется."
    ),
    "`malformed_function_call`, `unexpected_tool_call` and `invalid_function_arguments` are the model's tool "
    "calls; `empty_answer` and `no_candidate` its silence; `unparsable` and `unusable_stream` are bytes that are "
    "no answer, often a proxy's page.": (
        "`malformed_function_call`, `unexpected_tool_call` и `invalid_function_arguments` — вызовы инструментов "
        "моделью; `empty_answer` и `no_candidate` — молчание модели; `unparsable` и `unusable_stream` — байты, которые "
        "не являются ответом, часто страница прокси."
    ),
    "Is it one model, or did a model's version change (`gen_ai.response.model`)?": (
        "Ошибки у одной модели или сменилась её версия (`gen_ai.response.model`)?"
    ),
    "Did the tools' schemas grow or get nested?": "Не выросли ли схемы инструментов и не стали ли вложенными?",
    "Is there a proxy that answers in the service's place?": "Не отвечает ли вместо сервиса прокси?",
    "The share falls below the threshold at the same traffic.": "Доля опускается ниже порога при том же трафике.",
    "If it stays on one model after retries: to the provider, with response ids.": (
        "Если и после повторов ошибки остаются на одной модели: провайдеру, с id ответов."
    ),
    "Let retries back off, send less, and use another model or region while the provider has no capacity.": (
        "Увеличивайте паузы между повторами, отправляйте меньше и переключитесь на другую модель или регион, пока у "
        "провайдера нет мощностей."
    ),
    "`model_overloaded` and `no_capacity` are one model's capacity, `shared_capacity` is the pool that all "
    "pay-as-you-go customers share; none is a quota of yours.": (
        "`model_overloaded` и `no_capacity` — мощности одной модели, `shared_capacity` — пул, общий для всех клиентов "
        "pay-as-you-go; вашей квоты среди них нет."
    ),
    "Is it one model? Another one is the fastest way out.": "Ошибки у одной модели? Быстрее всего перейти на другую.",
    "Does the provider's status page say so (https://aistudio.google.com/status, for Vertex AI "
    "https://status.cloud.google.com)? It is often late.": (
        "Сообщает ли об этом страница статуса провайдера (https://aistudio.google.com/status, для Vertex AI "
        "https://status.cloud.google.com)? Она часто запаздывает."
    ),
    "Do your retries add to it? Compare attempts with calls.": (
        "Не усугубляют ли положение ваши повторы? Сравните попытки с вызовами."
    ),
    "Calls succeed without the switch, and attempts equal calls again.": (
        "Вызовы проходят без переключения, и попыток снова столько же, сколько вызовов."
    ),
    "After 15 minutes: to the provider's support; if it returns daily, buy reserved capacity.": (
        "Через 15 минут: в поддержку провайдера; если повторяется каждый день, купите выделенные мощности."
    ),
    "Does Gemini answer at all, with this model, from this host, and how fast?": (
        "Отвечает ли вообще Gemini на этой модели с этого хоста и как быстро?"
    ),
    "Does GigaChat answer at all, with this model, from this host, and how fast?": (
        "Отвечает ли вообще GigaChat на этой модели с этого хоста и как быстро?"
    ),
    "Retry with back-off, switch to another model, and shorten the context if only long prompts fail.": (
        "Повторите с растущими паузами, переключитесь на другую модель, а если ошибки только на длинных промптах, "
        "сократите контекст."
    ),
    "`gateway_fault` never reached the model; `internal` may be a context that is too long for it (the provider's "
    "own page says so); `job_failed` and `run_failed` are asynchronous work.": (
        "`gateway_fault` не дошёл до модели; за `internal` может стоять слишком длинный для неё контекст (так сказано "
        "и на странице провайдера); `job_failed` и `run_failed` — асинхронные задания."
    ),
    "Do only long prompts fail? Then it is the context, whatever the status says.": (
        "Ошибки только на длинных промптах? Тогда дело в контексте, что бы ни говорил статус."
    ),
    "Is it one model or region?": "Ошибки у одной модели или в одном регионе?",
    "Does the provider's status page say so (https://aistudio.google.com/status, for Vertex AI "
    "https://status.cloud.google.com)?": (
        "Сообщает ли об этом страница статуса провайдера (https://aistudio.google.com/status, для Vertex AI "
        "https://status.cloud.google.com)?"
    ),
    "The same prompt succeeds several times.": "Тот же промпт проходит несколько раз подряд.",
    "After 15 minutes, or if one prompt fails always: to the provider's support, with response ids.": (
        "Через 15 минут или если один и тот же промпт не проходит никогда: в поддержку провайдера, с id ответов."
    ),
    "Raise the client's timeout above what the model needs, stream long answers, or shorten the prompt.": (
        "Поднимите таймаут клиента выше времени ответа модели, получайте длинные ответы потоком или сократите промпт."
    ),
    "`deadline_exceeded` and `gateway_time_limit` are the provider's limit, `read_timeout` and `timeout` the "
    "client's own, `pool_timeout` the client's connection pool: too many calls at once in one process.": (
        "`deadline_exceeded` и `gateway_time_limit` — таймауты провайдера, `read_timeout` и `timeout` — клиента, "
        "`pool_timeout` — пул соединений клиента: слишком много одновременных вызовов в одном процессе."
    ),
    "Is the client's timeout below the p95 of the latency panel?": (
        "Не меньше ли таймаут клиента, чем p95 на панели задержек?"
    ),
    "Did prompts or outputs get longer, or was thinking switched on?": (
        "Не стали ли промпты или ответы длиннее и не включили ли рассуждения?"
    ),
    "Is it `pool_timeout`? Then it is the process's own limit, not the provider.": (
        "Это `pool_timeout`? Тогда это ограничение самого процесса, а не провайдера."
    ),
    "p95 of the duration is below the timeout, and timeouts fall below the threshold.": (
        "p95 длительности меньше таймаута, и доля таймаутов опускается ниже порога."
    ),
    "If latency rose at the same input: to the provider, with the time it began.": (
        "Если задержка выросла на тех же данных: провайдеру, со временем начала."
    ),
    "Restore the way from the host to the provider: name service, egress, proxy, certificates.": (
        "Восстановите путь от хоста до провайдера: DNS, выход в интернет, прокси, сертификаты."
    ),
    "`dns` never left the name service, `refused`, `unreachable` and `connect_timeout` met no server, `tls_*` met "
    "one that is not trusted (GigaChat needs the Russian root certificate), `reset` and `stream_cut` broke on the "
    "way.": (
        "`dns` — не дальше DNS; `refused`, `unreachable` и `connect_timeout` — сервер не найден; `tls_*` — сервер "
        "есть, но доверия к нему нет (GigaChat нужен корневой сертификат НУЦ Минцифры); `reset` и `stream_cut` — обрыв "
        "по пути."
    ),
    "Do other hosts reach it? `curl` the provider's address from the failing one.": (
        "Доступен ли провайдер с других хостов? Проверьте его адрес через `curl` с проблемного."
    ),
    "Did a firewall, proxy or certificate bundle change?": (
        "Не изменились ли межсетевой экран, прокси или набор сертификатов?"
    ),
    "Is it `tls_untrusted`? Then the caller's certificates are missing, and retrying does not help.": (
        "Это `tls_untrusted`? Тогда не хватает сертификатов у вызывающей стороны, и повторять бесполезно."
    ),
    "A call from the failing host succeeds.": "Вызов с проблемного хоста проходит.",
    "To the network's team with the host, the address and the cause.": "Сетевой команде: хост, адрес и причина.",
    "How far does this host get: name, connection, TLS, answer? A 404 is a way that works.": (
        "Как далеко доходит этот хост: имя, соединение, TLS, ответ? Код 404 значит, что путь исправен."
    ),
    "Which certificate does GigaChat show, and does this host trust it?": (
        "Какой сертификат предъявляет GigaChat и доверяет ли ему этот хост?"
    ),
    "Find out why callers give up: most often their own deadline is shorter than the answer takes.": (
        "Выясните, почему вызывающая сторона отменяет вызовы: чаще всего её таймаут меньше времени ответа."
    ),
    "`client.cancelled` is the application's own task; `gemini.cancelled` and `status.cancelled` were seen by the "
    "service.": (
        "`client.cancelled` — задача самого приложения; `gemini.cancelled` и `status.cancelled` увидел сервис."
    ),
    "Do users leave before the answer? Compare with the time to the first chunk.": (
        "Не уходят ли пользователи, не дождавшись ответа? Сравните с временем до первого фрагмента."
    ),
    "Is a deadline above the call (web server, queue) shorter than its p95?": (
        "Не меньше ли таймаут над вызовом (веб-сервера, очереди), чем его p95?"
    ),
    "Did a deployment restart the workers?": "Не перезапустил ли деплой воркеры?",
    "The share of cancelled calls falls.": "Доля отменённых вызовов падает.",
    "Correct the code that calls the SDK: it refused before anything was sent.": (
        "Исправьте код, который вызывает SDK: тот отказал ещё до отправки."
    ),
    "`tool_failed` is the application's own function raising inside automatic function calling; the others are "
    "arguments that the SDK does not take.": (
        "`tool_failed` — исключение в функции самого приложения при автоматическом вызове функций; остальные — "
        "аргументы, которые SDK не принимает."
    ),
    "Which line raised? The log event names the exception, the application's own log the line.": (
        "В какой строке возникло исключение? Его имя есть в событии лога, строка — в логе приложения."
    ),
    "Was the SDK upgraded?": "Не обновляли ли SDK?",
    "Does a configuration value miss in one environment (model, address, key)?": (
        "Не пропал ли параметр конфигурации в одной из сред (модель, адрес, ключ)?"
    ),
    "A test of that call passes.": "Тест этого вызова проходит.",
    "Never to the provider: no request reached it.": "Провайдеру — никогда: до него не дошёл ни один запрос.",
    "Read the failed span, act by its message, and add a row for it to the taxonomy.": (
        "Откройте спан с ошибкой, действуйте по его сообщению и добавьте для неё строку в таксономию."
    ),
    "There is one cause. `error.type`, the status code and `triage.message` of the span are what is known.": (
        "Причина здесь одна. Известны `error.type`, код статуса и `triage.message` спана."
    ),
    "What do `error.type` and `triage.message` say?": "Что говорят `error.type` и `triage.message`?",
    "Did the provider or the SDK change its errors lately?": "Не изменились ли недавно ошибки провайдера или SDK?",
    "Is genai-triage up to date? A newer version may have the row.": (
        "Последняя ли версия genai-triage? В более новой нужная строка может уже быть."
    ),
    "After the new row the same answer is classified (`genai_triage.classify_response`).": (
        "После добавления строки тот же ответ классифицируется (`genai_triage.classify_response`)."
    ),
    "To the maintainers of genai-triage: a status, a body without secrets, and the SDK's version.": (
        "Разработчикам genai-triage: статус, тело без секретов и версия SDK."
    ),
    "What would the installed version make of the answer?": "Как классифицирует этот ответ установленная версия?",
}
