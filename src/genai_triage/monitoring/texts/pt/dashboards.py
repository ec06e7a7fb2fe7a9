"""What stands on dashboards, in Portuguese, by the English text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "Prometheus, Mimir, Thanos or VictoriaMetrics.": "Prometheus, Mimir, Thanos ou VictoriaMetrics.",
    "Data source": "Fonte de dados",
    "Where links to traces lead.": "Aonde levam os links para traces.",
    "Traces": "Traces",
    "Where links to logs lead.": "Aonde levam os links para logs.",
    "Logs": "Logs",
    "The service that calls: the label job, into which OTLP writes its namespace too.": (
        "O serviço que chama: o label job, no qual o OTLP escreve também o namespace."
    ),
    "Service": "Serviço",
    "Whom it calls: gcp.gemini, gcp.vertex_ai, gigachat.": "Quem é chamado: gcp.gemini, gcp.vertex_ai, gigachat.",
    "Provider": "Provedor",
    "The model asked for. Counts of calls, attempts and waiting times are not split by model.": (
        "O modelo pedido. As contagens de chamadas, de tentativas e os tempos de espera não são separados por modelo."
    ),
    "Model": "Modelo",
    "The kind of failure, from the taxonomy.": "O tipo de falha, segundo a taxonomia.",
    "Class": "Classe",
    "No class is chosen": "Nenhuma classe escolhida",
    "Usually whose": "De quem costuma ser",
    "account: whoever administers or pays": "account: quem administra ou paga",
    "caller: the application's developers": "caller: quem desenvolve a aplicação",
    "content: the product's owners": "content: quem responde pelo produto",
    "provider: Google or Sber": "provider: Google ou Sber",
    "network: whoever runs the host and the way out": "network: quem cuida do host e da saída para a rede",
    "unknown: nobody has classified it yet": "unknown: ninguém classificou ainda",
    "Meaning": "Significado",
    "What to do": "O que fazer",
    "Runbook": "Runbook",
    "What it means, and what to do": "O que significa e o que fazer",
    "From the taxonomy. The runbook has more: how to tell the causes apart, what to check first, when to escalate.": (
        "Da taxonomia. O runbook tem mais: como distinguir as causas, o que verificar primeiro, quando escalar."
    ),
    "No calls": "Nenhuma chamada",
    "Failures": "Falhas",
    "Calls that failed with this class in the range.": "Chamadas que falharam com esta classe no período.",
    "Share of calls": "Percentual das chamadas",
    "Of all calls of the chosen services and providers.": "De todas as chamadas dos serviços e provedores escolhidos.",
    "No failure in this range": "Sem falhas no período",
    "None: nothing was raised": "Nenhum: nada foi lançado",
    "Onset": "Início",
    "Last seen": "Última vez",
    "The last failure in the range: is it still going on?": "A última falha do período: ainda está acontecendo?",
    "Cause": "Causa",
    "Whose": "De quem",
    "Provider health": "Saúde do provedor",
    "Causes, and what to do about each": "Causas e o que fazer em cada uma",
    "Since when": "Desde quando",
    "Failures by service and provider": "Falhas por serviço e provedor",
    "Failed calls in each step. All services at once point at the provider or the account, one at that service.": (
        "Chamadas que falharam em cada intervalo. Falhas em todos os serviços ao mesmo tempo indicam o provedor ou a "
        "conta; em um só, o próprio serviço."
    ),
    "Failures by cause": "Falhas por causa",
    "Failed calls in each step. Two causes that begin together are often one.": (
        "Chamadas que falharam em cada intervalo. Duas causas que começam juntas costumam ser uma só."
    ),
    "Where": "Onde",
    "By model": "Por modelo",
    "The model that was asked for; empty where the operation has none.": (
        "O modelo pedido; vazio quando a operação não tem modelo."
    ),
    "By operation": "Por operação",
    "What was asked for: chat, generate_content, embeddings …": (
        "O que foi pedido: chat, generate_content, embeddings …"
    ),
    "By service": "Por serviço",
    "The services that met it: the label job.": "Os serviços afetados: o label job.",
    "What is behind this class": "O que há por trás desta classe",
    "Attempts that failed behind successes": "Tentativas que falharam por trás de sucessos",
    (
        "Bars: requests on the wire that failed with this class. Line: calls that did. What stands above the line was "
        "healed by a retry: nobody saw it, but it costs time and quota."
    ): (
        "Barras: requisições na rede que falharam com esta classe. Linha: chamadas que falharam. O que fica acima da "
        "linha foi resolvido por uma nova tentativa: ninguém viu, mas custa tempo e cota."
    ),
    "No call failed so": "Nenhuma chamada falhou assim",
    "Duration of these failures": "Duração destas falhas",
    "Time to retry": "Espera antes de tentar de novo",
    (
        "How long the provider asked to wait before the next call (retry delay or Retry-After), p95. Seconds are a "
        "burst limit, hours are a daily quota: then retrying is useless."
    ): (
        "Quanto tempo o provedor pediu para esperar antes da próxima chamada (retry delay ou Retry-After), p95. "
        "Segundos indicam um limite de rajada; horas, uma cota diária: aí não adianta tentar de novo."
    ),
    "What the provider or the SDK calls it": "Como o provedor ou o SDK chama a falha",
    (
        "error.type: the provider's own code, else the exception's name; empty if nothing was raised, as with a "
        "blocked or cut answer."
    ): (
        "error.type: o código do próprio provedor ou, na falta dele, o nome da exceção; vazio se nada foi lançado, "
        "como em uma resposta bloqueada ou cortada."
    ),
    "By window of the limit": "Por janela do limite",
    "Over which time the limit counts, where the failure was a limit: minute and day need different answers.": (
        "Em que intervalo o limite conta, quando a falha foi um limite: minuto e dia pedem soluções diferentes."
    ),
    "Attempts by transport": "Tentativas por transporte",
    "The HTTP or RPC library whose requests failed so. A class that never reached the wire has none.": (
        "A biblioteca HTTP ou RPC cujas requisições falharam assim. Uma classe que nem chegou à rede não tem nenhuma."
    ),
    "GenAI failures: overview": "Falhas de GenAI: visão geral",
    "With the same time and choices.": "Com o mesmo período e as mesmas escolhas.",
    "GenAI failures: provider health": "Falhas de GenAI: saúde do provedor",
    "GenAI failures: one class": "Falhas de GenAI: uma classe",
    "One class of failure: what it means, what to do, since when, which causes, which models and operations.": (
        "Uma classe de falha: o que significa, o que fazer, desde quando, quais causas, quais modelos e operações."
    ),
    "Calls that succeeded": "Chamadas com êxito",
    (
        "Share of all calls in the range, by provider, after the SDK's retries. A call is what the application asked "
        "for, however many requests it took; a blocked or cut answer counts as failed."
    ): (
        "Percentual de todas as chamadas do período, por provedor, depois das novas tentativas do SDK. Uma chamada é o "
        "que a aplicação pediu, não importa quantas requisições levou; uma resposta bloqueada ou cortada conta como "
        "falha."
    ),
    "Alert": "Alerta",
    "None is firing": "Nenhum ativo",
    "Severity": "Nível",
    "Firing alerts": "Alertas ativos",
    "What failed, and what to do": "O que falhou e o que fazer",
    "Failures by class": "Falhas por classe",
    (
        "Bars: requests on the wire that failed, by class. Line: calls that failed. What stands above the line was "
        "healed by a retry: nobody saw it, but it costs time and quota."
    ): (
        "Barras: requisições na rede que falharam, por classe. Linha: chamadas que falharam. O que fica acima da linha "
        "foi resolvido por uma nova tentativa: ninguém viu, mas custa tempo e cota."
    ),
    "Limits": "Limites",
    "Quota": "Cota",
    "No limit was hit in this range": "Nenhum limite atingido neste período",
    "Limit": "Limite",
    "Nobody asked for a balance": "Ninguém consultou o saldo",
    "Prepaid balance": "Saldo pré-pago",
    (
        "GigaChat's tokens that are left, by model: seen whenever the application asks for its balance, or polled if "
        "GENAI_TRIAGE_BALANCE_INTERVAL is set. At 0 every call fails with 402."
    ): (
        "Tokens do GigaChat que restam, por modelo: vistos sempre que a aplicação consulta o saldo, ou consultados "
        "periodicamente se GENAI_TRIAGE_BALANCE_INTERVAL estiver definido. Em 0, toda chamada falha com 402."
    ),
    "Latency": "Latência",
    "Duration of calls": "Duração das chamadas",
    (
        "How many calls took how long: failed ones too, and with all the SDK's retries. A second band appears where "
        "some calls wait for a retry or a timeout."
    ): (
        "Quantas chamadas levaram quanto tempo, inclusive as que falharam e com todas as novas tentativas do SDK. Uma "
        "segunda faixa aparece quando algumas chamadas esperam por uma nova tentativa ou por um timeout."
    ),
    "Duration of successful calls, p95": "Duração das chamadas bem-sucedidas, p95",
    "95 of 100 successful calls are faster. A client's timeout below it is the cause of timeouts.": (
        "95 de cada 100 chamadas bem-sucedidas são mais rápidas. Um timeout do cliente abaixo disso é a causa dos "
        "timeouts."
    ),
    "No streams": "Nenhum stream",
    "Time to the first chunk, p95": "Tempo até o primeiro chunk, p95",
    "Streams only: how long a user looks at nothing. 95 of 100 streams begin sooner.": (
        "Só streams: quanto tempo o usuário fica sem ver nada. 95 de cada 100 streams começam antes disso."
    ),
    "Calls": "Chamadas",
    "All calls in each step, failed ones too, by provider.": (
        "Todas as chamadas em cada intervalo, inclusive as que falharam, por provedor."
    ),
    "No calls that used tokens": "Nenhuma chamada usou tokens",
    "Tokens a minute": "Tokens por minuto",
    (
        "Tokens that answers reported, by model and direction. They are what quotas per minute count and what is paid "
        "for; failed calls report none."
    ): (
        "Tokens que as respostas informaram, por modelo e direção. São o que conta nas cotas por minuto e o que se "
        "paga; chamadas que falharam não informam nenhum."
    ),
    "Tokens of a call, p95": "Tokens de uma chamada, p95",
    "95 of 100 calls use fewer. Prompts that grow end in too_large and timeout, answers that grow in truncated.": (
        "95 de cada 100 chamadas usam menos. Prompts que crescem acabam em too_large e timeout; respostas que crescem, "
        "em truncated."
    ),
    "Failed calls by model": "Chamadas que falharam por modelo",
    (
        "Share of a model's calls that failed. One model at the top points at its quota, its retirement or its "
        "capacity; all alike point at the account or the network."
    ): (
        "Percentual das chamadas de um modelo que falharam. Um só modelo no topo indica a cota, a descontinuação ou a "
        "capacidade dele; todos iguais indicam a conta ou a rede."
    ),
    "Time between chunks, p95": "Tempo entre chunks, p95",
    "Streams only: how long a reader waits for more text. It rises when the model is overloaded.": (
        "Só streams: quanto tempo o leitor espera por mais texto. Sobe quando o modelo está sobrecarregado."
    ),
    "Usage": "Uso",
    "Failures by owner, over time": "Falhas por responsável ao longo do tempo",
    "Failed calls in each step by who must act.": "Chamadas que falharam em cada intervalo, por quem precisa agir.",
    "Last failure": "Última falha",
    "When a call failed last, by provider.": "Quando uma chamada falhou pela última vez, por provedor.",
    "No telemetry in this range": "Nenhuma telemetria neste período",
    "Last telemetry": "Última telemetria",
    (
        "When the newest sample of the calls' counter arrived, by service. If it is older than some minutes, the "
        "service is down or its telemetry is: nothing on this page is then current."
    ): (
        "Quando chegou a amostra mais recente do contador de chamadas, por serviço. Se foi há mais de alguns minutos, "
        "o serviço ou a telemetria dele está fora do ar: então nada nesta página está atualizado."
    ),
    "Owners over time, and the telemetry itself": "Responsáveis ao longo do tempo e a própria telemetria",
    "No calls, or the recording rules are not loaded": "Nenhuma chamada, ou as recording rules não estão carregadas",
    "Calls that succeeded, over months": "Chamadas bem-sucedidas ao longo de meses",
    "Share of the calls of five minutes, by service and provider, from the recording rules: fast over any range.": (
        "Percentual das chamadas de cinco minutos, por serviço e provedor, pelas recording rules: rápido em qualquer "
        "período."
    ),
    "Share of each class, over months": "Percentual de cada classe ao longo de meses",
    (
        "Share of an hour's calls that failed with a class, the highest of the chosen services and providers, from the "
        "recording rules."
    ): (
        "Percentual das chamadas de uma hora que falharam com uma classe, o maior entre os serviços e provedores "
        "escolhidos, pelas recording rules."
    ),
    "Over months, from the recording rules": "Ao longo de meses, pelas recording rules",
    "Is a call to Gemini or GigaChat failing, whose problem is it, and what is to be done?": (
        "Alguma chamada ao Gemini ou ao GigaChat está falhando, de quem é o problema e o que fazer?"
    ),
    "Availability": "Disponibilidade",
    (
        "Share of calls that the provider did not fail: failures of other owners (a bad key, a blocked prompt, your "
        "network) do not count against it."
    ): (
        "Percentual das chamadas que não falharam por causa do provedor: falhas de outros responsáveis (uma chave "
        "inválida, um prompt bloqueado, a sua rede) não contam contra ele."
    ),
    "Error budget left": "Orçamento de erro restante",
    (
        "How much of the failures that the objective allows in the range is left; negative if it is overdrawn. The "
        "objective is the hidden variable slo, 99 % unless exported with another."
    ): (
        "Quanto resta das falhas que o objetivo permite no período; negativo se estourou. O objetivo é a variável "
        "oculta slo, 99% se não foi exportado com outro valor."
    ),
    "Calls that the provider failed": "Falhas do provedor",
    "In the range, after the SDK's retries.": "No período, depois das novas tentativas do SDK.",
    "Calls owed": "Chamadas devidas",
    "Failed calls beyond what the objective allows: what a claim for a credit can name.": (
        "Chamadas que falharam além do que o objetivo permite: o que um pedido de crédito pode citar."
    ),
    "Is it still going on?": "Ainda está acontecendo?",
    "What the provider failed": "O que falhou por causa do provedor",
    "Calls that the provider failed, by class": "Chamadas que falharam por causa do provedor, por classe",
    "In each step. Compare with the provider's status page.": (
        "Em cada intervalo. Compare com a página de status do provedor."
    ),
    "How fast the error budget burns": "Velocidade de consumo do orçamento de erro",
    (
        "1 spends exactly what the objective allows. Lines: 14.4 over 1 h spends 2 % of a month's budget, 6 over 6 h "
        "spends 5 %: both page. From the recording rules, the highest of the chosen services."
    ): (
        "1 gasta exatamente o que o objetivo permite. Linhas: 14,4 em 1 h gasta 2% do orçamento de um mês, 6 em 6 h "
        "gasta 5%: as duas acionam o plantão. Pelas recording rules, o maior valor entre os serviços escolhidos."
    ),
    (
        "Bars: requests on the wire that the provider failed. Line: calls that it failed. What stands above the line "
        "was healed by a retry: nobody saw it, but it costs time and quota."
    ): (
        "Barras: requisições na rede que falharam por causa do provedor. Linha: chamadas que falharam por causa dele. "
        "O que fica acima da linha foi resolvido por uma nova tentativa: ninguém viu, mas custa tempo e cota."
    ),
    "Calls that the provider failed. If it is one model, another one may be the way round.": (
        "Chamadas que falharam por causa do provedor. Se é um só modelo, outro pode ser a saída."
    ),
    "Duration of successful calls": "Duração das chamadas bem-sucedidas",
    "Half are faster than p50, 95 of 100 than p95. Slower at the same size of prompts is the provider's.": (
        "Metade é mais rápida que o p50, 95 de cada 100 que o p95. Se ficou mais lento com prompts do mesmo tamanho, é "
        "o provedor."
    ),
    "Availability over a day": "Disponibilidade em um dia",
    (
        "Share of the last 24 hours' calls that the provider did not fail, the lowest of the chosen services, from the "
        "recording rules. The dashed line is the objective's default."
    ): (
        "Percentual das chamadas das últimas 24 horas que não falharam por causa do provedor, o menor entre os "
        "serviços escolhidos, pelas recording rules. A linha tracejada é o valor padrão do objetivo."
    ),
    "What Google or Sber must answer for: only failures whose owner is the provider, against the objective.": (
        "Pelo que Google ou Sber devem responder: só falhas cujo responsável é o provedor, em relação ao objetivo."
    ),
    "No limit in this range": "Nenhum limite",
    "Models are not told apart here: what is counted does not have them.": (
        "Aqui os modelos não são separados: este contador não os tem."
    ),
    "Operation": "Operação",
    "critical": "critical",
    "warning": "warning",
    "info": "info",
    "No calls in this range": "Nenhuma chamada neste período",
    "Most first. Click a cause for its traces. Owners differ where one class has several: a timeout can be the "
    "provider's or the caller's own.": (
        "As mais frequentes primeiro. Clique numa causa para ver seus traces. Uma classe pode ter vários "
        "responsáveis: um timeout pode ser do provedor ou de quem chama."
    ),
    "before this range": "antes deste período",
    "Before this range": "Antes deste período",
    "Since": "Desde",
    "One line for each class, cause, service and model. The traces' response ids are evidence for its support.": (
        "Uma linha por classe, causa, serviço e modelo. Os ids de resposta dos traces são a prova para o suporte dele."
    ),
    "Alerts of these rules that are firing now, for the chosen services and providers, the gravest first. Click "
    "an alert for its runbook, a class for its dashboard. Grafana's own alerts appear if Grafana writes their "
    "state history to this data source.": (
        "Alertas destas regras ativos agora, para os serviços e provedores escolhidos, os mais graves primeiro. "
        "Clique num alerta para o runbook, numa classe para o dashboard dela. Os alertas da própria Grafana "
        "aparecem se ela grava o histórico de estados nesta fonte de dados."
    ),
    "No attempt failed so": "Nenhuma tentativa falhou assim",
    "No telemetry, or the rules are not loaded": "Sem telemetria, ou as regras não foram carregadas",
    "Failed calls by who must act, most first. Account: keys, rights, money, quota. Caller: the code that asks. "
    "Content: what was asked. Provider: Google or Sber. Network: the way there.": (
        "Chamadas que falharam, por quem deve agir, as mais frequentes primeiro. account: chaves, permissões, "
        "dinheiro, cota. caller: o código que chama. content: o que foi pedido. provider: Google ou Sber. "
        "network: o caminho até lá."
    ),
    "The first failure in the range, unless there was one in the hour before it as well: then choose a longer "
    "one. Compare it with deployments, rotated secrets and the provider's status page.": (
        "A primeira falha do período, a menos que tenha havido outra na hora anterior: nesse caso, escolha um "
        "período maior. Compare com implantações, segredos trocados e a página de status do provedor."
    ),
    "Attempts": "Tentativas",
    "calls that failed": "chamadas que falharam",
    "Failed calls in each step, after the SDK's retries: the six largest classes, and all others together. "
    "Colours are the same everywhere: red is the account, blue the caller, purple the content, ochre the "
    "provider, cyan the network.": (
        "Chamadas que falharam em cada intervalo, depois das novas tentativas do SDK: as seis maiores classes e "
        "todas as outras juntas. As cores são as mesmas em toda parte: vermelho é account, azul caller, roxo "
        "content, ocre provider, ciano network."
    ),
    "Wait": "Espera",
    "Transport": "Transporte",
    "Failed": "Com falha",
    "Used": "Usado",
    "One line for each class, cause, service, provider and model in the range: the gravest alert about it first, "
    "then by size. Click a class for its dashboard, a provider for its health.": (
        "Uma linha por classe, causa, serviço, provedor e modelo no período: primeiro o alerta mais grave, depois"
        " pelo número. Clique numa classe para o dashboard dela, num provedor para a saúde dele."
    ),
    "Error type": "Tipo de erro",
    "No telemetry": "Sem telemetria",
    "Whose problem it is": "De quem é o problema",
    "Window": "Janela",
    "No wait was asked for": "Nenhuma espera foi pedida",
}
