"""What all runbooks say, and those of no class, in Portuguese, by the English text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "no": "não",
    "Owner: {owner}. Retryable: {retryable}.": "Responsável: {owner}. Vale tentar de novo: {retryable}.",
    "{cause} (owner {owner}, retryable: {retryable})": (
        "{cause} (responsável {owner}, vale tentar de novo: {retryable})"
    ),
    "Exceptions: {causes}.": "Exceções: {causes}.",
    "First three checks": "Três primeiras verificações",
    "Look": "Observe",
    "[Dashboard of this class]({url})": "[Dashboard desta classe]({url})",
    "Paste into Explore:": "Cole no Explore:",
    "Of one place alone, with its names for the words in capitals:": (
        "De um único lugar, com os nomes dele no lugar das palavras em maiúsculas:"
    ),
    "Which causes, models and operations, in the last hour": "Quais causas, modelos e operações, na última hora",
    "When it began, by cause": "Quando começou, por causa",
    "Its share of the calls of the last hour": "Percentual desta classe nas chamadas da última hora",
    "Which instances have it": "Quais instâncias são afetadas",
    "The failed calls, in Tempo (TraceQL), with what the provider said:": (
        "As chamadas que falharam, no Tempo (TraceQL), com o que o provedor disse:"
    ),
    "The log events of the calls that raised, in Loki (LogQL):": (
        "Os eventos de log das chamadas que lançaram exceção, no Loki (LogQL):"
    ),
    "Try it by hand": "Teste manual",
    "From the failing host and with its credential, without the application:": (
        "Do host que falha e com a credencial dele, sem passar pela aplicação:"
    ),
    "Diagnose": "Diagnostique",
    "The owner acts by the fix of the cause:": "O responsável age conforme a correção da causa:",
    "Gemini": "Gemini",
    "cause": "causa",
    "looks like": "como aparece",
    "owner": "responsável",
    "retryable": "vale tentar de novo",
    "fix": "correção",
    "vendor's page": "página do fornecedor",
    "page": "página",
    "GigaChat": "GigaChat",
    "On the way to the vendor": "No caminho até o fornecedor",
    "By the status alone": "Só pelo status",
    "Verify the fix": "Confirme a correção",
    "When to escalate": "Quando escalar",
    "Alerts": "Alertas",
    "Critical": "Crítico",
    "a service": "um serviço",
    "a provider": "um provedor",
    "a model": "um modelo",
    "owner by the label {label}": "responsável conforme o label {label}",
    "fires after {time}": "dispara após {time}",
    "{fires} and stays {time}": "{fires} e permanece por {time}",
    "Warning": "Aviso",
    "fires at once": "dispara imediatamente",
    "Practise": "Pratique",
    "`genai-triage drill {word}` brings the class about and follows its alert to the receiver.": (
        "`genai-triage drill {word}` provoca a classe e acompanha o alerta dela até o receiver."
    ),
    "yes": "sim",
    "owner {owner}": "responsável {owner}",
    "In the application": "Na aplicação",
    "Info": "Informativo",
    "Without an answer": "Sem resposta",
    "Also about this class: {alerts}.": "Também sobre esta classe: {alerts}.",
    "{what}, in Tempo (TraceQL):": "{what}, no Tempo (TraceQL):",
    "Runbooks": "Runbooks",
    "Generated from the taxonomy and its alerts: a page for each class of failure, the same parts on each.": (
        "Gerados a partir da taxonomia e dos seus alertas: uma página para cada classe de falha, com as mesmas partes "
        "em cada uma."
    ),
    (
        "An alert's `runbook_url` leads to the row of the cause behind most failures, or to the top of the page; a "
        "failed span's `triage.class` names the page."
    ): (
        "O `runbook_url` de um alerta leva à linha da causa por trás da maioria das falhas, ou ao topo da página; o "
        "`triage.class` de um span que falhou indica a página."
    ),
    "alerts": "alertas",
    "These pages belong to no class:": "Estas páginas não pertencem a nenhuma classe:",
    (
        "Every alert can be tried: `genai-triage drill auth` brings the class about and follows its alert to "
        "the\nreceiver; `genai-triage drill --list` names the classes."
    ): (
        "Todo alerta pode ser testado: `genai-triage drill auth` provoca a classe e acompanha o alerta dela até "
        "o\nreceiver; `genai-triage drill --list` lista as classes."
    ),
    "after {seconds} s or more": "após {seconds} s ou mais",
    "no answer": "sem resposta",
    "certificate verify failed": "falha na verificação do certificado",
    "the name does not resolve": "o nome não é resolvido",
    "the connection is never answered": "a conexão nunca é respondida",
    "connection refused": "conexão recusada",
    "the answer breaks off": "a resposta é interrompida",
    "connection reset by the server": "conexão reiniciada pelo servidor",
    "Find the part of the pipeline that is silent; until then no other alert can fire.": (
        "Encontre a parte do pipeline que está em silêncio; até lá nenhum outro alerta pode disparar."
    ),
    (
        "A service that counted calls does so no longer. Either it makes no calls, or nobody hears of them: silence "
        "looks like health everywhere else."
    ): (
        "Um serviço que contava chamadas deixou de contar. Ou ele não faz chamadas, ou ninguém fica sabendo delas: em "
        "qualquer outro lugar, o silêncio parece saúde."
    ),
    (
        "Does the service still run, and should it be calling at this hour? A job that ended, or a night without "
        "traffic, needs a silence in Alertmanager and no repair."
    ): (
        "O serviço ainda está no ar, e deveria fazer chamadas a esta hora? Um job que terminou, ou uma noite sem "
        "tráfego, pede um silêncio no Alertmanager, não um conserto."
    ),
    (
        "Did a deployment change how it starts: without `opentelemetry-instrument`, under another `OTEL_SERVICE_NAME`, "
        "with `OTEL_SDK_DISABLED=true` or `OTEL_METRICS_EXPORTER=none`?"
    ): (
        "Um deploy mudou a forma de iniciá-lo: sem `opentelemetry-instrument`, com outro `OTEL_SERVICE_NAME`, com "
        "`OTEL_SDK_DISABLED=true` ou `OTEL_METRICS_EXPORTER=none`?"
    ),
    (
        "Is it this service alone, or everything behind the same collector or scrape job? Many at once point at the "
        "pipeline."
    ): (
        "É só este serviço, ou tudo o que está atrás do mesmo collector ou job de scrape? Muitos ao mesmo tempo "
        "indicam o pipeline."
    ),
    "Seconds since each service was last heard": "Segundos desde o último sinal de cada serviço",
    "What was there a day ago and is not now": "O que existia há um dia e agora não existe",
    "from the application outwards: the first no is the place": (
        'da aplicação para fora: o problema está no primeiro "não"'
    ),
    "how to see it": "como verificar",
    "if not": "se não",
    "Is the application instrumented?": "A aplicação está instrumentada?",
    "Started with `OTEL_METRICS_EXPORTER=console`, it prints `triage.calls` after a call.": (
        "Iniciada com `OTEL_METRICS_EXPORTER=console`, ela imprime `triage.calls` depois de uma chamada."
    ),
    "Start it under `opentelemetry-instrument`, and look at `OTEL_PYTHON_DISABLED_INSTRUMENTATIONS`.": (
        "Inicie-a com `opentelemetry-instrument` e verifique `OTEL_PYTHON_DISABLED_INSTRUMENTATIONS`."
    ),
    "Does it export?": "Ela exporta?",
    "Scraped: `curl -s localhost:9464/metrics | grep triage_calls_total`. Pushed: its log has no `Failed to export`.": (
        "Com scrape: `curl -s localhost:9464/metrics | grep triage_calls_total`. Com push: o log dela não tem `Failed "
        "to export`."
    ),
    "Set `OTEL_METRICS_EXPORTER` and, where it pushes, `OTEL_EXPORTER_OTLP_ENDPOINT`.": (
        "Defina `OTEL_METRICS_EXPORTER` e, se ela usa push, `OTEL_EXPORTER_OTLP_ENDPOINT`."
    ),
    "Does the collector pass it on?": "O collector repassa os dados?",
    "`otelcol_receiver_accepted_metric_points` and `otelcol_exporter_sent_metric_points` rise.": (
        "`otelcol_receiver_accepted_metric_points` e `otelcol_exporter_sent_metric_points` sobem."
    ),
    "Read its log; look at `otelcol_exporter_send_failed_metric_points`.": (
        "Leia o log dele; verifique `otelcol_exporter_send_failed_metric_points`."
    ),
    "Does Prometheus scrape it?": "O Prometheus faz o scrape?",
    "`up` of the job is 1.": "O `up` do job é 1.",
    "Status → Targets names the error: address, network or authentication.": (
        "Status → Targets mostra o erro: endereço, rede ou autenticação."
    ),
    "Has Prometheus the series?": "O Prometheus tem a série?",
    "`count by (job) (triage_calls_total)` has the service.": "`count by (job) (triage_calls_total)` mostra o serviço.",
    "Look for relabelling that drops it, a sample limit, or names translated in another way.": (
        "Procure um relabeling que a descarte, um limite de amostras ou nomes traduzidos de outra forma."
    ),
    "Are the rules evaluated?": "As regras são avaliadas?",
    "Status → Rules shows the groups without an error.": "Status → Rules mostra os grupos sem erro.",
    "Load `recording.rules.yml` next to the alerts.": "Carregue `recording.rules.yml` junto com os alertas.",
    (
        "The series has new samples and the alert resolves; a failure brought about on purpose arrives: `genai-triage "
        "drill auth --app`."
    ): (
        "A série tem novas amostras e o alerta se resolve; uma falha provocada de propósito chega: `genai-triage drill "
        "auth --app`."
    ),
    (
        "If several services are silent: at once, to whoever runs the collector and Prometheus, because every alert is "
        "blind."
    ): (
        "Se vários serviços estiverem em silêncio: imediatamente, para quem opera o collector e o Prometheus, porque "
        "todos os alertas estão cegos."
    ),
    "Treat the class behind the failed attempts before the retries stop helping.": (
        "Trate a classe por trás das tentativas que falharam antes que as novas tentativas deixem de ajudar."
    ),
    (
        "Users see successes, because the SDK asks again until the provider answers. Every retry costs time, counts "
        "against the limits and may be billed; when their share grows, the same fault becomes an outage."
    ): (
        "Os usuários veem sucesso porque o SDK tenta de novo até o provedor responder. Cada nova tentativa custa "
        "tempo, conta nos limites e pode ser cobrada; quando a proporção delas cresce, a mesma falha vira uma "
        "indisponibilidade."
    ),
    (
        "Which class do the attempts fail with? `rate_limit` is your own pace; `overloaded`, `internal` and `timeout` "
        "are the provider's; `auth` is a token that is renewed too late."
    ): (
        "Com qual classe as tentativas falham? `rate_limit` é o seu próprio ritmo; `overloaded`, `internal` e "
        "`timeout` são do provedor; `auth` é um token renovado tarde demais."
    ),
    "Does the p95 of the duration rise with it? Then users already wait for the retries.": (
        "O p95 da duração sobe junto? Então os usuários já esperam pelas novas tentativas."
    ),
    (
        "Do retries sit on retries: the SDK's, a framework's, the queue's? Three layers of three make 27 requests of "
        "one."
    ): (
        "Há novas tentativas sobre novas tentativas: do SDK, de um framework, da fila? Três camadas de três tentativas "
        "transformam uma requisição em 27."
    ),
    "Failed attempts by class, in five minutes": "Tentativas que falharam por classe, em cinco minutos",
    "Their share of all requests on the wire": "Percentual delas em todas as requisições na rede",
    "attempts fail with": "as tentativas falham com",
    "what it is": "o que é",
    "what to do": "o que fazer",
    "The pace is above the limit, and retries add to it.": (
        "O ritmo está acima do limite, e as novas tentativas o aumentam."
    ),
    "The provider sheds load.": "O provedor descarta carga.",
    "The provider fails at random.": "O provedor falha de forma aleatória.",
    "Answers take longer than the client waits, and are paid for all the same.": (
        "As respostas demoram mais do que o cliente espera e são cobradas mesmo assim."
    ),
    "Connections break, often idle ones that a proxy or NAT has closed.": (
        "As conexões caem, muitas vezes ociosas que um proxy ou NAT fechou."
    ),
    "Access tokens are renewed too late, or by every worker for itself.": (
        "Os tokens de acesso são renovados tarde demais, ou por cada worker separadamente."
    ),
    "Calls that succeeded only after a retry": "Chamadas que só deram certo após uma nova tentativa",
    "Attempts equal calls again, and the p95 of the duration is that of a single attempt.": (
        "As tentativas voltam a igualar as chamadas, e o p95 da duração é o de uma única tentativa."
    ),
    "As the page of the class says; earlier if the error budget is being used up as well.": (
        "Como diz a página da classe; antes, se o orçamento de erro também estiver sendo consumido."
    ),
}
