"""Scripts, styles and pictures of the pages: our own from this folder, htmx from its installed package."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).with_name("static")
OWN = {"app.css": "text/css", "app.js": "text/javascript", "icon.svg": "image/svg+xml"}
# The package is made for Django, which is not installed: its files are served, its code is never imported.
VENDOR_PACKAGE = "django_htmx"
VENDOR = {"htmx.js": "htmx-2.min.js", "hx-sse.js": "ext/hx-sse-2.min.js"}
HASH_CHARS = 12


class AssetsMissingError(RuntimeError):
    """htmx's package is not installed as pinned; the message says what to do."""


@lru_cache(maxsize=16)
def asset(name: str) -> tuple[bytes, str] | None:
    """Return the content and media type of `app.css`, `vendor/htmx.js`…; `None` if there is no such asset."""
    if name in OWN:
        return (HERE / name).read_bytes(), OWN[name]
    folder, _, file = name.partition("/")
    if folder == "vendor" and file in VENDOR:
        return _vendor_file(VENDOR[file]).read_bytes(), "text/javascript"
    return None


def asset_url(name: str) -> str:
    """Return the address of an asset; it changes with the content, so browsers may keep it for ever."""
    found = asset(name)
    if found is None:
        raise KeyError(name)
    return f"/static/{name}?v={hashlib.sha256(found[0]).hexdigest()[:HASH_CHARS]}"


def _vendor_file(name: str) -> Path:
    spec = find_spec(VENDOR_PACKAGE)  # finds a top-level package without running it
    folders = list(spec.submodule_search_locations or ()) if spec else []
    for folder in folders:
        path = Path(folder) / "static" / VENDOR_PACKAGE / name
        if path.is_file():
            return path
    raise AssetsMissingError(
        f"{name} of the package django-htmx is missing. Install the pinned packages again."
    )
