"""What every program of ``experiments/`` does with its command line.

Order of work: compose every point → check everything → say all mistakes at once and end with 2, or
run. Hydra starts the jobs (one, or with ``-m`` one a point); nothing is written before the last
point has been checked. The exit code is the largest of the jobs': 0, 1 (a run failed), 2 (a
user's mistake).
"""

from __future__ import annotations

import dataclasses
import signal
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.configuration.arguments import contradictions, given_once, is_for_hydra, options_of
from sim.configuration.reader import quietly, reader
from sim.errors import ConfigurationError, Problem, RunError, SimError

if TYPE_CHECKING:
    from sim.configuration.typing import RunSettings
    from sim.scenario import Scenario

OK, FAILED, MISTAKE, STOPPED = 0, 1, 2, 130

_POINT = "point="
"""What tells a job of Hydra's which of the checked points it is."""


@dataclass(frozen=True)
class Point:
    """One thing to run, checked.

    Attributes
    ----------
    scenario
        The scenario.
    run
        How to run it; `output` is the job's own folder in a sweep.
    config
        The resolved configuration, for the manifest.
    overrides
        What differs from the baseline.
    job
        Its number in a sweep, from 0; None: it is run alone.
    search
        More folders in which options of groups are looked for.
    """

    scenario: Scenario
    run: RunSettings
    config: dict[str, Any]
    overrides: tuple[str, ...] = ()
    job: int | None = None
    search: tuple[str, ...] = ()


Work = Callable[[Point], Mapping[str, object] | None]
"""Runs a point; gives the scalars of its row in the table of a sweep."""


