"""What alerts say, in Portuguese, by the English text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "{service} calling {provider}: most calls are refused for their credential.": (
        "Chamadas de {service} a {provider}: a maioria é recusada por causa da credencial."
    ),
    "{value} of the calls of {service} to {provider} are refused for their credential.": (
        "{value} das chamadas de {service} a {provider} são recusadas por causa da credencial."
    ),
    "{service} calling {provider}: calls are refused for their credential.": (
        "Chamadas de {service} a {provider}: algumas são recusadas por causa da credencial."
    ),
    "Calls of {service} to {provider} are refused for their credential: {value} in {window}.": (
        "Chamadas de {service} a {provider} são recusadas por causa da credencial: {value} em {window}."
    ),
    "{service} calling {provider}: most calls are not allowed.": (
        "Chamadas de {service} a {provider}: a maioria não é permitida."
    ),
    "{value} of the calls of {service} to {provider} are not allowed.": (
        "{value} das chamadas de {service} a {provider} não são permitidas."
    ),
    "{service} calling {provider}: calls are not allowed.": (
        "Chamadas de {service} a {provider}: algumas não são permitidas."
    ),
    "Calls of {service} to {provider} are not allowed: {value} in {window}.": (
        "Chamadas de {service} a {provider} não são permitidas: {value} em {window}."
    ),
    "{service} calling {provider}: most calls are refused because of money.": (
        "Chamadas de {service} a {provider}: a maioria é recusada por questão de faturamento."
    ),
    "{value} of the calls of {service} to {provider} are refused because of money.": (
        "{value} das chamadas de {service} a {provider} são recusadas por questão de faturamento."
    ),
    "{service} calling {provider}: calls are refused because of money.": (
        "Chamadas de {service} a {provider}: algumas são recusadas por questão de faturamento."
    ),
    "Calls of {service} to {provider} are refused because of money: {value} in {window}.": (
        "Chamadas de {service} a {provider} são recusadas por questão de faturamento: {value} em {window}."
    ),
    "{service} calling {provider}: most calls are refused because a long-window quota is used up.": (
        "Chamadas de {service} a {provider}: a maioria é recusada porque uma cota de janela longa se esgotou."
    ),
    "{value} of the calls of {service} to {provider} are refused because a long-window quota is used up.": (
        "{value} das chamadas de {service} a {provider} são recusadas porque uma cota de janela longa se esgotou."
    ),
    "{service} calling {provider}: calls are refused because a long-window quota is used up.": (
        "Chamadas de {service} a {provider}: algumas são recusadas porque uma cota de janela longa se esgotou."
    ),
    "Calls of {service} to {provider} are refused because a long-window quota is used up: {value} in {window}.": (
        "Chamadas de {service} a {provider} são recusadas porque uma cota de janela longa se esgotou: {value} em "
        "{window}."
    ),
    "{service} calling {provider}: most calls are refused for the place they come from.": (
        "Chamadas de {service} a {provider}: a maioria é recusada por causa do lugar de onde parte."
    ),
    "{value} of the calls of {service} to {provider} are refused for the place they come from.": (
        "{value} das chamadas de {service} a {provider} são recusadas por causa do lugar de onde partem."
    ),
    "{service} calling {provider}: calls are refused for the place they come from.": (
        "Chamadas de {service} a {provider}: algumas são recusadas por causa do lugar de onde partem."
    ),
    "Calls of {service} to {provider} are refused for the place they come from: {value} in {window}.": (
        "Chamadas de {service} a {provider} são recusadas por causa do lugar de onde partem: {value} em {window}."
    ),
    "{service} calling {provider}: most calls fail in a way that the taxonomy does not know.": (
        "Chamadas de {service} a {provider}: a maioria falha de um modo que a taxonomia não conhece."
    ),
    "{value} of the calls of {service} to {provider} fail in a way that the taxonomy does not know.": (
        "{value} das chamadas de {service} a {provider} falham de um modo que a taxonomia não conhece."
    ),
    "{service} calling {provider}: calls fail in a way that the taxonomy does not know.": (
        "Chamadas de {service} a {provider}: algumas falham de um modo que a taxonomia não conhece."
    ),
    "Calls of {service} to {provider} fail in a way that the taxonomy does not know: {value} in {window}.": (
        "Chamadas de {service} a {provider} falham de um modo que a taxonomia não conhece: {value} em {window}."
    ),
    "{service} calling {provider}: most calls are over a short-window limit.": (
        "Chamadas de {service} a {provider}: a maioria excede um limite de janela curta."
    ),
    "{value} of the calls of {service} to {provider} are over a short-window limit.": (
        "{value} das chamadas de {service} a {provider} excedem um limite de janela curta."
    ),
    "{service} calling {provider}: more than a few calls are over a short-window limit.": (
        "Chamadas de {service} a {provider}: várias excedem um limite de janela curta."
    ),
    "{service} calling {provider}: most calls are refused as malformed.": (
        "Chamadas de {service} a {provider}: a maioria é recusada como malformada."
    ),
    "{value} of the calls of {service} to {provider} are refused as malformed.": (
        "{value} das chamadas de {service} a {provider} são recusadas como malformadas."
    ),
    "{service} calling {provider}: more than a few calls are refused as malformed.": (
        "Chamadas de {service} a {provider}: várias são recusadas como malformadas."
    ),
    "{service} calling {provider}: most calls are refused as too large.": (
        "Chamadas de {service} a {provider}: a maioria é recusada por ser grande demais."
    ),
    "{value} of the calls of {service} to {provider} are refused as too large.": (
        "{value} das chamadas de {service} a {provider} são recusadas por serem grandes demais."
    ),
    "{service} calling {provider}: more than a few calls are refused as too large.": (
        "Chamadas de {service} a {provider}: várias são recusadas por serem grandes demais."
    ),
    "{service} calling {provider}: most calls ask for what the model or API version lacks.": (
        "Chamadas de {service} a {provider}: a maioria pede o que o modelo ou a versão da API não tem."
    ),
    "{value} of the calls of {service} to {provider} ask for what the model or API version lacks.": (
        "{value} das chamadas de {service} a {provider} pedem o que o modelo ou a versão da API não tem."
    ),
    "{service} calling {provider}: more than a few calls ask for what the model or API version lacks.": (
        "Chamadas de {service} a {provider}: várias pedem o que o modelo ou a versão da API não tem."
    ),
    "{service} calling {provider}: most calls ask for a model or resource that is not there.": (
        "Chamadas de {service} a {provider}: a maioria pede um modelo ou recurso que não existe."
    ),
    "{value} of the calls of {service} to {provider} ask for a model or resource that is not there.": (
        "{value} das chamadas de {service} a {provider} pedem um modelo ou recurso que não existe."
    ),
    "{service} calling {provider}: more than a few calls ask for a model or resource that is not there.": (
        "Chamadas de {service} a {provider}: várias pedem um modelo ou recurso que não existe."
    ),
    "{service} calling {provider}: most calls get an unusable answer.": (
        "Chamadas de {service} a {provider}: a maioria recebe uma resposta inutilizável."
    ),
    "{value} of the calls of {service} to {provider} get an unusable answer.": (
        "{value} das chamadas de {service} a {provider} recebem uma resposta inutilizável."
    ),
    "{service} calling {provider}: more than a few calls get an unusable answer.": (
        "Chamadas de {service} a {provider}: várias recebem uma resposta inutilizável."
    ),
    "{service} calling {provider}: most calls run into a time limit.": (
        "Chamadas de {service} a {provider}: a maioria esbarra em um limite de tempo."
    ),
    "{value} of the calls of {service} to {provider} run into a time limit.": (
        "{value} das chamadas de {service} a {provider} esbarram em um limite de tempo."
    ),
    "{service} calling {provider}: more than a few calls run into a time limit.": (
        "Chamadas de {service} a {provider}: várias esbarram em um limite de tempo."
    ),
    "{service} calling {provider}: most calls do not reach the provider.": (
        "Chamadas de {service} a {provider}: a maioria não chega ao provedor."
    ),
    "{value} of the calls of {service} to {provider} do not reach the provider.": (
        "{value} das chamadas de {service} a {provider} não chegam ao provedor."
    ),
    "{service} calling {provider}: more than a few calls do not reach the provider.": (
        "Chamadas de {service} a {provider}: várias não chegam ao provedor."
    ),
    "{service} calling {provider}: most calls are refused by the SDK before they are sent.": (
        "Chamadas de {service} a {provider}: a maioria é recusada pelo SDK antes de ser enviada."
    ),
    "{value} of the calls of {service} to {provider} are refused by the SDK before they are sent.": (
        "{value} das chamadas de {service} a {provider} são recusadas pelo SDK antes de serem enviadas."
    ),
    "{service} calling {provider}: more than a few calls are refused by the SDK before they are sent.": (
        "Chamadas de {service} a {provider}: várias são recusadas pelo SDK antes de serem enviadas."
    ),
    "{service} calling {provider}: the provider is down.": (
        "Chamadas de {service} a {provider}: o provedor está fora do ar."
    ),
    "The provider fails {value} of the calls of {service} to {provider} (overloaded or internal).": (
        "{value} das chamadas de {service} a {provider} falham por causa do provedor (overloaded ou internal)."
    ),
    "{service} calling {provider}: the provider uses up its error budget.": (
        "Chamadas de {service} a {provider}: o provedor está consumindo o orçamento de erro."
    ),
    "The provider fails {value} of the calls of {service} to {provider}, where {budget} are budgeted.": (
        "{value} das chamadas de {service} a {provider} falham por causa do provedor; o orçamento permite {budget}."
    ),
    "{service} calling {provider}: far more answers or prompts are blocked than yesterday.": (
        "Chamadas de {service} a {provider}: muito mais bloqueios de respostas ou prompts do que ontem."
    ),
    (
        "In the last hour {value} of the calls of {service} to {provider} were blocked, more than {factor} times the "
        "share of the day before."
    ): (
        "Na última hora, {value} das chamadas de {service} a {provider} foram bloqueadas, mais de {factor} vezes o "
        "percentual do dia anterior."
    ),
    "{service} calling {provider}: many calls are stopped because the answer recites known material.": (
        "Chamadas de {service} a {provider}: muitas são interrompidas porque a resposta recita material conhecido."
    ),
    (
        "In the last hour {value} of the calls of {service} to {provider} are stopped because the answer recites known "
        "material."
    ): (
        "Na última hora, {value} das chamadas de {service} a {provider} foram interrompidas porque a resposta recita "
        "material conhecido."
    ),
    "{service} calling {provider}: many calls end at the token limit.": (
        "Chamadas de {service} a {provider}: muitas terminam no limite de tokens."
    ),
    "In the last hour {value} of the calls of {service} to {provider} end at the token limit.": (
        "Na última hora, {value} das chamadas de {service} a {provider} terminaram no limite de tokens."
    ),
    "{service} calling {provider}: many calls are given up by the caller.": (
        "Chamadas de {service} a {provider}: muitas são abandonadas por quem chama."
    ),
    "In the last hour {value} of the calls of {service} to {provider} are given up by the caller.": (
        "Na última hora, {value} das chamadas de {service} a {provider} foram abandonadas por quem chama."
    ),
    "{service} calling {provider}: a daily quota of {model} is almost used up.": (
        "Chamadas de {service} a {provider}: uma cota diária de {model} está quase esgotada."
    ),
    "In the last {day} {service} to {provider} used {value} of a daily quota of {model}.": (
        "Em {day}, {service} usou {value} de uma cota diária de {model} em {provider}."
    ),
    "{service} calling {provider}: the prepaid tokens of {model} are almost used up.": (
        "Chamadas de {service} a {provider}: os tokens pré-pagos de {model} estão quase esgotados."
    ),
    (
        "{value} tokens of {model} are left for {service} to {provider}: under {least} of the week's highest balance, "
        "or used up within {hours} hours at this pace."
    ): (
        "Restam {value} tokens de {model} para {service} em {provider}: menos de {least} do maior saldo da semana, ou "
        "esgotados em até {hours} horas neste ritmo."
    ),
    "{service} calling {provider}: many requests fail and are retried, although the calls succeed.": (
        "Chamadas de {service} a {provider}: muitas requisições falham e são repetidas, embora as chamadas deem certo."
    ),
    "{value} of the requests of {service} to {provider} fail; retries hide it from the application, for now.": (
        "{value} das requisições de {service} a {provider} falham; por enquanto, as novas tentativas escondem isso da "
        "aplicação."
    ),
    "{service}: no telemetry about its model calls.": "{service}: sem telemetria das chamadas a modelos.",
    "{service} reported its model calls for most of the last day and reports nothing now.": (
        "{service} informou suas chamadas a modelos na maior parte do último dia e agora não informa nada."
    ),
}
