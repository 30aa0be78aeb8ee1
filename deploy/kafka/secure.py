"""A broker that asks who is there: TLS, passwords (SCRAM-SHA-512) and access control, for tests and as an example.

It makes an authority of its own and three certificates with openssl: the broker's, the administrator's and one of a
client that shows no password. Everything is in the PEM form that Kafka and Kabar both read.
"""

# ruff: noqa: S603, S607 - a part of the script beside it; it starts openssl.
from __future__ import annotations

import secrets
import shutil
import ssl
import subprocess
from pathlib import Path

NAMES = ("broker", "admin", "kabar")
DAYS = "3650"

PROPERTIES = """\
listener.security.protocol.map=SASL_SSL:SASL_SSL,SSL:SSL,CONTROLLER:SSL
listeners=SASL_SSL://127.0.0.1:{port},SSL://127.0.0.1:{own},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=SASL_SSL://127.0.0.1:{port},SSL://127.0.0.1:{own}
inter.broker.listener.name=SSL
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=\
org.apache.kafka.common.security.scram.ScramLoginModule required;
ssl.keystore.type=PEM
ssl.keystore.location={folder}/tls/broker.both.pem
ssl.truststore.type=PEM
ssl.truststore.location={folder}/tls/ca.pem
listener.name.ssl.ssl.client.auth=required
listener.name.controller.ssl.client.auth=required
ssl.principal.mapping.rules=RULE:^CN=([^,]+).*$/$1/
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=false
super.users=User:broker;User:admin
"""

ADMIN = """\
bootstrap.servers=127.0.0.1:{port}
security.protocol=SASL_SSL
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="admin" password="{password}";
ssl.truststore.type=PEM
ssl.truststore.location={folder}/ca.pem
"""


class Unstartable(Exception):
    """The broker cannot be started; the text says why and what would help."""


def prepare(folder: Path, port: int, users: list[str]) -> tuple[list[str], ssl.SSLContext]:
    """Make what is missing; gives what the first format of the records needs, and a way in for the broker's own question."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if not (folder / "ca.pem").exists():
        _authority(folder)
        for name in NAMES:
            _certificate(folder, name)
        _write(folder / "admin.password", secrets.token_hex(16))
    password = (folder / "admin.password").read_text()
    _write(folder / "admin.properties", ADMIN.format(port=port, password=password, folder=folder))
    door = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    door.load_cert_chain(folder / "admin.pem", folder / "admin.key")

    known = [f"admin:{password}", *users]
    named = [
        f"SCRAM-SHA-512=[name={name},password={word}]" for name, _, word in (each.partition(":") for each in known)
    ]

    return [part for each in named for part in ("--add-scram", each)], door


def _authority(folder: Path) -> None:
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", str(folder / "ca.key")]
    _openssl("req", "-x509", *key, "-days", DAYS, "-subj", "/CN=kabar-kafka-ca", "-out", str(folder / "ca.pem"))


def _certificate(folder: Path, name: str) -> None:
    """Let the authority sign a key of that name; Kafka wants key and certificate in one file."""
    key, asked, signed, more = (folder / f"{name}{ending}" for ending in (".key", ".csr", ".pem", ".ext"))
    new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", str(key)]
    _openssl("req", "-new", *new, "-subj", f"/CN={name}", "-out", str(asked))
    more.write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth\n")
    by = ["-CA", str(folder / "ca.pem"), "-CAkey", str(folder / "ca.key"), "-CAcreateserial"]
    _openssl("x509", "-req", "-in", str(asked), *by, "-days", DAYS, "-extfile", str(more), "-out", str(signed))
    _write(folder / f"{name}.both.pem", key.read_text() + signed.read_text())


def _openssl(*words: str) -> None:
    if shutil.which("openssl") is None:
        raise Unstartable("openssl is missing (Debian: apt-get install openssl).")
    done = subprocess.run(["openssl", *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Unstartable(f"openssl could not make a certificate:\n{done.stderr[-2000:]}")


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)
