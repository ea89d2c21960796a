"""YAML files read so that every mapping remembers its line, and a duplicate key is an error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from corpus.errors import CorpusError


class Located(dict[str, Any]):
    """A mapping that knows the line it starts on (1-based)."""

    line: int = 0


class _Loader(yaml.CSafeLoader):
    """Safe loader whose mappings are `Located`."""

    def located(self, node: yaml.MappingNode) -> Located:
        mapping = Located()
        mapping.line = node.start_mark.line + 1
        for key_node, value_node in node.value:
            key = str(self.construct_object(key_node, deep=True))
            if key in mapping:
                line = key_node.start_mark.line + 1
                raise CorpusError(
                    str(node.start_mark.name), f"line {line}", f"key {key!r} stands twice.", "Keep one of them."
                )
            mapping[key] = self.construct_object(value_node, deep=True)
        return mapping


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _Loader.located)


def read_yaml(path: Path) -> Any:
    """Return the content of a YAML file; mappings are `Located`.

    Raises `CorpusError` naming file and line when the file is missing, not UTF-8 or not YAML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CorpusError(path, "file", "is missing.", "Restore it from version control.") from None
    except UnicodeDecodeError as error:
        raise CorpusError(path, f"byte {error.start}", "is not UTF-8.", "Save the file as UTF-8.") from None
    try:
        return yaml.load(_named(text, path), Loader=_Loader)  # noqa: S506  (a subclass of CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = f"is not valid YAML ({error.problem})."
        raise CorpusError(path, f"line {line}", problem, "Check indentation, colons and quotes there.") from None
    except yaml.YAMLError as error:
        raise CorpusError(path, "file", f"is not valid YAML ({error}).", "Check the characters in it.") from None


def _named(text: str, path: Path) -> Any:
    """Wrap `text` so that the parser's marks carry the file name."""
    from io import StringIO

    stream = StringIO(text)
    stream.name = str(path)
    return stream


def line_of(value: object) -> str:
    """Say where a mapping stands, for an error message."""
    return f"line {value.line}" if isinstance(value, Located) else "entry"
