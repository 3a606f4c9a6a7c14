"""Studies are light to import: `--help` and workers pay nothing for them."""

import subprocess
import sys


def test_importing_the_studies_loads_nothing_heavy() -> None:
    program = (
        "import sys, sim.studies; from sim.studies import forecast, replay; "
        "assert callable(forecast) and callable(replay); "
        "print([m for m in ('pandas', 'scipy.stats', 'matplotlib', 'hydra', 'pyarrow', "
        "'networkx') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
