"""What several tests of folders compare with."""

import pytest

from tests.montecarlo.kept import complete, contents


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return contents(complete(tmp_path_factory.mktemp("results") / "reference"))
