"""What stands on dashboards, in Russian, by the English text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "Prometheus, Mimir, Thanos or VictoriaMetrics.": "Prometheus, Mimir, Thanos или VictoriaMetrics.",
    "Data source": "Источник данных",
    "Where links to traces lead.": "Куда ведут ссылки на трассировки.",
    "Traces": "Трейсы",
    "Where links to logs lead.": "Куда ведут ссылки на логи.",
    "Logs": "Логи",
    "The service that calls: the label job, into which OTLP writes its namespace too.": (
        "Сервис, который обращается к модели: метка job, в которую OTLP пишет и пространство имён."
    ),
    "Service": "Сервис",
    "Whom it calls: gcp.gemini, gcp.vertex_ai, gigachat.": "К кому обращается: gcp.gemini, gcp.vertex_ai, gigachat.",
    "Provider": "Провайдер",
    "The model asked for. Counts of calls, attempts and waiting times are not split by model.": (
        "Запрошенная модель. Счётчики вызовов, попыток и времени ожидания по моделям не разделены."
    ),
    "Model": "Модель",
    "The kind of failure, from the taxonomy.": "Вид ошибки по таксономии.",
    "Class": "Класс",
    "No class is chosen": "Класс не выбран",
    "Usually whose": "Обычно отвечает",
    "account: whoever administers or pays": "account: администратор или плательщик",
    "caller: the application's developers": "caller: разработчики приложения",
    "content: the product's owners": "content: владельцы продукта",
    "provider: Google or Sber": "provider: Google или Сбер",
    "network: whoever runs the host and the way out": "network: те, кто отвечает за хост и выход в сеть",
    "unknown: nobody has classified it yet": "unknown: никто ещё не классифицировал",
    "Meaning": "Значение",
    "What to do": "Что делать",
    "Runbook": "Ранбук",
    "What it means, and what to do": "Что это значит и что делать",
    "From the taxonomy. The runbook has more: how to tell the causes apart, what to check first, when to escalate.": (
        "Из таксономии. В ранбуке подробнее: как различать причины, что проверить сначала, когда эскалировать."
    ),
    "No calls": "Нет вызовов",
    "Failures": "Ошибки",
    "Calls that failed with this class in the range.": "Вызовы за период, которые завершились ошибкой этого класса.",
    "Share of calls": "Доля вызовов",
    "Of all calls of the chosen services and providers.": "От всех вызовов выбранных сервисов и провайдеров.",
    "No failure in this range": "За период ошибок нет",
    "None: nothing was raised": "Нет: исключения не было",
    "Onset": "Начало",
    "Last seen": "Последний раз",
    "The last failure in the range: is it still going on?": "Последняя ошибка за период: продолжается ли это сейчас?",
    "Cause": "Причина",
    "Whose": "Чьё",
    "Provider health": "Состояние провайдера",
    "Causes, and what to do about each": "Причины и что делать с каждой",
    "Since when": "С какого времени",
    "Failures by service and provider": "Ошибки по сервисам и провайдерам",
    "Failed calls in each step. All services at once point at the provider or the account, one at that service.": (
        "Неуспешные вызовы на каждом шаге. Если сразу все сервисы, дело в провайдере или аккаунте, если один — в этом "
        "сервисе."
    ),
    "Failures by cause": "Ошибки по причинам",
    "Failed calls in each step. Two causes that begin together are often one.": (
        "Неуспешные вызовы на каждом шаге. Две причины, начавшиеся одновременно, часто на деле одна."
    ),
    "Where": "Где",
    "By model": "По моделям",
    "The model that was asked for; empty where the operation has none.": (
        "Запрошенная модель; пусто, если у операции её нет."
    ),
    "By operation": "По операциям",
    "What was asked for: chat, generate_content, embeddings …": "Что запрашивали: chat, generate_content, embeddings…",
    "By service": "По сервисам",
    "The services that met it: the label job.": "Сервисы, которых это коснулось: метка job.",
    "What is behind this class": "Что стоит за этим классом",
    "Attempts that failed behind successes": "Неуспешные попытки за успешными вызовами",
    "Bars: requests on the wire that failed with this class. Line: calls that did. What stands above the line was "
    "healed by a retry: nobody saw it, but it costs time and quota.": (
        "Столбцы: отправленные запросы с ошибкой этого класса. Линия: вызовы с такой ошибкой. Всё, что выше линии, "
        "исправил повтор: этого никто не заметил, но на это ушли время и квота."
    ),
    "No call failed so": "Таких ошибок не было",
    "Duration of these failures": "Длительность таких вызовов",
    "Time to retry": "Пауза до повтора",
    "How long the provider asked to wait before the next call (retry delay or Retry-After), p95. Seconds are a "
    "burst limit, hours are a daily quota: then retrying is useless.": (
        "Сколько провайдер просит ждать до следующего вызова (задержка повтора или Retry-After), p95. Секунды — "
        "краткосрочный лимит, часы — суточная квота: тогда повторять бесполезно."
    ),
    "What the provider or the SDK calls it": "Как это называет провайдер или SDK",
    "error.type: the provider's own code, else the exception's name; empty if nothing was raised, as with a "
    "blocked or cut answer.": (
        "error.type: собственный код провайдера, иначе имя исключения; пусто, если исключения не было, например при "
        "заблокированном или обрезанном ответе."
    ),
    "By window of the limit": "По окну лимита",
    "Over which time the limit counts, where the failure was a limit: minute and day need different answers.": (
        "За какое время считается лимит, если ошибка вызвана лимитом: минутный и суточный требуют разных действий."
    ),
    "Attempts by transport": "Попытки по транспорту",
    "The HTTP or RPC library whose requests failed so. A class that never reached the wire has none.": (
        "Библиотека HTTP или RPC, запросы которой завершились так. У класса, который не дошёл до сети, её нет."
    ),
    "GenAI failures: overview": "Ошибки GenAI: обзор",
    "With the same time and choices.": "С тем же периодом и тем же выбором.",
    "GenAI failures: provider health": "Ошибки GenAI: состояние провайдера",
    "GenAI failures: one class": "Ошибки GenAI: один класс",
    "One class of failure: what it means, what to do, since when, which causes, which models and operations.": (
        "Один класс ошибок: что значит, что делать, с какого времени, какие причины, модели и операции."
    ),
    "Calls that succeeded": "Успешные вызовы",
    "Share of all calls in the range, by provider, after the SDK's retries. A call is what the application asked "
    "for, however many requests it took; a blocked or cut answer counts as failed.": (
        "Доля от всех вызовов за период, по провайдерам, после повторов SDK. Вызов — это то, что запросило приложение, "
        "сколько бы запросов ни понадобилось; заблокированный или обрезанный ответ считается ошибкой."
    ),
    "Alert": "Алерт",
    "None is firing": "Ни один не активен",
    "Severity": "Уровень",
    "Firing alerts": "Активные алерты",
    "What failed, and what to do": "Что сломалось и что делать",
    "Failures by class": "Ошибки по классам",
    "Bars: requests on the wire that failed, by class. Line: calls that failed. What stands above the line was "
    "healed by a retry: nobody saw it, but it costs time and quota.": (
        "Столбцы: отправленные запросы с ошибкой, по классам. Линия: неуспешные вызовы. Всё, что выше линии, исправил "
        "повтор: этого никто не заметил, но на это ушли время и квота."
    ),
    "Limits": "Лимиты",
    "Quota": "Квота",
    "No limit was hit in this range": "За период лимиты не достигались",
    "Limit": "Лимит",
    "Nobody asked for a balance": "Баланс никто не запрашивал",
    "Prepaid balance": "Предоплаченный баланс",
    "GigaChat's tokens that are left, by model: seen whenever the application asks for its balance, or polled if "
    "GENAI_TRIAGE_BALANCE_INTERVAL is set. At 0 every call fails with 402.": (
        "Остаток токенов GigaChat по моделям: известен, когда баланс запрашивает приложение или включён опрос через "
        "GENAI_TRIAGE_BALANCE_INTERVAL. При 0 каждый вызов завершается кодом 402."
    ),
    "Latency": "Задержки",
    "Duration of calls": "Длительность вызовов",
    "How many calls took how long: failed ones too, and with all the SDK's retries. A second band appears where "
    "some calls wait for a retry or a timeout.": (
        "Сколько вызовов какой длительности: вместе с неуспешными и со всеми повторами SDK. Вторая полоса появляется, "
        "когда часть вызовов ждёт повтора или таймаута."
    ),
    "Duration of successful calls, p95": "Длительность успешных вызовов, p95",
    "95 of 100 successful calls are faster. A client's timeout below it is the cause of timeouts.": (
        "95 из 100 успешных вызовов быстрее. Если таймаут клиента меньше этого значения, ошибки timeout вызывает он "
        "сам."
    ),
    "No streams": "Нет потоковых ответов",
    "Time to the first chunk, p95": "Время до первого фрагмента, p95",
    "Streams only: how long a user looks at nothing. 95 of 100 streams begin sooner.": (
        "Только для потоковых ответов: сколько пользователь смотрит на пустой экран. 95 из 100 начинаются раньше."
    ),
    "Calls": "Вызовы",
    "All calls in each step, failed ones too, by provider.": (
        "Все вызовы на каждом шаге, включая неуспешные, по провайдерам."
    ),
    "No calls that used tokens": "Нет вызовов с токенами",
    "Tokens a minute": "Токены в минуту",
    "Tokens that answers reported, by model and direction. They are what quotas per minute count and what is paid "
    "for; failed calls report none.": (
        "Токены из ответов, по моделям и направлению. Именно их считают минутные квоты и счета; неуспешные вызовы о "
        "токенах не сообщают."
    ),
    "Tokens of a call, p95": "Токены на вызов, p95",
    "95 of 100 calls use fewer. Prompts that grow end in too_large and timeout, answers that grow in truncated.": (
        "95 из 100 вызовов тратят меньше. Растущие промпты приводят к too_large и timeout, растущие ответы — к "
        "truncated."
    ),
    "Failed calls by model": "Неуспешные вызовы по моделям",
    "Share of a model's calls that failed. One model at the top points at its quota, its retirement or its "
    "capacity; all alike point at the account or the network.": (
        "Доля неуспешных вызовов модели. Если выделяется одна модель, дело в её квоте, выводе из эксплуатации или "
        "мощностях; если все одинаковы — в аккаунте или сети."
    ),
    "Time between chunks, p95": "Время между фрагментами, p95",
    "Streams only: how long a reader waits for more text. It rises when the model is overloaded.": (
        "Только для потоковых ответов: сколько читатель ждёт продолжения текста. Растёт, когда модель перегружена."
    ),
    "Usage": "Использование",
    "Failures by owner, over time": "Ошибки по ответственным во времени",
    "Failed calls in each step by who must act.": "Неуспешные вызовы на каждом шаге, по тому, кто должен действовать.",
    "Last failure": "Последняя ошибка",
    "When a call failed last, by provider.": "Когда в последний раз завершился ошибкой вызов, по провайдерам.",
    "No telemetry in this range": "За период нет телеметрии",
    "Last telemetry": "Последняя телеметрия",
    "When the newest sample of the calls' counter arrived, by service. If it is older than some minutes, the "
    "service is down or its telemetry is: nothing on this page is then current.": (
        "Когда пришёл самый свежий сэмпл счётчика вызовов, по сервисам. Если прошло больше нескольких минут, не "
        "работает сервис или его телеметрия: тогда всё на этой странице устарело."
    ),
    "Owners over time, and the telemetry itself": "Ответственные во времени и сама телеметрия",
    "No calls, or the recording rules are not loaded": "Нет вызовов, или не загружены правила записи",
    "Calls that succeeded, over months": "Успешные вызовы за месяцы",
    "Share of the calls of five minutes, by service and provider, from the recording rules: fast over any range.": (
        "Доля от вызовов за пять минут, по сервисам и провайдерам, из правил записи: считается быстро за любой период."
    ),
    "Share of each class, over months": "Доля каждого класса за месяцы",
    "Share of an hour's calls that failed with a class, the highest of the chosen services and providers, from the "
    "recording rules.": (
        "Доля вызовов за час, которые завершились ошибкой класса: максимум по выбранным сервисам и провайдерам, из "
        "правил записи."
    ),
    "Over months, from the recording rules": "За месяцы, из правил записи",
    "Is a call to Gemini or GigaChat failing, whose problem is it, and what is to be done?": (
        "Есть ли неуспешные вызовы Gemini или GigaChat, чья это проблема и что делать?"
    ),
    "Availability": "Доступность",
    "Share of calls that the provider did not fail: failures of other owners (a bad key, a blocked prompt, your "
    "network) do not count against it.": (
        "Доля вызовов без ошибок по вине провайдера: ошибки других ответственных (неверный ключ, заблокированный "
        "промпт, ваша сеть) на неё не влияют."
    ),
    "Error budget left": "Остаток бюджета ошибок",
    "How much of the failures that the objective allows in the range is left; negative if it is overdrawn. The "
    "objective is the hidden variable slo, 99 % unless exported with another.": (
        "Сколько осталось от ошибок, которые цель допускает за период; отрицательно, если перерасход. Цель хранится в "
        "скрытой переменной slo: 99 %, если при экспорте не задана другая."
    ),
    "Calls that the provider failed": "Ошибки по вине провайдера",
    "In the range, after the SDK's retries.": "За период, после повторов SDK.",
    "Calls owed": "Сверх допустимого",
    "Failed calls beyond what the objective allows: what a claim for a credit can name.": (
        "Неуспешные вызовы сверх допустимого целью: их можно указать в претензии на компенсацию."
    ),
    "Is it still going on?": "Продолжается ли это?",
    "What the provider failed": "Что сломалось у провайдера",
    "Calls that the provider failed, by class": "Ошибки по вине провайдера, по классам",
    "In each step. Compare with the provider's status page.": (
        "На каждом шаге. Сравните со страницей статуса провайдера."
    ),
    "How fast the error budget burns": "Скорость расхода бюджета ошибок",
    "1 spends exactly what the objective allows. Lines: 14.4 over 1 h spends 2 % of a month's budget, 6 over 6 h "
    "spends 5 %: both page. From the recording rules, the highest of the chosen services.": (
        "Значение 1 — расход ровно по цели. Линии: 14,4 за 1 ч — это 2 % месячного бюджета, 6 за 6 ч — 5 %: обе будят "
        "дежурного. Из правил записи, максимум по выбранным сервисам."
    ),
    "Bars: requests on the wire that the provider failed. Line: calls that it failed. What stands above the line "
    "was healed by a retry: nobody saw it, but it costs time and quota.": (
        "Столбцы: отправленные запросы с ошибкой по вине провайдера. Линия: вызовы с такой ошибкой. Всё, что выше "
        "линии, исправил повтор: этого никто не заметил, но на это ушли время и квота."
    ),
    "Calls that the provider failed. If it is one model, another one may be the way round.": (
        "Вызовы с ошибкой по вине провайдера. Если страдает одна модель, выходом может стать другая."
    ),
    "Duration of successful calls": "Длительность успешных вызовов",
    "Half are faster than p50, 95 of 100 than p95. Slower at the same size of prompts is the provider's.": (
        "Половина быстрее p50, 95 из 100 быстрее p95. Если промпты прежнего размера, а ответы медленнее, дело в "
        "провайдере."
    ),
    "Availability over a day": "Доступность за сутки",
    "Share of the last 24 hours' calls that the provider did not fail, the lowest of the chosen services, from the "
    "recording rules. The dashed line is the objective's default.": (
        "Доля вызовов за последние 24 часа без ошибок по вине провайдера: минимум по выбранным сервисам, из правил "
        "записи. Пунктир — цель по умолчанию."
    ),
    "What Google or Sber must answer for: only failures whose owner is the provider, against the objective.": (
        "За что отвечают Google или Сбер: только ошибки, за которые отвечает provider, в сравнении с целью."
    ),
    "Alerts": "Алерты",
    "No limit in this range": "Лимитов не было",
    "Models are not told apart here: what is counted does not have them.": (
        "По моделям здесь не разделено: у этого счётчика их нет."
    ),
    "Operation": "Операция",
    "critical": "critical",
    "warning": "warning",
    "info": "info",
    "No calls in this range": "За период вызовов нет",
    "Most first. Click a cause for its traces. Owners differ where one class has several: a timeout can be the "
    "provider's or the caller's own.": (
        "Сначала самые частые. По щелчку на причине открываются её трассировки. У одного класса бывают разные "
        "ответственные: таймаут может быть и провайдера, и свой."
    ),
    "before this range": "до этого периода",
    "Before this range": "До этого периода",
    "Since": "С каких пор",
    "One line for each class, cause, service and model. The traces' response ids are evidence for its support.": (
        "Строка на каждые класс, причину, сервис и модель. Идентификаторы ответов в трассировках пригодятся его "
        "поддержке."
    ),
    "Alerts of these rules that are firing now, for the chosen services and providers, the gravest first. Click "
    "an alert for its runbook, a class for its dashboard. Grafana's own alerts appear if Grafana writes their "
    "state history to this data source.": (
        "Алерты этих правил, активные сейчас, для выбранных сервисов и провайдеров, сначала самые серьёзные. По "
        "щелчку на алерте открывается ранбук, на классе — его дашборд. Алерты самой Grafana видны, если она пишет"
        " историю их состояний в этот источник данных."
    ),
    "No attempt failed so": "Таких попыток нет",
    "No telemetry, or the rules are not loaded": "Нет телеметрии, или правила не загружены",
    "Failed calls by who must act, most first. Account: keys, rights, money, quota. Caller: the code that asks. "
    "Content: what was asked. Provider: Google or Sber. Network: the way there.": (
        "Неуспешные вызовы по тому, кто должен действовать, сначала самые частые. account: ключи, права, деньги, "
        "квота. caller: код, который обращается. content: сам запрос. provider: Google или Сбер. network: путь до"
        " него."
    ),
    "The first failure in the range, unless there was one in the hour before it as well: then choose a longer "
    "one. Compare it with deployments, rotated secrets and the provider's status page.": (
        "Первая ошибка за период, если её не было и за час до него: тогда выберите период длиннее. Сравните с "
        "выкатками, сменой секретов и страницей статуса провайдера."
    ),
    "Attempts": "Попытки",
    "calls that failed": "неуспешные вызовы",
    "Failed calls in each step, after the SDK's retries: the six largest classes, and all others together. "
    "Colours are the same everywhere: red is the account, blue the caller, purple the content, ochre the "
    "provider, cyan the network.": (
        "Неуспешные вызовы на каждом шаге, после повторов SDK: шесть самых частых классов и все остальные вместе."
        " Цвета везде одни: красный — account, синий — caller, фиолетовый — content, охра — provider, голубой — "
        "network."
    ),
    "Wait": "Ожидание",
    "Transport": "Транспорт",
    "Failed": "С ошибкой",
    "Used": "Израсходовано",
    "One line for each class, cause, service, provider and model in the range: the gravest alert about it first, "
    "then by size. Click a class for its dashboard, a provider for its health.": (
        "Строка на каждые класс, причину, сервис, провайдера и модель за период: сначала самый серьёзный алерт о "
        "ней, затем по числу. По щелчку на классе открывается его дашборд, на провайдере — его состояние."
    ),
    "Error type": "Тип ошибки",
    "No telemetry": "Нет телеметрии",
    "Whose problem it is": "Чья это проблема",
    "Window": "Окно",
    "No wait was asked for": "Ждать не просили",
}
