"""The configuration: what it takes, and what it says against mistakes."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given as law
from hypothesis import strategies as st

from monitor import config
from monitor.alerts.settings import Match
from monitor.alerts.sinks.settings import Sink
from monitor.config import check, shape
from monitor.config import secret as files
from monitor.config.listed import Listed, listed
from monitor.errors import ConfigInvalid
from monitor.models import EntityKind, Story
from tests.monitor import reference

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "deploy/kabar.example.yaml"
SCHEMA = ROOT / "deploy/kabar.schema.json"
MISTAKES = sorted((Path(__file__).parent / "mistakes").glob("*.yaml"))
STORIES = "stories:\n  - {id: strait, about: {core: [Arda, Belmar]}}\n"
HOOK = "sinks:\n  - {id: hook, webhook: {url: 'https://a.example/hook', secret_file: secret}}\n"


@pytest.fixture
def written(tmp_path: Path) -> Any:
    """Write a configuration and load it."""

    def write(text: str | bytes) -> config.Config:
        path = tmp_path / "kabar.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return config.load(path)

    return write


def mistakes_of(path: Path) -> list[str]:
    with pytest.raises(ConfigInvalid) as refused:
        config.load(path)
    return [mistake.removeprefix(f"{path}:") for mistake in refused.value.mistakes]


def answer(path: Path) -> tuple[str, ...]:
    try:
        config.load(path)
    except ConfigInvalid as refused:
        return refused.mistakes
    return ("taken",)


# Mistakes


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_a_mistake_is_told_with_its_line_key_and_hint(path: Path) -> None:
    """Each file is named after its mistake, and begins with what is said about it."""
    expected = re.findall(r"^# expect: (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert expected == mistakes_of(path)


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_a_mistake_never_repeats_a_secret(path: Path) -> None:
    assert "canary" not in "".join(mistakes_of(path))


def test_there_are_more_than_forty_files_of_mistakes() -> None:
    assert len(MISTAKES) > 40


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "1: is empty; start from deploy/kabar.example.yaml"),
        (b"stories: \xff\xfe", "1: is not UTF-8 (byte 9); save it as UTF-8"),
        (b"id: a\x00b", "1: is no YAML: special characters are not allowed"),
        (b"[" * 3000, "1: is nested too deeply"),
        (b"a: &a [*a]\n", "1: is nested too deeply"),
    ],
)
def test_a_file_that_is_no_configuration_gets_one_clear_line(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "kabar.yaml"
    path.write_bytes(content)

    assert mistakes_of(path)[0].startswith(said)


def test_a_missing_file_and_a_folder_each_get_one_clear_line(tmp_path: Path) -> None:
    assert mistakes_of(tmp_path / "nowhere.yaml") == ["1: there is no such file"]
    assert mistakes_of(tmp_path) == ["1: is a folder; give a file"]


def test_a_file_in_a_place_that_is_no_folder_gets_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert mistakes_of(tmp_path / "file" / "kabar.yaml") == ["1: cannot be read (NotADirectoryError)"]


SCALARS = st.none() | st.booleans() | st.integers(-5, 99999) | st.text(max_size=8)
KEYS = st.sampled_from([each.name for each in fields(shape.File)]) | st.text(max_size=6)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            KEYS
            | st.sampled_from(
                [
                    "url",
                    "opml",
                    "every",
                    "about",
                    "core",
                    "need",
                    "watch",
                    "known",
                    "to",
                    "match",
                    "story",
                    "slack",
                    "webhook",
                    "file",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@law(st.dictionaries(KEYS, VALUES, max_size=5))
def test_no_file_whatever_is_in_it_causes_anything_but_mistakes(tmp_path_factory: Any, content: dict[str, Any]) -> None:
    path = tmp_path_factory.mktemp("law") / "kabar.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8", errors="surrogatepass")
    said = answer(path)

    assert said
    assert all(re.match(rf"{re.escape(str(path))}:\d+: ", each) for each in said if each != "taken")


# What it takes


def test_the_example_is_taken() -> None:
    found = config.load(EXAMPLE)

    assert [story.id for story in found.stories] == ["gaza-hostages"]
    assert [sink.kind for sink in found.sinks] == ["stdout", "file"]
    config.check_files(found)


def test_what_is_commented_out_in_the_example_is_taken_too(tmp_path: Path) -> None:
    text = re.sub(r"^( *)# (-|  -|entities:)", r"\1\2", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (tmp_path / "feeds.opml").write_text(
        '<opml version="2.0"><body><outline xmlUrl="https://c.example/rss"/></body></opml>', encoding="utf-8"
    )
    path = tmp_path / "kabar.yaml"
    path.write_text(text, encoding="utf-8")
    found = config.load(path)

    assert [sink.kind for sink in found.sinks] == ["stdout", "file", "webhook", "slack"]
    assert found.feeds[0].url == "https://c.example/rss"
    assert found.entities[0].kind is EntityKind.PERSON


def test_one_story_is_enough(written: Any) -> None:
    found = written(STORIES)

    assert found.stories == (Story(id="strait", name="strait", core=("Arda", "Belmar")),)
    assert (found.id, found.broker, found.language, found.partitions) == ("kabar", "sqlite:///kabar.db", "en", 4)
    assert (found.web.host, found.web.port, found.feeds, found.routes) == ("127.0.0.1", 6066, (), ())
    assert found.path.is_absolute()


def test_the_defaults_of_a_configuration_in_code_are_those_of_a_file() -> None:
    code = {each.name: each.default for each in fields(config.Config) if isinstance(each.default, str | int)}
    file = {each.name: each.default for each in fields(shape.File) if isinstance(each.default, str | int)}

    assert code == file


def test_an_empty_section_is_as_good_as_none(written: Any) -> None:
    assert written(STORIES + "feeds:\nsinks:\nroutes:\nentities:\nfetch:\nweb:\n") == written(STORIES)


def test_durations_are_read_into_seconds(written: Any) -> None:
    found = written(
        STORIES
        + "feeds:\n  - {url: 'https://a.example/rss', every: 5m}\n  - {url: 'https://b.example/rss', every: 90}\n"
        + "sinks: [{id: out, stdout: }]\nroutes: [{to: [out], every: 1.5h}]\n"
    )

    assert [feed.every for feed in found.feeds] == [300, 90]
    assert found.routes[0].every == 5400


def test_a_matcher_may_be_one_value_or_a_list(written: Any) -> None:
    found = written(
        STORIES + "sinks: [{id: out, stdout: {}}]\n"
        "routes:\n  - {match: {story: strait, kind: [release, death], status: confirmed}, to: [out]}\n"
    )

    assert found.routes[0].match == Match(story=("strait",), kind=("release", "death"), status=("confirmed",))


def test_the_alert_about_the_feeds_is_routed_like_any_other_and_watched_by_no_story(written: Any) -> None:
    routed = written(
        STORIES + "sinks: [{id: out, stdout: {}}]\n"
        "routes:\n  - {match: {kind: coverage, stage: [reduced, restored]}, to: [out]}\n"
    )

    assert routed.routes[0].match == Match(kind=("coverage",), stage=("reduced", "restored"))
    with pytest.raises(ConfigInvalid, match='unknown kind "coverage"'):
        written(STORIES.replace("}}\n", "}, watch: [coverage]}\n"))


def test_known_actors_are_kept_by_kind(written: Any) -> None:
    found = written(STORIES.replace("}}\n", "}, known: {mediator: [Norland, Corin]}}\n"))

    assert found.stories[0].known == (("mediator", ("Norland", "Corin")),)


def test_a_kind_of_ones_own_may_be_watched_where_its_table_says_so(tmp_path: Path) -> None:
    path = tmp_path / "kabar.yaml"
    path.write_text(STORIES.replace("}}\n", "}, watch: [recall]}\n"), encoding="utf-8")

    assert config.load(path, kinds={**check.KINDS, "recall": ("ordered",)}).stories[0].watch == ("recall",)


def test_a_byte_order_mark_is_passed_over(written: Any) -> None:
    assert written(b"\xef\xbb\xbf" + STORIES.encode()) == written(STORIES)


@pytest.mark.parametrize(
    "broker",
    [
        "sqlite:///kabar.db",
        "sqlite:////var/lib/kabar/kabar.db",
        "kafka://broker:9092",
        "kafka://a:9092,b:9092",
        "kafka://a",
    ],
)
def test_both_kinds_of_broker_are_taken(written: Any, broker: str) -> None:
    assert written(STORIES + f"broker: {broker}\n").broker == broker


def test_feeds_of_an_opml_file_are_added_and_own_settings_win(written: Any, tmp_path: Path) -> None:
    outlines = "".join(f'<outline xmlUrl="https://{name}.example/rss" text="{name}"/>' for name in "ab")
    (tmp_path / "list.opml").write_text(f'<opml version="2.0"><body>{outlines}</body></opml>', encoding="utf-8")
    found = written(STORIES + "feeds:\n  - opml: list.opml\n  - {url: 'https://b.example/rss', publisher: Own}\n")

    assert [(feed.url, feed.publisher) for feed in found.feeds] == [
        ("https://a.example/rss", "a"),
        ("https://b.example/rss", "Own"),
    ]


def test_a_mistake_behind_an_opml_file_keeps_its_line(written: Any, tmp_path: Path) -> None:
    (tmp_path / "list.opml").write_text("<opml><body/></opml>", encoding="utf-8")
    with pytest.raises(ConfigInvalid, match=r":5: feeds\[1\]\.evry: unknown"):
        written(STORIES + "feeds:\n  - opml: list.opml\n  - {url: 'https://b.example/rss', evry: 5m}\n")


# Files that it names


def test_a_relative_path_starts_at_the_configuration_file(written: Any, tmp_path: Path) -> None:
    found = written(STORIES + HOOK + "  - {id: book, file: {path: alerts.jsonl}}\n")

    assert found.sinks[0].webhook.secret_file == str(tmp_path / "secret")
    assert found.sinks[1].file.path == str(tmp_path / "alerts.jsonl")


def test_secrets_are_read_when_they_are_needed(written: Any, tmp_path: Path) -> None:
    sink: Sink = written(STORIES + HOOK).sinks[0]
    for secret in ("first", "second"):
        (tmp_path / "secret").write_text(secret, encoding="utf-8")
        assert config.secrets(sink) == {"secret_file": secret}


def test_every_file_that_cannot_be_used_is_told(written: Any, tmp_path: Path) -> None:
    (tmp_path / "short").write_text("whsec_canary", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    found = written(
        STORIES + HOOK + "  - {id: weak, webhook: {url: 'https://a.example', secret_file: short}}\n"
        "  - {id: desk, slack: {url_file: folder}}\n  - {id: book, file: {path: nowhere/alerts.jsonl}}\n"
        "websub: {callback: 'https://kabar.example/push', secret_file: short}\n"
    )
    with pytest.raises(ConfigInvalid) as refused:
        config.check_files(found)

    said = "\n".join(refused.value.mistakes).replace(str(tmp_path), "")
    assert len(refused.value.mistakes) == 5
    assert "sink hook: secret_file: /secret: there is no such file" in said
    assert "websub: secret_file: /short: holds too short a secret; at least 16 characters" in said
    assert "sink weak: secret_file: holds no usable secret; one secret a line" in said
    assert "sink desk: url_file: /folder: is a folder; give a file" in said
    assert "sink book: path: /nowhere/alerts.jsonl: there is no such folder" in said
    assert "canary" not in said


def test_tokens_are_read_when_they_are_needed_and_each_line_is_one(written: Any, tmp_path: Path) -> None:
    found = written(STORIES + "web: {token_file: token}\n")
    for tokens in (["first-token-of-the-desk"], ["first-token-of-the-desk", "second-token-of-the-desk"]):
        (tmp_path / "token").write_text("\n".join(tokens), encoding="utf-8")
        assert config.tokens(found.web) == tuple(tokens)
    assert config.tokens(written(STORIES).web) == ()


@pytest.mark.parametrize("content", [None, "", "canary"])
def test_a_token_file_that_opens_nothing_is_told(written: Any, tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "token").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigInvalid) as refused:
        config.check_files(written(STORIES + "web: {token_file: token}\n"))

    assert "web.token_file" in str(refused.value)
    assert "canary" not in str(refused.value)


def test_a_list_that_is_still_to_be_made_is_named_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "kabar.yaml"
    path.write_text(
        "feeds: [{opml: lists/feeds.opml}, {url: 'https://a.example/rss'}, 3]\nnonsense: 1\n", encoding="utf-8"
    )

    assert listed(path) == Listed(files=(tmp_path / "lists/feeds.opml",), urls=("https://a.example/rss",))
    assert listed(tmp_path / "nowhere.yaml") == Listed()


def test_a_file_that_may_not_be_read_is_told() -> None:
    """Root may read everything, so this asks for the words only."""
    assert files.why(PermissionError()) == "may not be read; check its owner and mode"


# What is published about it


def test_the_published_schema_is_fresh() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == reference.schema(), reference.STALE


def test_the_schema_takes_the_example_and_refuses_its_misspelling() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    example = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(example, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(example | {"sink": []}, schema)


def test_every_setting_is_described() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    undescribed = [
        f"{name}.{key}"
        for name, part in {"the file": schema, **schema["$defs"]}.items()
        for key, value in part.get("properties", {}).items()
        if "description" not in value
    ]

    assert undescribed == []


def test_the_reference_is_fresh() -> None:
    page = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")

    assert reference.configuration() in page, reference.STALE


def test_every_configuration_in_the_reference_is_taken(tmp_path: Path) -> None:
    page = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    (tmp_path / "feeds.opml").write_text("<opml><body/></opml>", encoding="utf-8")
    blocks = re.findall(r"^```yaml\n(.+?)^```", page, flags=re.MULTILINE | re.DOTALL)
    for block in blocks:
        path = tmp_path / "kabar.yaml"
        path.write_text(block if "stories:" in block else STORIES + block, encoding="utf-8")
        config.load(path)

    assert len(blocks) >= 4
