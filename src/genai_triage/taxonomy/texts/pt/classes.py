"""What each class of failure means, in one or two sentences, in Brazilian Portuguese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CLASSES: Final[Mapping[str, str]] = {
    "auth": "A credencial está ausente, malformada, desconhecida, expirada, revogada, vazada ou é do tipo errado, ou o "
    "escopo dela não corresponde.",
    "permission": "A credencial é conhecida, mas não tem permissão para isto: API não ativada, chave restrita, IAM, "
    "projeto bloqueado, modelo fora do plano.",
    "billing": "Dinheiro: pagamento exigido, faturamento desativado, tokens pré-pagos ou crédito esgotados, limite de "
    "gastos atingido, nível sem custo financeiro não oferecido.",
    "quota": "Uma cota de janela longa se esgotou (por dia ou mais), ou o limite do plano para este modelo é 0.",
    "rate_limit": "Um limite de janela curta: requisições ou tokens por minuto, requisições paralelas.",
    "region": "A API não é oferecida no lugar de onde parte a chamada.",
    "invalid_request": "A requisição está malformada, ou um parâmetro está ausente ou fora do intervalo.",
    "too_large": "O prompt, o contexto ou o payload é maior do que o permitido.",
    "unsupported": "Este modelo ou esta versão da API não tem o recurso pedido.",
    "not_found": "Modelo, arquivo, cache ou outro recurso desconhecido ou descontinuado.",
    "safety": "Prompt ou resposta bloqueados por um filtro de segurança, lista de bloqueio, conteúdo proibido, dados "
    "pessoais, idioma ou política.",
    "recitation": "A resposta foi interrompida porque recita material conhecido.",
    "truncated": "A resposta terminou no limite de tokens.",
    "malformed_output": "O modelo ou o serviço respondeu com algo inutilizável: chamada de ferramenta malformada, "
    "nenhum candidato, resposta vazia, corpo que não pode ser interpretado.",
    "overloaded": "O provedor está sem capacidade agora: 503, 429 de capacidade compartilhada.",
    "internal": "500, 502 e outras falhas do servidor.",
    "timeout": "Um prazo ou o limite de tempo de um gateway passou, no servidor ou no cliente.",
    "network": "DNS, conexão, TLS, conexão reiniciada, stream cortado.",
    "cancelled": "Quem chama desistiu da chamada.",
    "client": "O SDK recusou a chamada antes de enviar qualquer requisição.",
    "unclassified": "Nada na taxonomia se aplica: falta uma linha nela.",
}
