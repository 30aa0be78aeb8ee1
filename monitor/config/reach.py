"""Where the service of a configuration file can be reached, read without judging the rest of it: that may be wrong just now."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from monitor.config import texts
from monitor.config.shape import Web
from monitor.errors import ConfigInvalid
from monitor.text import marked


def web(path: Path) -> Web:
    """Read the section `web`; what is left out or misshapen there counts as its default.

    Raises:
        ConfigInvalid: the file cannot be read as YAML.
    """
    document = marked.read(texts.text(path))
    if document.mistakes and document.value is None:
        raise ConfigInvalid(tuple(f"{path}:{each.line or 1}: {each.what}" for each in document.mistakes))
    section = document.value.get("web") if isinstance(document.value, dict) else None
    given = section if isinstance(section, dict) else {}
    kinds = {each.name: type(each.default) for each in fields(Web)}
    known = {name: given[name] for name, kind in kinds.items() if isinstance(given.get(name), kind)}
    if token_file := known.get("token_file"):
        known["token_file"] = str(path.absolute().parent / token_file)

    return Web(**known)
