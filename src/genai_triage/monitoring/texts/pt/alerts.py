"""What alerts say, in Portuguese, by the English text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "{service} calling {provider}: {value} of the calls are refused for their credential.": (
        "{service} → {provider}: {value} das chamadas são recusadas por causa da credencial."
    ),
    "{value} of the calls of {service} to {provider} are refused for their credential.": (
        "{value} das chamadas de {service} a {provider} são recusadas por causa da credencial."
    ),
    "{service} calling {provider}: calls are refused for their credential.": (
        "{service} → {provider}: algumas chamadas são recusadas por causa da credencial."
    ),
    "Calls of {service} to {provider} are refused for their credential: "
    "{value} in {window} or since a call succeeded.": (
        "Chamadas de {service} a {provider} são recusadas por causa da credencial: "
        "{value} em {window} ou desde a última chamada com sucesso."
    ),
    "{service} calling {provider}: {value} of the calls are not allowed.": (
        "{service} → {provider}: {value} das chamadas não são permitidas."
    ),
    "{value} of the calls of {service} to {provider} are not allowed.": (
        "{value} das chamadas de {service} a {provider} não são permitidas."
    ),
    "{service} calling {provider}: calls are not allowed.": (
        "{service} → {provider}: algumas chamadas não são permitidas."
    ),
    "Calls of {service} to {provider} are not allowed: {value} in {window} or since a call succeeded.": (
        "Chamadas de {service} a {provider} não são permitidas: "
        "{value} em {window} ou desde a última chamada com sucesso."
    ),
    "{service} calling {provider}: {value} of the calls are refused because of money.": (
        "{service} → {provider}: {value} das chamadas são recusadas por questão de faturamento."
    ),
    "{value} of the calls of {service} to {provider} are refused because of money.": (
        "{value} das chamadas de {service} a {provider} são recusadas por questão de faturamento."
    ),
    "{service} calling {provider}: calls are refused because of money.": (
        "{service} → {provider}: algumas chamadas são recusadas por questão de faturamento."
    ),
    "Calls of {service} to {provider} are refused because of money: {value} in {window} or since a call succeeded.": (
        "Chamadas de {service} a {provider} são recusadas por questão de faturamento: "
        "{value} em {window} ou desde a última chamada com sucesso."
    ),
    "{service} calling {provider}: {value} of the calls are refused because a long-window quota is used up.": (
        "{service} → {provider}: {value} das chamadas são recusadas porque uma cota de janela longa se esgotou."
    ),
    "{value} of the calls of {service} to {provider} are refused because a long-window quota is used up.": (
        "{value} das chamadas de {service} a {provider} são recusadas porque uma cota de janela longa se esgotou."
    ),
    "{service} calling {provider}: calls are refused because a long-window quota is used up.": (
        "{service} → {provider}: algumas chamadas são recusadas porque uma cota de janela longa se esgotou."
    ),
    "Calls of {service} to {provider} are refused because a long-window quota is used up: "
    "{value} in {window} or since a call succeeded.": (
        "Chamadas de {service} a {provider} são recusadas porque uma cota de janela longa se esgotou: {value} em "
        "{window}."
    ),
    "{service} calling {provider}: {value} of the calls are refused for the place they come from.": (
        "{service} → {provider}: {value} das chamadas são recusadas por causa do lugar de onde partem."
    ),
    "{value} of the calls of {service} to {provider} are refused for the place they come from.": (
        "{value} das chamadas de {service} a {provider} são recusadas por causa do lugar de onde partem."
    ),
    "{service} calling {provider}: calls are refused for the place they come from.": (
        "{service} → {provider}: algumas chamadas são recusadas por causa do lugar de onde partem."
    ),
    "Calls of {service} to {provider} are refused for the place they come from: "
    "{value} in {window} or since a call succeeded.": (
        "Chamadas de {service} a {provider} são recusadas por causa do lugar de onde partem: "
        "{value} em {window} ou desde a última chamada com sucesso."
    ),
    "{service} calling {provider}: {value} of the calls fail in a way that the taxonomy does not know.": (
        "{service} → {provider}: {value} das chamadas falham de um modo que a taxonomia não conhece."
    ),
    "{value} of the calls of {service} to {provider} fail in a way that the taxonomy does not know.": (
        "{value} das chamadas de {service} a {provider} falham de um modo que a taxonomia não conhece."
    ),
    "{service} calling {provider}: calls fail in a way that the taxonomy does not know.": (
        "{service} → {provider}: algumas chamadas falham de um modo que a taxonomia não conhece."
    ),
    "Calls of {service} to {provider} fail in a way that the taxonomy does not know: "
    "{value} in {window} or since a call succeeded.": (
        "Chamadas de {service} a {provider} falham de um modo que a taxonomia não conhece: "
        "{value} em {window} ou desde a última chamada com sucesso."
    ),
    "{service} calling {provider}: {value} of the calls are over a short-window limit.": (
        "{service} → {provider}: {value} das chamadas excedem um limite de janela curta."
    ),
    "{value} of the calls of {service} to {provider} are over a short-window limit.": (
        "{value} das chamadas de {service} a {provider} excedem um limite de janela curta."
    ),
    "{service} calling {provider}: {value} of the calls are refused as malformed.": (
        "{service} → {provider}: {value} das chamadas são recusadas como malformadas."
    ),
    "{value} of the calls of {service} to {provider} are refused as malformed.": (
        "{value} das chamadas de {service} a {provider} são recusadas como malformadas."
    ),
    "{service} calling {provider}: {value} of the calls are refused as too large.": (
        "{service} → {provider}: {value} das chamadas são recusadas por serem grandes demais."
    ),
    "{value} of the calls of {service} to {provider} are refused as too large.": (
        "{value} das chamadas de {service} a {provider} são recusadas por serem grandes demais."
    ),
    "{service} calling {provider}: {value} of the calls ask for what the model or API version lacks.": (
        "{service} → {provider}: {value} das chamadas pedem o que o modelo ou a versão da API não tem."
    ),
    "{value} of the calls of {service} to {provider} ask for what the model or API version lacks.": (
        "{value} das chamadas de {service} a {provider} pedem o que o modelo ou a versão da API não tem."
    ),
    "{service} calling {provider}: {value} of the calls ask for a model or resource that is not there.": (
        "{service} → {provider}: {value} das chamadas pedem um modelo ou recurso que não existe."
    ),
    "{value} of the calls of {service} to {provider} ask for a model or resource that is not there.": (
        "{value} das chamadas de {service} a {provider} pedem um modelo ou recurso que não existe."
    ),
    "{service} calling {provider}: {value} of the calls get an unusable answer.": (
        "{service} → {provider}: {value} das chamadas recebem uma resposta inutilizável."
    ),
    "{value} of the calls of {service} to {provider} get an unusable answer.": (
        "{value} das chamadas de {service} a {provider} recebem uma resposta inutilizável."
    ),
    "{service} calling {provider}: {value} of the calls run into a time limit.": (
        "{service} → {provider}: {value} das chamadas esbarram em um limite de tempo."
    ),
    "{value} of the calls of {service} to {provider} run into a time limit.": (
        "{value} das chamadas de {service} a {provider} esbarram em um limite de tempo."
    ),
    "{service} calling {provider}: {value} of the calls do not reach the provider.": (
        "{service} → {provider}: {value} das chamadas não chegam ao provedor."
    ),
    "{value} of the calls of {service} to {provider} do not reach the provider.": (
        "{value} das chamadas de {service} a {provider} não chegam ao provedor."
    ),
    "{service} calling {provider}: {value} of the calls are refused by the SDK before they are sent.": (
        "{service} → {provider}: {value} das chamadas são recusadas pelo SDK antes de serem enviadas."
    ),
    "{value} of the calls of {service} to {provider} are refused by the SDK before they are sent.": (
        "{value} das chamadas de {service} a {provider} são recusadas pelo SDK antes de serem enviadas."
    ),
    "{service} calling {provider}: {value} of the calls fail as overloaded or internal.": (
        "{service} → {provider}: {value} das chamadas falham como overloaded ou internal."
    ),
    "{value} of the calls of {service} to {provider} fail as overloaded or internal.": (
        "{value} das chamadas de {service} a {provider} falham como overloaded ou internal."
    ),
    "{service} calling {provider}: {value} of the calls fail by the provider's fault.": (
        "{service} → {provider}: {value} das chamadas falham por culpa do provedor."
    ),
    (
        "{value} of the calls of {service} to {provider} fail by the provider's fault; its error budget allows "
        "{budget}."
    ): (
        "{value} das chamadas de {service} a {provider} falham por culpa do provedor; o orçamento de erro permite "
        "{budget}."
    ),
    "{service} calling {provider}: {value} of the calls are blocked, far more than yesterday.": (
        "{service} → {provider}: {value} das chamadas são bloqueadas, muito mais do que ontem."
    ),
    (
        "In the last hour {value} of the calls of {service} to {provider} were blocked, more than {factor} times the "
        "share of the day before."
    ): (
        "Na última hora, {value} das chamadas de {service} a {provider} foram bloqueadas, mais de {factor} vezes o "
        "percentual do dia anterior."
    ),
    "{service} calling {provider}: {value} of the calls are stopped because the answer recites known material.": (
        "{service} → {provider}: {value} das chamadas são interrompidas porque a resposta recita material conhecido."
    ),
    (
        "{value} of the last hour's calls of {service} to {provider} are stopped because the answer recites known "
        "material."
    ): (
        "Na última hora, {value} das chamadas de {service} a {provider} foram interrompidas porque a resposta "
        "recita material conhecido."
    ),
    "{service} calling {provider}: {value} of the calls end at the token limit.": (
        "{service} → {provider}: {value} das chamadas terminam no limite de tokens."
    ),
    "{value} of the last hour's calls of {service} to {provider} end at the token limit.": (
        "Na última hora, {value} das chamadas de {service} a {provider} terminaram no limite de tokens."
    ),
    "{service} calling {provider}: {value} of the calls are given up by the caller.": (
        "{service} → {provider}: {value} das chamadas são abandonadas por quem chama."
    ),
    "{value} of the last hour's calls of {service} to {provider} are given up by the caller.": (
        "Na última hora, {value} das chamadas de {service} a {provider} foram abandonadas por quem chama."
    ),
    "{service} calling {provider}: a daily quota of {model} is almost used up.": (
        "{service} → {provider}: uma cota diária de {model} está quase esgotada."
    ),
    "In the last {day}, {service} used {value} of a daily quota of {model} at {provider}.": (
        "Nas últimas {day}, {service} usou {value} de uma cota diária de {model} em {provider}."
    ),
    "{service} calling {provider}: the prepaid tokens of {model} are almost used up.": (
        "{service} → {provider}: os tokens pré-pagos de {model} estão quase esgotados."
    ),
    (
        "{service} has {value} prepaid tokens of {model} left at {provider}: under {least} of the week's highest "
        "balance, or used up within {hours} hours at this pace."
    ): (
        "Restam a {service} {value} tokens pré-pagos de {model} em {provider}: menos de {least} do maior saldo da "
        "semana, ou esgotados em até {hours} horas neste ritmo."
    ),
    "{service} calling {provider}: {value} of the requests fail and are retried; the calls succeed.": (
        "{service} → {provider}: {value} das requisições falham e são repetidas; as chamadas dão certo."
    ),
    "{value} of the requests of {service} to {provider} fail; retries hide it from the application, for now.": (
        "{value} das requisições de {service} a {provider} falham; por enquanto, as novas tentativas escondem isso da "
        "aplicação."
    ),
    "{service}: no telemetry about its model calls.": "{service}: sem telemetria das chamadas a modelos.",
    "{service} reported its model calls for most of the last day and reports nothing now.": (
        "{service} informou suas chamadas a modelos na maior parte do último dia e agora não informa nada."
    ),
    "Model: {model}.": "Modelo: {model}.",
    "Limit: {limit} ({quota}).": "Limite: {limit} ({quota}).",
    "The daily quota comes back at midnight Pacific time: {time}.": (
        "A cota diária volta à meia-noite do horário do Pacífico: {time}."
    ),
    "The provider asks to wait {seconds} s.": "O provedor pede para esperar {seconds} s.",
    "{share} of the failed requests are {failure_class}.": "{share} das requisições com falha são {failure_class}.",
    "That is {share} of its calls.": "Isso é {share} das chamadas dele.",
    "{provider}: the calls of {value} services began to fail together with {failure_class}.": (
        "{provider}: as chamadas de {value} serviços começaram a falhar juntas com {failure_class}."
    ),
    "The calls of {value} services to {provider} began to fail together with {failure_class}.": (
        "As chamadas de {value} serviços a {provider} começaram a falhar juntas com {failure_class}."
    ),
    "Look for what these services have in common: a key, an account, a limit, a network.": (
        "Procure o que esses serviços têm em comum: uma chave, uma conta, um limite, uma rede."
    ),
    "one class": "uma classe",
    "{provider} fails the calls of {value} services.": "{provider}: falham chamadas de {value} serviços.",
    "{provider} fails at least {least} of the calls of {value} services, by its own fault.": (
        "{provider} falha, por culpa própria, em pelo menos {least} das chamadas de {value} serviços."
    ),
    "Most affected": "Mais afetados",
    "key": "chave",
    "Over": "Encerrado",
    "Dashboard": "Dashboard",
    "many": "muitos",
    "Who answers: {who}.": "Quem responde: {who}.",
    "nobody": "ninguém",
    "Raise the quota or the plan, or move work to another model, before calls are refused.": (
        "Aumente a cota ou o plano, ou passe o trabalho para outro modelo, antes que as chamadas sejam recusadas."
    ),
    "Top up the tokens of this model before calls are refused.": (
        "Recarregue os tokens deste modelo antes que as chamadas sejam recusadas."
    ),
    "a share": "parte",
    "h": "h",
    "min": "min",
}
