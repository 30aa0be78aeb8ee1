"""An authority of one's own, and certificates good and bad from it, made by the openssl that every system has."""

from __future__ import annotations

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

_AUTHORITY = """
[ca]
default_ca = own
[own]
database = {folder}/index
new_certs_dir = {folder}
certificate = {folder}/ca.pem
private_key = {folder}/ca.key
default_md = sha256
policy = any
rand_serial = yes
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
"""


def _openssl(*words: str) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)


@dataclass(frozen=True)
class Authority:
    """A folder with the authority's key and certificate, and those that it signed."""

    folder: Path

    @classmethod
    def new(cls, folder: Path) -> Authority:
        (folder / "index").touch()
        (folder / "ca.conf").write_text(_AUTHORITY.format(folder=folder), encoding="utf-8")
        made = cls(folder)
        made.self_signed("ca", "Kabar test authority")
        return made

    def self_signed(self, name: str, subject: str) -> None:
        _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                 "-subj", f"/CN={subject}", "-keyout", self._file(f"{name}.key"), "-out", self._file(f"{name}.pem"),
                 "-addext", "subjectAltName=IP:127.0.0.1")  # fmt: skip

    def signed(self, name: str, alternative: str, start: str, end: str) -> None:
        """Sign a certificate for a name (`IP:...`, `DNS:...`) and a time (`YYYYMMDDHHMMSSZ`)."""
        _openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={name}",
                 "-keyout", self._file(f"{name}.key"), "-out", self._file(f"{name}.csr"),
                 "-addext", f"subjectAltName={alternative}")  # fmt: skip
        _openssl("ca", "-batch", "-config", self._file("ca.conf"), "-startdate", start, "-enddate", end,
                 "-in", self._file(f"{name}.csr"), "-out", self._file(f"{name}.pem"), "-notext")  # fmt: skip

    def server(self, name: str) -> ssl.SSLContext:
        """Give what a server needs to show a certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._file(f"{name}.pem"), self._file(f"{name}.key"))
        return context

    def client(self) -> ssl.SSLContext:
        """Give what a client needs to trust the authority, and nobody else."""
        return ssl.create_default_context(cafile=self._file("ca.pem"))

    def _file(self, name: str) -> str:
        return str(self.folder / name)
