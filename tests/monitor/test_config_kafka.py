"""The proofs of who Kabar is, which lie in files: what is read, and what is said of files that are wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from monitor import config
from monitor.config import Config, Kafka
from monitor.errors import ConfigInvalid

USER = {"security_protocol": "SASL_SSL", "username": "desk", "password_file": "password"}
OWN = {"security_protocol": "SSL", "cert_file": "cert.pem", "key_file": "key.pem"}


def told(folder: Path, **settings: Any) -> list[str]:
    kafka = config.kafka.placed(Kafka(**settings), folder)
    with pytest.raises(ConfigInvalid) as refused:
        config.check_files(Config(kafka=kafka, path=Path("kabar.yaml")))
    return [mistake.replace(f"{folder}/", "") for mistake in refused.value.mistakes]


def test_a_password_is_read_without_the_end_of_its_line(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("canary\n")
    access = config.kafka.access(config.kafka.placed(Kafka(**USER), tmp_path))  # type: ignore[arg-type]  # Any of them.

    assert access.password == "canary"
    assert "canary" not in repr(access)
    assert access.tls.check_hostname


def test_a_broker_that_asks_for_nothing_is_shown_nothing() -> None:
    access = config.kafka.access(Kafka())

    assert (access.password, access.tls) == ("", None)


@pytest.mark.parametrize(
    ("files", "settings", "expected"),
    [
        ({}, USER, ["kafka.password_file: password: No such file or directory"]),
        ({"password": " \n"}, USER, ["kafka.password_file: password: is empty"]),
        (
            {"password": "p", "ca.pem": "no certificate"},
            USER | {"ca_file": "ca.pem"},
            ["kafka.ca_file: ca.pem: holds no certificate in PEM form"],
        ),
        ({}, USER | {"ca_file": "ca.pem"}, ["kafka.password_file: password: ", "kafka.ca_file: ca.pem: "]),
        (
            {"cert.pem": "a", "key.pem": "b"},
            OWN,
            ["kafka: cert_file and key_file: do not belong together, are no PEM files, or the key has a passphrase"],
        ),
        ({"key.pem": "b"}, OWN, ["kafka.cert_file: cert.pem: No such file or directory"]),
    ],
)
def test_each_file_that_cannot_be_used_is_named(
    tmp_path: Path, files: dict[str, str], settings: dict[str, Any], expected: list[str]
) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    said = told(tmp_path, **settings)

    assert len(said) == len(expected)
    assert all(line.startswith(f"kabar.yaml: {start}") for line, start in zip(said, expected, strict=True))
