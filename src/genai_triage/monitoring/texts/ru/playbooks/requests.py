"""What the playbooks say of classes that are about the request or the account, in Russian, by the English text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "Replace or correct the credential that the cause names; no call will succeed before that.": (
        "Замените или исправьте учётные данные, на которые указывает причина: до этого не пройдёт ни один вызов."
    ),
    "Gemini answers a bad key with HTTP 400 and a missing or leaked one with 403, so the status misleads: go by "
    "the cause. GigaChat's `token_*` causes come from the token endpoint (authorization key and scope), "
    "`token_expired` and `unauthorized` from the API (access token).": (
        "На неверный ключ Gemini отвечает HTTP 400, на отсутствующий или утёкший — 403, поэтому статус обманчив: "
        "смотрите на причину. Причины GigaChat `token_*` относятся к эндпоинту токенов (ключ авторизации и scope), "
        "`token_expired` и `unauthorized` — к API (токен доступа)."
    ),
    "Was a secret rotated, or a deployment made without it, when the failures began? Compare the onset with the "
    "deployments.": (
        "Не меняли ли секрет и не выкатили ли деплой без него, когда начались ошибки? Сравните начало с деплоями."
    ),
    "Do all instances fail, or only those that read another secret? One instance points at its environment.": (
        "Ошибки у всех экземпляров или только у тех, что читают другой секрет? Если у одного, дело в его окружении."
    ),
    "Is the key of the right kind for the endpoint: an AI Studio key, an OAuth token for Vertex AI, for GigaChat "
    "the authorization key with the scope of its own project?": (
        "Подходит ли ключ эндпоинту: ключ AI Studio, токен OAuth для Vertex AI, для GigaChat — ключ авторизации со "
        "scope своего проекта?"
    ),
    "One call with the new credential succeeds from the failing host, and `ok` calls return.": (
        "Один вызов с новыми учётными данными проходит с проблемного хоста, и вызовы `ok` возобновились."
    ),
    "If the key was leaked: to security at once, before anything else. If a new key is refused too: to whoever "
    "administers the project at the provider.": (
        "Если ключ утёк: первым делом и немедленно в службу безопасности. Если не принимают и новый ключ: "
        "администратору проекта у провайдера."
    ),
    "Does Gemini take the key? A good key lists a model; a bad one is answered with the reason.": (
        "Принимает ли Gemini ключ? С верным придёт модель, с неверным — причина отказа."
    ),
    "Does GigaChat's token endpoint take the authorization key and the scope? The numeric `code` of a refusal is "
    "the cause.": (
        "Принимает ли эндпоинт токенов GigaChat ключ авторизации и scope? Числовой `code` отказа и есть причина."
    ),
    "Grant what the cause names (API, key restriction, IAM role, tariff) to the credential in use.": (
        "Выдайте используемым учётным данным то, на что указывает причина (API, ограничения ключа, роль IAM, тариф)."
    ),
    "The credential is known. Causes that name the key (`key_*_blocked`) are restrictions of that key; "
    "`api_disabled` and `consumer_*` are the project; `iam_denied` is a role; GigaChat's are the tariff.": (
        "Учётные данные известны. Причины, где назван ключ (`key_*_blocked`), — ограничения этого ключа; "
        "`api_disabled` и `consumer_*` — проект; `iam_denied` — роль; у GigaChat — тариф."
    ),
    "Is it one method or model, or everything? One method points at the tariff or a role, everything at the "
    "project or the key.": (
        "Отклоняется один метод или модель либо всё сразу? Один метод указывает на тариф или роль, всё сразу — на "
        "проект или ключ."
    ),
    "Did the place of the calls change: new egress address, referrer, application? Keys may be restricted to them.": (
        "Не изменилось ли место, откуда идут вызовы: новый внешний адрес, реферер, приложение? Ключ может быть "
        "ограничен ими."
    ),
    "Is the project suspended? Its owners have mail about it.": (
        "Не приостановлен ли проект? Его владельцам об этом пришло письмо."
    ),
    "The operation that failed succeeds; a granted role takes some minutes to take effect.": (
        "Операция, которая завершалась ошибкой, выполняется; выданная роль начинает действовать через несколько минут."
    ),
    "`consumer_suspended` and `project_denied`: to the provider's support, by the project's owner.": (
        "`consumer_suspended` и `project_denied`: в поддержку провайдера, от имени владельца проекта."
    ),
    "Pay, top up or raise the cap that the cause names; waiting and retrying do not help.": (
        "Оплатите, пополните баланс или поднимите лимит расходов, на который указывает причина: ждать и повторять "
        "бесполезно."
    ),
    "`prepay_depleted` and `payment_required` are used-up credit, `*spend_cap` a limit that somebody set, "
    "`billing_disabled` and `billing_overdue` the account itself. GigaChat's gRPC code 8 can also mean too many "
    "parallel requests.": (
        "`prepay_depleted` и `payment_required` — израсходованные средства, `*spend_cap` — кем-то заданный лимит "
        "расходов, `billing_disabled` и `billing_overdue` — сам платёжный аккаунт. Код 8 в gRPC GigaChat может "
        "означать и слишком много параллельных запросов."
    ),
    "Which project and which model? GigaChat sells tokens by model, and embeddings apart from chat.": (
        "Какой проект и какая модель? GigaChat продаёт токены отдельно по моделям, а эмбеддинги — отдельно от чата."
    ),
    "Was the money used by this service, or by a runaway one? Look at tokens by model on the overview.": (
        "Кто потратил деньги: этот сервис или какой-то вышедший из-под контроля? Посмотрите токены по моделям на "
        "обзорном дашборде."
    ),
    "Did a card expire or a cap take effect at the start of the month?": (
        "Не истёк ли срок карты и не сработал ли лимит расходов в начале месяца?"
    ),
    "A call to the same model succeeds; for GigaChat the balance has risen.": (
        "Вызов той же модели проходит; у GigaChat вырос баланс."
    ),
    "To whoever pays, at once: the service is down for its users until then.": (
        "Немедленно тому, кто платит: до этого сервис для пользователей не работает."
    ),
    "How many tokens are left, by model? (Prepaid contracts; pay-as-you-go answers 403.)": (
        "Сколько осталось токенов по моделям? (Для предоплаты; при pay-as-you-go ответом будет 403.)"
    ),
    "Raise the quota or the plan, move work to another model, or wait for the reset; retrying does not help.": (
        "Увеличьте квоту или смените тариф, перенесите нагрузку на другую модель или дождитесь сброса: повторять "
        "бесполезно."
    ),
    "`no_quota` is a limit of 0: the plan does not include the model at all, so no reset will come. The "
    "`*_per_day` causes reset at midnight Pacific time. `current_quota` names neither limit nor window: look it "
    "up. `triage.quota.id`, `.limit` and `.model` on the span name the others.": (
        "`no_quota` — лимит 0: модель вообще не входит в тариф, и сброса не будет. Причины `*_per_day` сбрасываются в "
        "полночь по тихоокеанскому времени. `current_quota` не называет ни лимита, ни окна: найдите их сами. Для "
        "остальных смотрите `triage.quota.id`, `.limit` и `.model` в спане."
    ),
    "Which quota, with which limit? See `triage.quota.*` on a failed span, or the quota row of the overview.": (
        "Какая квота и с каким лимитом? Смотрите `triage.quota.*` в спане с ошибкой или раздел лимитов на обзорном "
        "дашборде."
    ),
    "Is the free tier in use where the paid one was meant? `FreeTier` in the quota's id tells.": (
        "Не используется ли бесплатный тариф вместо платного? Об этом говорит `FreeTier` в идентификаторе квоты."
    ),
    "Which service used it up? Quotas belong to the project, so look at all services that share it.": (
        "Какой сервис её израсходовал? Квоты принадлежат проекту: проверьте все его сервисы."
    ),
    "Calls to the same model succeed after the reset or the raise.": (
        "После сброса или увеличения вызовы той же модели проходят."
    ),
    "If the limit is 0 or the raise takes days: to the product's owner, to choose another model.": (
        "Если лимит 0 или увеличение займёт дни: владельцу продукта, чтобы выбрать другую модель."
    ),
    "When is Gemini's day over, in this host's time?": "Когда заканчиваются сутки Gemini по времени этого хоста?",
    "Send less at once: limit concurrency, honour the retry delay, spread batches; or ask for a higher limit.": (
        "Отправляйте меньше за раз: ограничьте параллельность, выдерживайте паузу до повтора, распределите пакеты — "
        "или запросите лимит выше."
    ),
    "`requests_per_minute` and `tokens_per_minute` are told apart by the quota; `parallel_requests` is GigaChat's "
    "limit of simultaneous requests (1 for individuals, 10 for companies), which a slower rate does not help if "
    "calls are long.": (
        "`requests_per_minute` и `tokens_per_minute` различаются квотой; `parallel_requests` — лимит одновременных "
        "запросов GigaChat (1 для физических лиц, 10 для ИП и юридических лиц): если вызовы долгие, снижать частоту "
        "бесполезно."
    ),
    "Did traffic rise, or do retries multiply it? Compare attempts with calls on the overview.": (
        "Вырос ли трафик или его умножают повторы? Сравните попытки с вызовами на обзорном дашборде."
    ),
    "Does the client wait as long as `triage.retry_after` says?": (
        "Ждёт ли клиент столько, сколько указано в `triage.retry_after`?"
    ),
    "Do several services or environments share the key's project?": (
        "Не пользуются ли проектом этого ключа несколько сервисов или сред?"
    ),
    "The share of rate-limited calls falls below the threshold at the same traffic.": (
        "Доля вызовов с rate_limit опускается ниже порога при том же трафике."
    ),
    "If the traffic is wanted: to whoever administers the project, for a higher tier.": (
        "Если такой трафик нужен: администратору проекта, для перехода на уровень выше."
    ),
    "Send the calls from a country where the API is offered, or use the provider's endpoint for yours.": (
        "Отправляйте вызовы из страны, где API доступен, или используйте эндпоинт провайдера для вашей страны."
    ),
    "`location_unsupported` goes by the address the request leaves from; `legal_block` is a block of the resource, "
    "not of the caller.": (
        "`location_unsupported` определяется адресом, с которого уходит запрос; `legal_block` — блокировка ресурса, а "
        "не вызывающей стороны."
    ),
    "From which address do the requests leave? A new NAT gateway, VPN or cloud region is the usual reason.": (
        "С какого адреса уходят запросы? Обычная причина — новый NAT-шлюз, VPN или регион облака."
    ),
    "Do all instances fail, or only those of one region?": "Ошибки у всех экземпляров или только в одном регионе?",
    "Does the provider's address database place the egress address in the wrong country?": (
        "Не относит ли база адресов провайдера внешний адрес к другой стране?"
    ),
    "A call from the same host succeeds.": "Вызов с того же хоста проходит.",
    "If the address is placed wrongly: to the provider's support with the address; for the law: to legal.": (
        "Если адрес отнесён к неверной стране: в поддержку провайдера с этим адресом; если дело в законе: юристам."
    ),
    "From which address and country do requests leave this host?": (
        "С какого адреса и из какой страны уходят запросы этого хоста?"
    ),
    "Correct the request in the code as the cause and `triage.findings` say; retrying sends the same again.": (
        "Исправьте запрос в коде, как указывают причина и `triage.findings`: повтор отправит то же самое."
    ),
    "`triage.findings` on the span names parameters out of range. The named causes (schema, role, turns, thought "
    "signature, RqUID) are one mistake each; the general ones keep the provider's text in `triage.message`.": (
        "`triage.findings` в спане называет параметры вне диапазона. Каждая именованная причина (схема, роль, порядок "
        "реплик, подпись рассуждений, RqUID) — это одна конкретная ошибка; у общих причин текст провайдера в "
        "`triage.message`."
    ),
    "Did it begin with a deployment, of the application or of the SDK? Compare `triage.cause` with the release.": (
        "Началось ли это с деплоя приложения или новой версии SDK? Сравните `triage.cause` с релизом."
    ),
    "Is it one operation or one model? Models differ in what they allow.": (
        "Ошибки в одной операции или у одной модели? Допустимое у моделей различается."
    ),
    "What do `triage.findings` and `triage.message` of a failed span say?": (
        "Что говорят `triage.findings` и `triage.message` в спане с ошибкой?"
    ),
    "The same input succeeds, and the cause disappears from the table of failures.": (
        "Те же данные проходят, и причина исчезает из таблицы ошибок."
    ),
    "If a request that used to work is refused without a release of yours: to the provider, with a response id.": (
        "Если отклоняют запрос, который раньше проходил, а релиза у вас не было: провайдеру, с id ответа."
    ),
    "Shorten the prompt, the history or the payload, or count tokens before the call and split it.": (
        "Сократите промпт, историю или тело запроса либо считайте токены до вызова и делите запрос на части."
    ),
    "`context_too_long` is the model's context, `payload_too_large` the request's bytes (inline files), "
    "`embedding_too_long` and `batch_too_large` one text or the number of texts of an embeddings call.": (
        "`context_too_long` — контекст модели, `payload_too_large` — байты запроса (вложенные файлы), "
        "`embedding_too_long` и `batch_too_large` — один текст или число текстов в вызове эмбеддингов."
    ),
    "Does a chat's history grow without a bound?": "Не растёт ли история чата без ограничений?",
    "Did documents get longer, or retrieval return more of them?": (
        "Не стали ли документы длиннее и не возвращает ли поиск больше документов?"
    ),
    "Was the model changed for one with a smaller context?": "Не сменили ли модель на другую, с меньшим контекстом?",
    "The longest inputs succeed; look at the token histogram's upper end.": (
        "Самые длинные запросы проходят; смотрите на верхний край гистограммы токенов."
    ),
    "If the product needs inputs of that size: to its owner, for a model with a larger context.": (
        "Если продукту нужны запросы такого размера: его владельцу, чтобы взять модель с большим контекстом."
    ),
    "How many tokens has the prompt for Gemini? `request.json` holds its `contents`.": (
        "Сколько токенов в промпте для Gemini? В `request.json` лежит его `contents`."
    ),
    'How many tokens has the prompt for GigaChat? `request.json` is `{"model": …, "input": [texts]}`.': (
        'Сколько токенов в промпте для GigaChat? `request.json` — это `{"model": …, "input": [тексты]}`.'
    ),
    "Use a model or an API version that has the feature, or drop the feature from the request.": (
        "Возьмите модель или версию API с этой возможностью либо уберите её из запроса."
    ),
    "`unknown_field` and `unimplemented` point at the API version, the others at the model or at a combination of "
    "features.": (
        "`unknown_field` и `unimplemented` указывают на версию API, остальные — на модель или сочетание возможностей."
    ),
    "Was the model changed? Functions, system instructions and thinking are not in every one.": (
        "Не сменили ли модель? Функции, системные инструкции и рассуждения есть не в каждой."
    ),
    "Which API version is called (`v1` or `v1beta`)? Preview features are in the latter only.": (
        "Какая версия API вызывается (`v1` или `v1beta`)? Предварительные возможности есть только во второй."
    ),
    "Is the SDK older or newer than the feature?": "Не слишком ли стар или нов SDK для этой возможности?",
    "The call with the feature succeeds on the chosen model.": (
        "Вызов с этой возможностью проходит на выбранной модели."
    ),
    "If the provider's page lists the feature for that model: to the provider.": (
        "Если на странице провайдера эта возможность для модели указана: провайдеру."
    ),
    "Correct the name, or replace what is gone: a retired model, an expired file, cache or session.": (
        "Исправьте имя или замените то, чего больше нет: выведенную из эксплуатации модель, просроченный файл, кеш или "
        "сессию."
    ),
    "`model_retired` and `model_not_found` fail for everybody who asks for the model; file, cache and session "
    "causes come with age: files live for 48 hours, caches for their TTL.": (
        "`model_retired` и `model_not_found` получают все, кто запрашивает модель; причины о файле, кеше и сессии "
        "связаны с возрастом: файлы живут 48 часов, кеши — свой TTL."
    ),
    "Is the model on the provider's list today? Retirements are announced on the deprecations page.": (
        "Есть ли модель сегодня в списке провайдера? О выводе моделей сообщает страница «Deprecations»."
    ),
    "Is the resource older than its life, or of another project?": (
        "Не вышел ли срок жизни ресурса и не принадлежит ли он другому проекту?"
    ),
    "Does the base URL or the API version lead somewhere else?": (
        "Не ведут ли базовый URL или версия API в другое место?"
    ),
    "The call with the new name succeeds.": "Вызов с новым именем проходит.",
    "If a retirement needs a product decision: to the product's owner.": (
        "Если вывод модели требует продуктового решения: владельцу продукта."
    ),
    "Which models does Gemini offer to this key, in this API version?": (
        "Какие модели Gemini доступны этому ключу в этой версии API?"
    ),
    "Which models does GigaChat offer to this contract?": "Какие модели GigaChat доступны по этому договору?",
}
