"""YAML files read so that every mapping remembers its line, and a duplicate key is an error."""

from __future__ import annotations

from io import StringIO
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
                raise _error(key_node, f"key {key!r} stands twice.", "Keep one of them.")
            mapping[key] = self.construct_object(value_node, deep=True)
        return mapping

    def scalar(self, node: yaml.ScalarNode) -> Any:
        """Read a date or a number; the reader itself would not say where one is impossible."""
        construct = yaml.CSafeLoader.yaml_constructors[node.tag]
        try:
            return construct(self, node)
        except ValueError as error:
            remedy = "Correct it, or quote it if it is meant as text."
            raise _error(node, f"{node.value!r} cannot be read ({error}).", remedy) from None


def _error(node: yaml.Node, problem: str, remedy: str) -> CorpusError:
    return CorpusError(str(node.start_mark.name), f"line {node.start_mark.line + 1}", problem, remedy)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _Loader.located)
for _kind in ("timestamp", "int", "float"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_kind}", _Loader.scalar)


def read_text(path: Path) -> str:
    """Return the content of a text file; raises `CorpusError` when it is missing or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        problem = "is missing." if missing else f"cannot be read ({error.strerror})."
        raise CorpusError(path, "file", problem, "Restore it from version control.") from None
    except UnicodeDecodeError as error:
        raise CorpusError(path, f"byte {error.start}", "is not UTF-8.", "Save the file as UTF-8.") from None


def read_yaml(path: Path) -> Any:
    """Return the content of a YAML file; mappings are `Located`.

    Raises `CorpusError` naming file and line when the file is missing, not UTF-8 or not YAML.
    """
    stream = StringIO(read_text(path))
    stream.name = str(path)  # the parser's marks carry it
    try:
        return yaml.load(stream, Loader=_Loader)  # noqa: S506  (a subclass of CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem, remedy = (
            f"is not valid YAML ({error.problem}).",
            "Check indentation, colons and quotes there.",
        )
        raise CorpusError(path, f"line {line}", problem, remedy) from None
    except yaml.YAMLError as error:
        problem = f"is not valid YAML ({error})."
        raise CorpusError(path, "file", problem, "Check the characters in it.") from None


def line_of(value: object) -> str:
    """Say where a mapping stands, for an error message."""
    return f"line {value.line}" if isinstance(value, Located) else "entry"