@dataclass
class Program:
    """A program: a study with its name, its check and its help.

    Attributes
    ----------
    name
        Name of the study, which is the first folder of its results.
    study
        What it does with a point.
    check
        What ``check=true`` does instead: describe.
    about
        One line for ``--help``.
    examples
        Overrides with what they do, for ``--help``.
    config_name
        File that everything starts from.
    gather
        What is made of a sweep, given its folder and its first point, when its points have ended.
    """

    name: str
    study: Work
    check: Work
    about: str
    examples: Sequence[tuple[str, str]] = ()
    config_name: str = "config"
    gather: Callable[[Path, Point], None] | None = None
    code: int = field(default=OK, init=False)
    folder: Path = field(default=Path("results/sweep/hydra"), init=False)

    def main(self, arguments: Sequence[str] | None = None) -> int:
        """Run the program on a command line and give its exit code.

        It ends quietly, with 141, when nobody reads what it prints any more (``| head``).
        """
        return quietly(lambda: self._main(arguments))

    def _main(self, arguments: Sequence[str] | None) -> int:
        from sim.configuration import sweep
        from sim.configuration.sources import configs_folder

        self.code = OK
        if arguments is None:
            # A batch system that ends its time is a Ctrl-C: what is done is kept, and said.
            signal.signal(signal.SIGTERM, signal.default_int_handler)
        given = list(sys.argv[1:] if arguments is None else arguments)
        if {"-h", "--help"} & set(given):
            from sim.configuration.usage import usage

            print(usage(self.name, self.about, self.examples, self.config_name))
            return OK
        if "--version" in given:
            from importlib.metadata import version

            print(f"minusma-withdrawal {version('minusma-withdrawal')}")
            return OK
        try:
            options, overrides = options_of(given)
            if options.to_hydra:
                # Hydra wants all overrides together.
                given = [*(word for word in given if word not in overrides), *overrides]
                return self._hydra(given, [], configs_folder(), self.config_name)
            points = self._points(overrides, options)
        except SimError as error:
            return _say(error)
        except KeyboardInterrupt:
            print("\nStopped; nothing was run yet.", file=sys.stderr)
            return STOPPED
        if options.cfg == "job":
            try:
                _print_configuration(points, options.package)
            except SimError as error:
                return _say(error)
            return OK
        # Hydra gets the numbers of the points, not their overrides: read again for every job, the
        # files would cost seconds, and OmegaConf merges otherwise than we do, or cannot.
        job, own = configs_folder() / "job", [text for text in overrides if is_for_hydra(text)]
        if not options.multirun:
            return self._hydra(own, points, job, "hydra")
        first, numbers = points[0], ",".join(map(str, range(len(points))))
        given = ["-m", f"++{_POINT}{numbers}", *own]
        every = [point.overrides for point in points]
        self.folder = sweep.folder_of(self.name, first.run.output, every)
        if not first.config.get("check"):
            sweep.begin(self.folder)
        self._hydra(given, points, job, "hydra")
        return self._end_sweep(first, len(points))

    def _points(self, overrides: Sequence[str], options: Namespace) -> list[Point]:
        """Compose and check every point.

        Raises
        ------
        ConfigurationError
            With the mistakes of all points.
        """
        from sim.configuration.compose import expand
        from sim.configuration.load import load

        points: list[Point] = []
        problems = contradictions(overrides if options.multirun else given_once(overrides))
        for given in expand(overrides) if options.multirun else [tuple(overrides)]:
            try:
                loaded = load(
                    given,
                    config_name=options.config_name or self.config_name,
                    search=options.config_dir,
                )
                points.append(Point(*loaded, tuple(given), search=tuple(options.config_dir)))
            except ConfigurationError as error:
                problems += error.problems
        if problems:
            raise ConfigurationError(dict.fromkeys(problems))
        return points

    def _hydra(
        self, arguments: list[str], points: list[Point], folder: Path, config_name: str
    ) -> int:
        """Let Hydra run a job for each point."""
        import hydra

        started: list[bool] = []

        def job(_: Any) -> None:
            from hydra.core.hydra_config import HydraConfig
            from hydra.types import RunMode

            started.append(True)
            running = HydraConfig.get()
            number = running.job.num if running.mode == RunMode.MULTIRUN else None
            texts = [str(text).lstrip("+") for text in running.overrides.task]
            own = next((text for text in texts if text.startswith(_POINT)), f"{_POINT}0")
            point = points[int(own.removeprefix(_POINT))]
            try:
                with reader():
                    self._run(point, number)
            except SimError as error:
                self.code = max(self.code, _say(error))

        start = hydra.main(version_base="1.3", config_path=str(folder), config_name=config_name)(
            job
        )
        before = sys.argv
        sys.argv = [f"{self.name}.py", *arguments, f"hydra.job.name={self.name}"]
        try:
            start()
        except SystemExit as stop:
            # Hydra ends with 1 both when a job fails and when it cannot compose: a user's mistake.
            ended = stop.code if isinstance(stop.code, int) else FAILED if stop.code else OK
            self.code = max(self.code, ended if started or ended != FAILED else MISTAKE)
        except KeyboardInterrupt:
            print("\nStopped; the same command goes on from what is kept.", file=sys.stderr)
            self.code = STOPPED
        finally:
            sys.argv = before
        return self.code

    def _run(self, point: Point, number: int | None) -> None:
        work = self.check if point.config.get("check") else self.study
        if number is None:
            work(point)
            return
        if point.run.output:  # Without one, each study names a folder by what it runs.
            run = dataclasses.replace(point.run, output=f"{point.run.output}/{number}")
            point = dataclasses.replace(point, run=run)
        self._run_in_sweep(dataclasses.replace(point, job=number), number, work)

    def _run_in_sweep(self, point: Point, number: int, work: Work) -> None:
        """Run one point; what goes wrong is shown and noted, and the others are run."""
        from sim.configuration.sweep import Note

        print(f"# {number}: {' '.join(point.overrides)}", flush=True)
        note = Note(number, point.overrides)
        try:
            row = work(point)
            if row is None and point.config.get("check"):
                return
            note = dataclasses.replace(note, row=dict(row or {}))
        except SimError as error:
            note = dataclasses.replace(note, error=str(error), code=_say(error))
        except BrokenPipeError:
            raise
        except Exception as error:
            traceback.print_exc()
            text = f"{type(error).__name__}: {error}"
            note = dataclasses.replace(note, error=text, code=FAILED)
        self.code = max(self.code, note.code)
        note.write(self.folder)

    def _end_sweep(self, first: Point, points: int) -> int:
        """Make one table of a sweep, a row a point; say again what went wrong."""
        from sim.configuration import sweep

        found = sweep.notes(self.folder)
        if any(note.row for note in found):
            try:
                table = sweep.write_table(self.folder, found)
                print(f"\nThe sweep's table, a row a point: {table}")
                if self.gather is not None:
                    self.gather(self.folder, first)
            except SimError as error:
                self.code = max(self.code, _say(error))
        if found:
            print(*sweep.told(found, points), sep="\n", file=sys.stderr)
        return max([self.code, *(note.code for note in found)])


def _say(error: SimError) -> int:
    print(error, file=sys.stderr, flush=True)
    return FAILED if isinstance(error, RunError) else MISTAKE


def _print_configuration(points: Sequence[Point], package: str | None) -> None:
    import yaml

    from sim.configuration.merging import choices
    from sim.configuration.sources import MISSING, at, split

    for point in points:
        part = at(point.config, split(package or ""))
        if isinstance(part, dict | list):
            print(yaml.safe_dump(part, sort_keys=False, allow_unicode=True, width=100), end="")
        elif part is not MISSING:
            print(part)
        else:
            allowed = f"a dotted path that begins with {choices(point.config, package or '')}"
            raise ConfigurationError(
                [Problem("", f"there is no part '{package}'", allowed, "command line: --package")]
            )
