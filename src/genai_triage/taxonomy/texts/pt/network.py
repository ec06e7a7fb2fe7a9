"""What to do about failures without an answer, by the cause's id, in Brazilian Portuguese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FIXES: Final[Mapping[str, str]] = {
    "network.tls_untrusted": "Informe ao cliente o certificado raiz do seu proxy ou da sua empresa (SSL_CERT_FILE); "
    "`openssl s_client -connect HOST:443 -showcerts` mostra quem assinou o certificado recebido.",
    "network.tls_failed": "Verifique o proxy, o firewall e a VPN no caminho até o host e a porta (`openssl s_client "
    "-connect HOST:443` mostra quem responde): o handshake TLS foi interrompido.",
    "network.tls_not_spoken": "Corrija a porta ou o esquema (`https://` na URL base, `http://` em HTTPS_PROXY): o que "
    "responde ali não fala TLS.",
    "network.tls_settings": "Atualize o OpenSSL e o proxy ou gateway no caminho até que os dois lados tenham em comum "
    "uma versão do TLS e cifras: `openssl s_client -connect HOST:443` mostra o que o outro lado oferece.",
    "network.dns": "Verifique o nome do host na URL base e o DNS desta máquina (`getent hosts HOST`): o nome não é "
    "resolvido.",
    "network.connect_timeout": "Libere o caminho até o host e a porta da URL base no firewall e na VPN (confira com "
    "`curl -v`): a conexão nunca é respondida.",
    "network.refused": "Verifique o host e a porta da URL base e do proxy (HTTPS_PROXY): não há nada escutando ali.",
    "network.unreachable": "Verifique a rede, a VPN e as rotas IPv6 desta máquina: não há caminho até o host.",
    "network.proxy": "Verifique o host, a porta e o login em HTTPS_PROXY e peça à administração do proxy que libere o "
    "host da API: o proxy recusou a conexão.",
    "network.stream_cut": "Tente de novo e verifique proxies que fecham conexões longas: a resposta foi interrompida "
    "antes do fim.",
    "network.reset": "Tente de novo e verifique firewalls e proxies no caminho: a conexão foi reiniciada.",
    "network.connect_failed": "Verifique a URL base, o DNS, o proxy e o firewall: não se estabeleceu conexão com o "
    "host.",
    "network.read_timeout": "Aumente o timeout de leitura do cliente ou receba a resposta por streaming: o serviço "
    "demorou mais do que o cliente espera.",
    "network.write_timeout": "Aumente o timeout de escrita do cliente ou envie uma requisição menor: o envio demorou "
    "demais.",
    "network.pool_timeout": "Aumente os limites de conexões do cliente ou faça menos chamadas ao mesmo tempo: todas as "
    "conexões do pool estavam ocupadas.",
    "network.timeout": "Aumente o timeout do cliente ou encurte a tarefa: a chamada demorou mais do que o cliente "
    "espera.",
    "network.live_handshake": "Verifique a URL base e se os proxies no caminho deixam passar WebSockets: o handshake "
    "não teve resposta da API Live.",
    "network.unusable_stream": "Faça a mesma chamada sem streaming e leia o que ela retorna: veio JSON no lugar do "
    "fluxo de eventos pedido.",
    "network.unparsable": "Chame a URL base com `curl -i` deste host para ver quem responde: veio uma página, ou texto "
    "corrompido, no lugar de JSON, do serviço ou de um proxy na frente dele.",
    "network.transport": "Tente de novo e veja no texto da exceção o que falhou entre esta máquina e o serviço.",
    "network.tls_expired": "Verifique primeiro o relógio desta máquina, depois de quem é o certificado que expirou "
    "(`openssl s_client -connect HOST:443 | openssl x509 -noout -dates`): do host, de um proxy ou um do seu bundle de "
    "CAs.",
    "network.tls_hostname": "Corrija o host na URL base, ou o proxy que responde por ele: o certificado é de outro "
    "nome (`openssl s_client -connect HOST:443 | openssl x509 -noout -ext subjectAltName`).",
    "network.tls_client_refused": "Envie um certificado de cliente em que o outro lado confie e que não tenha expirado "
    "(`openssl x509 -in cert.pem -noout -issuer -dates`): ele recusou o enviado, ou nenhum foi enviado.",
    "network.tls_client_refused@gigachat": "Passe o certificado de cliente emitido pelo Sber em `cert_file` e a chave "
    "dele em `key_file` (`openssl x509 -in cert.pem -noout -issuer -dates`): o serviço recusou o enviado, ou nenhum "
    "foi enviado.",
    "client.tls_key_pair": "Passe um certificado e uma chave privada que formem um par: `openssl x509 -in cert.pem "
    "-noout -pubkey` e `openssl pkey -in key.pem -pubout` devem imprimir o mesmo.",
    "client.tls_key_pair@gigachat": "Passe um `cert_file` e um `key_file` que formem um par: `openssl x509 -in "
    "cert.pem -noout -pubkey` e `openssl pkey -in key.pem -pubout` devem imprimir o mesmo.",
    "client.tls_password": "Passe a senha da chave privada, ou remova-a com `openssl pkey -in key.pem -out plain.pem`: "
    "a senha atual não abre a chave.",
    "client.tls_password@gigachat": "Passe a senha da chave privada em `key_file_password`, ou remova-a com `openssl "
    "pkey -in key.pem -out plain.pem`: a senha atual não abre a chave.",
    "client.tls_file": "Substitua o certificado, a chave ou o bundle de CAs por um que `openssl x509 -in FILE -noout "
    "-subject` consiga ler: precisa ser PEM, estar completo e no caminho informado.",
    "network.tls_untrusted@gigachat": "Passe a Russian Trusted Root CA em `ca_bundle_file` (GIGACHAT_CA_BUNDLE_FILE), "
    "junto com a raiz do seu proxy se houver um: quem assinou o certificado não é confiável aqui.",
    "network.tls_untrusted_grpc": "Informe ao gRPC o certificado raiz do seu proxy ou da sua empresa "
    "(GRPC_DEFAULT_SSL_ROOTS_FILE_PATH ou `ssl_channel_credentials`): ele não lê SSL_CERT_FILE.",
    "network.tls_untrusted_grpc@gigachat": "Passe a Russian Trusted Root CA a `grpc.ssl_channel_credentials`, ou "
    "defina GRPC_DEFAULT_SSL_ROOTS_FILE_PATH com o arquivo dela: o gRPC não lê SSL_CERT_FILE.",
    "network.connect_timeout@gigachat": "Libere no firewall e na VPN o caminho até a porta 443 e, para tokens, até a "
    "9443 (ngw.devices.sberbank.ru): a conexão nunca é respondida.",
}
