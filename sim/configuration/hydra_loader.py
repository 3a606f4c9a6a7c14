"""Hydra's loader of configurations, which is asked for the order of files and for nothing else.

Hydra reads each file whole into objects of OmegaConf, with YAML's parser in Python: two thirds of a
second for a scenario of forty files. It needs two of their keys. So a source of files is put in
the place of its own that gives it these two, from what `sim.configuration.sources.read` has read
and keeps; a file that cannot be read so, or holds what OmegaConf does not take, is left to Hydra's
own, which says what is wrong.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Any, Final

from hydra import initialize_config_dir
from hydra._internal.core_plugins.file_config_source import FileConfigSource
from hydra._internal.sources_registry import SourcesRegistry
from hydra.core.global_hydra import GlobalHydra
from hydra.core.plugins import Plugins
from hydra.plugins.config_source import ConfigResult, ConfigSource
from omegaconf import OmegaConf

from sim.configuration.sources import OF_HYDRA, read
from sim.errors import ConfigurationError

_ONE: Final = RLock()
_HEADER: Final = 512
"""Characters at the beginning of a file in which Hydra looks for ``@package``."""


class _Lists(FileConfigSource):
    """Files of a folder, of which only the parts for Hydra are given."""

    def load_config(self, config_path: str) -> ConfigResult:
        """Give the defaults list of a file, its part ``hydra`` and its header."""
        file = Path(self.path) / self._normalize_file_name(config_path)
        with suppress(ConfigurationError, RecursionError):
            content = read(file)
            if _is_plain(content):
                return self._said_to_hydra(file, content)
        return super().load_config(config_path)

    def _said_to_hydra(self, file: Path, content: Mapping[str, Any]) -> ConfigResult:
        with file.open(encoding="utf-8-sig") as stream:
            header = ConfigSource._get_header_dict(stream.read(_HEADER))
        own = OmegaConf.create({key: content[key] for key in OF_HYDRA if key in content})
        path = f"{self.scheme()}://{self.path}"
        return ConfigResult(config=own, path=path, provider=self.provider, header=header)


def _is_plain(value: Any) -> bool:
    """Whether OmegaConf can hold it: sets, days and keys without text it refuses."""
    if isinstance(value, dict):
        return None not in value and all(map(_is_plain, value.values()))
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | int | float)


@contextmanager
def loader_of(folder: Path) -> Iterator[Any]:
    """Hydra's loader for a folder; the instance of a running job is put back at the end.

    One at a time, whatever threads there are: both are Hydra's for the whole process.
    """
    with _ONE:
        running = GlobalHydra.instance().hydra
        Plugins.instance()  # its sources have to be registered before one is replaced
        kinds = SourcesRegistry.instance().types
        files = kinds[_Lists.scheme()]
        GlobalHydra.instance().clear()
        kinds[_Lists.scheme()] = _Lists
        try:
            with initialize_config_dir(version_base="1.3", config_dir=str(folder)):
                yield GlobalHydra.instance().config_loader()
        finally:
            kinds[_Lists.scheme()] = files
            GlobalHydra.instance().hydra = running
