"""What stands beside the files for backends without Prometheus, in Brazilian Portuguese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "What was checked": "O que foi verificado",
    "Queries": "Consultas",
    "What to do ({owner}): {fix}": "O que fazer ({owner}): {fix}",
    "The error budget is judged by one window instead of two pairs, and a failure counts by its class.": (
        "O orçamento de erros é avaliado por uma janela em vez de dois pares, e uma falha conta por sua classe."
    ),
    "failures": "falhas",
    "Calls by outcome": "Chamadas por desfecho",
    "Imported again, they are there twice. With Terraform they are replaced:": (
        "Importados de novo, ficam em dobro. Com o Terraform são substituídos:"
    ),
    "Failures by owner": "Falhas por responsável",
    "And {number} more: see the runbook.": "E mais {number}: veja o runbook.",
    "gauges": "medidores (gauges)",
    "Only read in Datadog's documentation: how OTLP names become tags, `.as_count()` in monitors, template "
    "variables of tags with dots, and columns of the list of spans. Nothing was run in a Datadog account.": (
        "Apenas lido na documentação do Datadog: como os nomes do OTLP viram tags, `.as_count()` em monitores, "
        "variáveis de modelo de tags com pontos e colunas da lista de spans. Nada foi executado em uma conta "
        "do Datadog."
    ),
    "It foresees the end of a balance: look at the balance, and set a limit of your own.": (
        "Ele prevê o fim de um saldo: acompanhe o saldo e defina um limite seu."
    ),
    "Look first:": "Veja primeiro:",
    "Requests in the last day": "Requisições no último dia",
    "Prepaid tokens left": "Tokens pré-pagos restantes",
    "Send": "Envio",
    "Not here.": "Não está aqui.",
    "Datadog turns cumulative counters into counts by itself, but leaves out the first point of each series: "
    "the first failure of a process. Delta temporality loses none.": (
        "O Datadog converte sozinho contadores cumulativos em contagens, mas omite o primeiro ponto de cada "
        "série: a primeira falha de um processo. Com temporalidade delta nada se perde."
    ),
    "It fires too when the calls fail with their requests.": (
        "Também dispara quando as chamadas falham junto com suas requisições."
    ),
    "The monitors name nobody to notify. Route them by their tags with notification rules "
    "(`severity:critical`, `owner:account`, …), or add a handle to every message before the import:": (
        "Os monitores não avisam ninguém. Encaminhe-os pelas tags com regras de notificação "
        "(`severity:critical`, `owner:account`, …) ou acrescente um destinatário a cada mensagem antes de "
        "importar:"
    ),
    "counts; ask with `.as_count()`": "contagens; consulte com `.as_count()`",
    "here": "aqui",
    "In Traces, the spans of one cause: {query}": "Nos traces, os spans de uma causa: {query}",
    "Several alerts ask for a share of the calls and for a number of failures. Both are one number here: "
    "failures minus share times calls, compared with count × (1 − share). Where it is reached, both the share "
    "and the count are; a monitor fires at most count × (1 − share) failures later than the rule for "
    "Prometheus. Multiplying and subtracting give the same before and after the sum over time: it does not "
    "matter which Datadog does first.": (
        "Vários alertas pedem uma parcela das chamadas e um número de falhas. Aqui ambos são um número só: "
        "falhas menos parcela vezes chamadas, comparado com número × (1 − parcela). Onde ele é atingido, a "
        "parcela e o número também são; um monitor dispara no máximo número × (1 − parcela) falhas depois da "
        "regra para o Prometheus. Multiplicar e subtrair dão o mesmo antes e depois da soma no tempo: não "
        "importa o que o Datadog faz primeiro."
    ),
    "Failures by class and cause": "Falhas por classe e causa",
    "Names": "Nomes",
    "limit": "limite",
    "Causes, each with its fix:": "Causas, cada uma com sua correção:",
    "Checked by `monitor/validate` during your import: the syntax of the queries.": (
        "Verificado por `monitor/validate` na sua importação: a sintaxe das consultas."
    ),
    "Spans of failures": "Spans de falhas",
    "Import": "Importação",
    "What differs from the rules for Prometheus": "O que difere das regras para o Prometheus",
    "Runbook: {url}": "Runbook: {url}",
    "GenAI calls: what fails, whose it is, what to do": "Chamadas de GenAI: o que falha, de quem é, o que fazer",
    "With delta temporality a service without calls and one that is not heard look the same: watch the service "
    "itself.": (
        "Com temporalidade delta, um serviço sem chamadas e um que não é ouvido parecem iguais: acompanhe o "
        "próprio serviço."
    ),
    "Checked by tests: every monitor and the dashboard against the models of `datadog-api-client`, Datadog's "
    "own client, which are generated from its API's schema: names, types and enumerated values.": (
        "Verificado por testes: cada monitor e o painel contra os modelos de `datadog-api-client`, o cliente "
        "do próprio Datadog, gerados a partir do esquema de sua API: nomes, tipos e enumerações."
    ),
    "Generated by `genai-triage export`; run it again rather than edit these files.": (
        "Gerado por `genai-triage export`; execute-o de novo em vez de editar estes arquivos."
    ),
    "what": "o que",
    "Requests on the wire by outcome": "Requisições na rede por desfecho",
    "query": "consulta",
    "tags of the same name, values in lower case": "tags com o mesmo nome, valores em minúsculas",
    "left, %": "restante, %",
    "used in a day": "usado em um dia",
    "Limit of requests by day, as the provider stated it": "Limite de requisições por dia, como o provedor informou",
    "Failures of Gemini and GigaChat calls, classified by genai-triage.": (
        "Falhas de chamadas ao Gemini e ao GigaChat, classificadas pelo genai-triage."
    ),
    "How a condition is written": "Como uma condição é escrita",
    "A service that calls too rarely for such a window is not judged by an hour without any success.": (
        "Um serviço que chama raramente demais para tal janela não é avaliado por uma hora sem nenhum sucesso."
    ),
    "attributes of spans": "atributos de spans",
    "It divides a day's requests by a limit that another metric states: look at the headroom of the quotas.": (
        "Ele divide as requisições de um dia por um limite que outra métrica informa: veja a folga das cotas."
    ),
    "Quota headroom: requests by day": "Folga das cotas: requisições por dia",
    "a distribution; `count:` counts operations": "uma distribuição; `count:` conta as operações",
    "The share is not compared with yesterday's.": "A parcela não é comparada com a de ontem.",
    "OTLP": "OTLP",
}
