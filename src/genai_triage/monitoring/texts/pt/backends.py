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
    "attributes of spans": "atributos de spans",
    "It divides a day's requests by a limit that another metric states: look at the headroom of the quotas.": (
        "Ele divide as requisições de um dia por um limite que outra métrica informa: veja a folga das cotas."
    ),
    "Quota headroom: requests by day": "Folga das cotas: requisições por dia",
    "a distribution; `count:` counts operations": "uma distribuição; `count:` conta as operações",
    "The share is not compared with yesterday's.": "A parcela não é comparada com a de ontem.",
    "OTLP": "OTLP",
    "a span's duration": "a duração de um span",
    "Checked by tests: every trigger and query against models that are generated from the schema of "
    "Honeycomb's API (of the package `honeycomb-api`, which is not Honeycomb's own): names, types, lengths, "
    "enumerated values; the rules for queries of triggers; and that `main.tf` can be parsed.": (
        "Verificado por testes: cada gatilho e consulta contra modelos gerados a partir do esquema da API do "
        "Honeycomb (do pacote `honeycomb-api`, que não é do próprio Honeycomb): nomes, tipos, comprimentos, "
        "enumerações; as regras para consultas de gatilhos; e que `main.tf` pode ser lido."
    ),
    "With Terraform they are replaced when applied again, and the board is made too:": (
        "Com o Terraform são substituídos ao aplicar de novo, e o quadro também é criado:"
    ),
    "Spans are counted, not metrics; what is retried is counted by calls that succeeded only after a retry. A "
    "trigger runs every two minutes where the rule is evaluated every minute.": (
        "Contam-se spans, não métricas; o que é repetido conta-se por chamadas que só tiveram sucesso após uma "
        "nova tentativa. Um gatilho roda a cada dois minutos onde a regra é avaliada a cada minuto."
    ),
    "Without Terraform:": "Sem o Terraform:",
    "the dataset, and a column; triggers and queries look at all datasets": (
        "o dataset, e uma coluna; gatilhos e consultas olham todos os datasets"
    ),
    "Several alerts ask for a share of the calls and for a number of failures. Both are one number here: a "
    "failed call counts 1 − share, every other one −share, and their sum is compared with count × (1 − share). "
    "Where it is reached, both the share and the count are; a trigger fires at most count × (1 − share) "
    "failures later than the rule for Prometheus.": (
        "Vários alertas pedem uma parcela das chamadas e um número de falhas. Aqui ambos são um número só: uma "
        "chamada que falhou conta 1 − parcela, qualquer outra −parcela, e a soma é comparada com número × (1 − "
        "parcela). Onde ele é atingido, a parcela e o número também são; um gatilho dispara no máximo número × "
        "(1 − parcela) falhas depois da regra para o Prometheus."
    ),
    "metrics": "métricas",
    "The triggers name nobody to notify. Add your recipients before the import:": (
        "Os gatilhos não avisam ninguém. Acrescente seus destinatários antes de importar:"
    ),
    "a dataset of their own; nothing here asks it": "um dataset próprio; nada aqui o consulta",
    "Triggers count spans of calls. What a sampler in the SDK drops is not counted: keep all spans of calls, "
    "or sample where Honeycomb is told the rate (Refinery), which it then counts in.": (
        "Os gatilhos contam spans de chamadas. O que um amostrador no SDK descarta não é contado: guarde todos "
        "os spans de chamadas, ou amostre onde o Honeycomb fica sabendo da taxa (Refinery) e a leva em conta."
    ),
    "Only read, in the documentation and in Honeycomb's Terraform provider: functions of calculated fields, "
    "and what Terraform makes of `main.tf`. Nothing was run in a Honeycomb account.": (
        "Apenas lido, na documentação e no provedor Terraform do Honeycomb: funções de campos calculados e o "
        "que o Terraform faz de `main.tf`. Nada foi executado em uma conta do Honeycomb."
    ),
    "Honeycomb refuses queries about columns that it has not seen, and these come with the first failure. Make "
    "them in the dataset of any service that calls; what is there already is answered with a conflict and left "
    "alone:": (
        "O Honeycomb recusa consultas sobre colunas que ainda não viu, e estas chegam com a primeira falha. "
        "Crie-as no dataset de qualquer serviço que chama; ao que já existe ele responde com um conflito e não "
        "muda nada:"
    ),
    "a resource attribute of the same name": "um atributo de recurso com o mesmo nome",
    "Checked once, when this was written, against SigNoz's own code of August 2026: every rule passed its "
    "validation, rules and dashboard its API's schema. No package has either, so no test repeats it; tests "
    "hold the structure.": (
        "Verificado uma vez, ao ser escrito, contra o próprio código do SigNoz de agosto de 2026: cada regra "
        "passou por sua validação, regras e painel pelo esquema de sua API. Nenhum pacote traz um ou outro, "
        "então nenhum teste repete isso; os testes fixam a estrutura."
    ),
    "Only read: how SigNoz evaluates formulas and adds up a window, and routing policies. Nothing was run in a "
    "SigNoz.": (
        "Apenas lido: como o SigNoz avalia fórmulas e soma uma janela, e políticas de roteamento. Nada foi "
        "executado em um SigNoz."
    ),
    "SigNoz takes both temporalities. Of cumulative counters it cannot count the first point of a series, the "
    "first failure of a process; delta temporality loses none.": (
        "O SigNoz aceita as duas temporalidades. De contadores cumulativos ele não consegue contar o primeiro "
        "ponto de uma série, a primeira falha de um processo; a temporalidade delta não perde nenhum."
    ),
    "grouped by": "agrupado por",
    "metric": "métrica",
    "The rules name no channel: routing policies choose it by labels (Alerts → Configuration → Routing "
    'Policies), as in `severity == "critical" && owner == "account"`. Without a policy nobody is notified.': (
        "As regras não nomeiam canal: as políticas de roteamento o escolhem por rótulos (Alerts → "
        'Configuration → Routing Policies), como em `severity == "critical" && owner == "account"`. Sem uma '
        "política ninguém é avisado."
    ),
    "Imported again, they are there twice: delete the older ones first.": (
        "Importados de novo, ficam em dobro: apague antes os antigos."
    ),
    "the same; in the query builder with Increase, then Sum": (
        "os mesmos; no construtor de consultas com Increase, depois Sum"
    ),
    "the same": "os mesmos",
    "Several alerts ask for a share of the calls and for a number of failures. Both are one number here: "
    "failures minus share times calls, added up over the window and compared with count × (1 − share). Where "
    "it is reached, both the share and the count are; a rule fires at most count × (1 − share) failures later "
    "than the rule for Prometheus.": (
        "Vários alertas pedem uma parcela das chamadas e um número de falhas. Aqui ambos são um número só: "
        "falhas menos parcela vezes chamadas, somado na janela e comparado com número × (1 − parcela). Onde "
        "ele é atingido, a parcela e o número também são; uma regra dispara no máximo número × (1 − parcela) "
        "falhas depois da regra para o Prometheus."
    ),
    "Rules count spans of calls: what a sampler drops is not counted, so keep all spans of calls. Metrics may "
    "be sent too, as delta; nothing here asks them.": (
        "As regras contam spans de chamadas: o que um amostrador descarta não é contado, então guarde todos os "
        "spans de chamadas. Métricas também podem ser enviadas, como delta; nada aqui as consulta."
    ),
    "Spans are counted, not metrics; what is retried is counted by calls that succeeded only after a retry. "
    "Shares and counts are both asked for, as they stand in the rule for Prometheus.": (
        "Contam-se spans, não métricas; o que é repetido conta-se por chamadas que só tiveram sucesso após uma "
        "nova tentativa. Parcelas e números são ambos exigidos, como estão na regra para o Prometheus."
    ),
    "`otel/` is for EDOT and the managed OTLP endpoint (data streams `traces-*.otel-*`), `apm/` for APM Server "
    "(`traces-apm*`). Take one. Kibana 8.19, 9.1 or later: older ones know neither an alert for each row nor "
    "investigation guides.": (
        "`otel/` é para o EDOT e o endpoint OTLP gerenciado (data streams `traces-*.otel-*`), `apm/` para o "
        "APM Server (`traces-apm*`). Escolha um. Kibana 8.19, 9.1 ou mais novo: os mais antigos não conhecem "
        "nem um alerta por linha nem guias de investigação."
    ),
    "ES|QL refuses fields that no document has, and these come with the first failure. Until then rules report "
    "an unknown column. A call with a wrong key is enough:": (
        "O ES|QL recusa campos que nenhum documento tem, e estes chegam com a primeira falha. Até lá as regras "
        "relatam uma coluna desconhecida. Basta uma chamada com uma chave errada:"
    ),
    "The rules have no action and notify nobody. Add your connector (its id; the message is of a chat or log "
    "connector) before the import:": (
        "As regras não têm ação e não avisam ninguém. Acrescente seu conector (o id dele; a mensagem é de um "
        "conector de chat ou de log) antes de importar:"
    ),
    "A rule that is there already is answered with a conflict: delete it first.": (
        "Uma regra que já existe é respondida com um conflito: apague-a antes."
    ),
    "in `otel/`": "em `otel/`",
    "in `apm/`": "em `apm/`",
    "Checked once, when this was written: every query was parsed by the grammar of Elasticsearch 9.1. No "
    "package with a licence that suits has it, so no test repeats it; tests hold the structure of rules and "
    "searches.": (
        "Verificado uma vez, ao ser escrito: cada consulta foi analisada pela gramática do Elasticsearch 9.1. "
        "Nenhum pacote com licença adequada a traz, então nenhum teste repete isso; os testes fixam a "
        "estrutura das regras e das buscas."
    ),
    "Only read, in Kibana's and Elastic's documentation and source: parameters of rules, the form of saved "
    "searches, and how OTLP's names are stored. Nothing was run in Elasticsearch or Kibana.": (
        "Apenas lido, na documentação e no código do Kibana e da Elastic: parâmetros das regras, a forma das "
        "buscas salvas e como os nomes do OTLP são guardados. Nada foi executado no Elasticsearch ou no "
        "Kibana."
    ),
    "Whether no call succeeds, for those that call rarely, is asked by files of their own, whose names end "
    "with the window (`-1h`, `-8h`); where the first failure is a warning already, it is not asked.": (
        "Se nenhuma chamada tem sucesso, para quem chama raramente, é perguntado por arquivos próprios, cujos "
        "nomes terminam com a janela (`-1h`, `-8h`); onde a primeira falha já é um aviso, não se pergunta."
    ),
    "No call has succeeded in {window}.": "Nenhuma chamada teve sucesso em {window}.",
    "There is no time for which a condition must hold (`--for`): what is here fires as soon as its window "
    "reaches the numbers, and goes on until it no longer does.": (
        "Não há um tempo durante o qual uma condição deva se manter (`--for`): o que está aqui dispara assim "
        "que sua janela atinge os números, e continua até deixar de atingir."
    ),
    "It counts the services that begin to fail together: group the notifications of their own alerts by provider.": (
        "Ele conta os serviços que começam a falhar juntos: agrupe as notificações dos alertas deles por provedor."
    ),
    "It counts the services that see the same: group the notifications of the outage by provider.": (
        "Ele conta os serviços que veem o mesmo: agrupe as notificações da queda por provedor."
    ),
}
