"""Configuration groups as Hydra composes them, for tests that need no whole scenario."""

from pathlib import Path
from typing import Any

from hydra import compose, initialize_config_dir
from omegaconf import OmegaConf

CONFIGS = Path(__file__).resolve().parents[2] / "configs"


def composed(group: str, option: str) -> dict[str, Any]:
    """One option of a group, with what its defaults list pulls in."""
    with initialize_config_dir(str(CONFIGS), version_base="1.3"):
        config = compose(overrides=[f"+{group}={option}"])
    node: Any = OmegaConf.to_container(config, resolve=True)
    for part in group.split("/"):
        node = node[part]
    assert isinstance(node, dict)
    return node
