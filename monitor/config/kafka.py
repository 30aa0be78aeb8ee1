"""What the configuration may say about a Kafka broker, and the proofs of who Kabar is, which lie in files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from monitor.errors import ConfigInvalid

FILES = ("password_file", "ca_file", "cert_file", "key_file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kafka:
    """How Kabar works with a Kafka broker; nothing here counts on the embedded one."""

    session: float = field(
        default=20.0,
        metadata={"description": "Seconds after which a silent worker's partitions go to others.", "ge": 6, "le": 300},
    )
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = field(
        default="PLAINTEXT",
        metadata={"description": "`SASL_SSL` for a user with a password over TLS, `SSL` for TLS alone."},
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = field(
        default="SCRAM-SHA-512", metadata={"description": "How the password is shown; SCRAM never sends it."}
    )
    username: str = field(default="", metadata={"description": "Name of the user; needs a SASL protocol."})
    password_file: str = field(default="", metadata={"description": "File that holds the user's password."})
    ca_file: str = field(
        default="", metadata={"description": "PEM file of who signed the broker's certificate; else the system's own."}
    )
    cert_file: str = field(
        default="", metadata={"description": "PEM file of Kabar's own certificate, where asked for."}
    )
    key_file: str = field(default="", metadata={"description": "PEM file of its key, without a passphrase."})

    def __post_init__(self) -> None:
        """Refuse what can never work, all of it in one message."""
        mistakes = [*_about_user(self), *_about_tls(self)]
        if mistakes:
            raise ValueError("; ".join(mistakes))

    @property
    def uses_sasl(self) -> bool:
        """Whether a user and a password are shown."""
        return self.security_protocol.startswith("SASL_")

    @property
    def uses_tls(self) -> bool:
        """Whether the connection is encrypted."""
        return self.security_protocol.endswith("SSL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a client shows to a broker; `tls` is an `ssl.SSLContext`."""

    settings: Kafka
    password: str = field(default="", repr=False)
    tls: Any = None


def placed(kafka: Kafka, folder: Path) -> Kafka:
    """Make the paths absolute: relative ones start at the configuration file."""
    named: dict[str, Any] = {name: str(folder / getattr(kafka, name)) for name in FILES if getattr(kafka, name)}

    return replace(kafka, **named)


def access(kafka: Kafka) -> Access:
    """Read password and certificates from their files.

    Raises:
        ConfigInvalid: with one line for each file that cannot be used.
    """
    mistakes: list[str] = []
    found: dict[str, Any] = {}
    for name, read in (("password", _password), ("tls", _tls)):
        try:
            found[name] = read(kafka)
        except ConfigInvalid as error:
            mistakes += error.mistakes
    if mistakes:
        raise ConfigInvalid(tuple(mistakes))

    return Access(settings=kafka, **found)


def _password(kafka: Kafka) -> str:
    if not kafka.uses_sasl:
        return ""
    password = _text(kafka, "password_file").strip()
    if not password:
        raise ConfigInvalid((f"kafka.password_file: {kafka.password_file}: is empty",))

    return password


def _tls(kafka: Kafka) -> Any:
    if not kafka.uses_tls:
        return None
    import ssl  # noqa: PLC0415 - help must be quick, and few brokers need it

    try:
        context = ssl.create_default_context(cadata=_text(kafka, "ca_file") if kafka.ca_file else None)
    except ssl.SSLError as error:
        raise ConfigInvalid((f"kafka.ca_file: {kafka.ca_file}: holds no certificate in PEM form",)) from error
    if kafka.cert_file:
        _text(kafka, "cert_file"), _text(kafka, "key_file")
        try:
            context.load_cert_chain(kafka.cert_file, kafka.key_file, password=_no_passphrase)
        except (ssl.SSLError, ValueError) as error:
            what = "do not belong together, are no PEM files, or the key has a passphrase"
            raise ConfigInvalid((f"kafka: cert_file and key_file: {what}",)) from error

    return context


def _no_passphrase() -> str:
    """Nobody is there to type one."""
    raise ValueError("the key has a passphrase")


def _text(kafka: Kafka, name: str) -> str:
    path = getattr(kafka, name)
    try:
        return Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ConfigInvalid((f"kafka.{name}: {path}: is not text; give a PEM file",)) from error
    except OSError as error:
        raise ConfigInvalid((f"kafka.{name}: {path}: {error.strerror}",)) from error


def _about_user(kafka: Kafka) -> list[str]:
    if kafka.uses_sasl:
        missing = [name for name in ("username", "password_file") if not getattr(kafka, name)]
        return [f"{name}: is missing, and {kafka.security_protocol} needs it" for name in missing]
    named = [name for name in ("username", "password_file") if getattr(kafka, name)]

    return [f"{name}: has no use with {kafka.security_protocol}, write security_protocol: SASL_SSL" for name in named]


def _about_tls(kafka: Kafka) -> list[str]:
    if not kafka.uses_tls:
        named = [name for name in ("ca_file", "cert_file", "key_file") if getattr(kafka, name)]
        return [f"{name}: has no use with {kafka.security_protocol}, write SSL or SASL_SSL" for name in named]
    if bool(kafka.cert_file) == bool(kafka.key_file):
        return []
    given, missing = ("cert_file", "key_file") if kafka.cert_file else ("key_file", "cert_file")

    return [f"{missing}: is missing, and {given} needs it"]
