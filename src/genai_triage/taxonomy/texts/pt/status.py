"""What to do about answers known by their status alone, by the cause's id, in Brazilian Portuguese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {
    "status.unauthenticated": "Substitua a credencial da requisição por uma válida do serviço na URL base: ela não foi "
    "aceita.",
    "status.network_login": "Faça login na rede que esta máquina usa (um portal ou proxy o exige) e chame de novo: a "
    "requisição nem chegou ao serviço.",
    "status.payment_required": "Regularize a conta, ou recarregue o saldo dela, no serviço que a URL base indica.",
    "status.permission_denied": "Dê a esta credencial permissão para a chamada no serviço que a URL base indica: ela é "
    "conhecida lá, mas não pode fazer isto.",
    "status.legal_block": "Faça a chamada de um lugar em que o serviço possa ser oferecido: a resposta diz que a lei o "
    "proíbe aqui.",
    "status.not_found": "Corrija o caminho da URL ou o nome do recurso: nada foi encontrado ali.",
    "status.too_many_requests": "Espere o tempo que a resposta indica, ou um minuto, e envie menos requisições: o "
    "serviço as limita.",
    "status.too_large": "Envie uma requisição menor: o corpo, a URL ou os cabeçalhos excedem um limite.",
    "status.unsupported": "Use um método, uma versão de protocolo e uma versão da API que o serviço implemente.",
    "status.conflict": "Envie a requisição de novo: ela colidiu com outra alteração.",
    "status.already_exists": "Use o recurso existente ou outro nome: já existe um com este nome.",
    "status.bad_request": "Corrija a requisição conforme a referência da API do serviço: ela foi recusada como "
    "malformada.",
    "status.redirected": "Corrija a URL base: o serviço responde com um redirecionamento que o cliente não segue.",
    "status.request_timeout": "Aumente o timeout do cliente, ou envie uma requisição menor: ela não chegou a tempo.",
    "status.cancelled": "Nada a corrigir se a própria aplicação desistiu da chamada.",
    "status.unavailable": "Tente de novo com backoff exponencial: o serviço está sem capacidade agora.",
    "status.no_response": "Tente de novo e leia o log do nginx na frente do serviço: ele fechou a conexão sem "
    "responder.",
    "status.server_error": "Tente de novo com backoff exponencial; se persistir, relate o problema ao provedor.",
    "status.rpc_failed": "Relate o status ao provedor: nenhuma versão do gRPC o define.",
    "status.connection_closed": "Conecte de novo; o WebSocket foi fechado com um código que nenhuma página descreve.",
    "status.unclassified": "Execute `genai-triage explain` no log da própria aplicação e informe aos mantenedores "
    "do genai-triage os fatos sem segredos que ele mostra, sem prompts; `triage.findings` também tem o que se sabe "
    "da falha (quem respondeu, status, exceção).",
}
