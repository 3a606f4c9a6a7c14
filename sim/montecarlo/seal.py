"""The seal of a manifest: a hash of the rest of it, by which an edited line is found."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

SEAL: Final = "seal"
"""Its key in a manifest."""


def sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    """Give a manifest with the SHA-256 of the rest of it, by which an edited line is found."""
    return {**_unsealed(content), SEAL: _seal(content)}


def is_sealed(content: Mapping[str, Any]) -> bool:
    """Whether a manifest is as it was when it was sealed; one of an older program has no seal."""
    return content.get(SEAL) == _seal(content)


def _seal(content: Mapping[str, Any]) -> str:
    plain = json.loads(json.dumps(_unsealed(content)))  # as it is read again: every key is text
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _unsealed(content: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key != SEAL}
