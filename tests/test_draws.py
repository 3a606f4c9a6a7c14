"""Addressed random numbers: the same at any order of reading, and good as random numbers."""

from __future__ import annotations

import math
import pickle
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim import draws
from sim.draws import Draws, LatinHypercube, Mirrored

names = st.text(max_size=12)
seeds = st.integers(0, 2**70)
ALPHA = 1e-4  # of each test below; the seeds are fixed, so they pass or fail for good


def grid(master: Draws, entities: int, purposes: int) -> np.ndarray:
    """First numbers of many neighbouring names, as a run reads them."""
    return np.array(
        [
            [master.uniform(f"camp/convoy/{i}", f"purpose-{j}") for j in range(purposes)]
            for i in range(entities)
        ]
    )


def assert_uniform(numbers: np.ndarray) -> None:
    flat = numbers.ravel()
    assert stats.kstest(flat, "uniform").pvalue > ALPHA
    counts, _ = np.histogram(flat, bins=64, range=(0, 1))
    assert stats.chisquare(counts).pvalue > ALPHA


def assert_uncorrelated(a: np.ndarray, b: np.ndarray) -> None:
    assert stats.pearsonr(a.ravel(), b.ravel()).pvalue > ALPHA


# -- the numbers themselves -----------------------------------------------------------------------


def test_the_mixer_is_splitmix64() -> None:
    # Published outputs of SplitMix64 for seed 1234567.
    expected = [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]
    states = [(1234567 + (i + 1) * draws._GOLDEN) & draws._MASK for i in range(5)]
    assert [draws._mix(state) for state in states] == expected


def test_the_formula_in_plain_steps() -> None:
    master = Draws(7, 3)
    key_0, key_1 = map(int, np.random.SeedSequence(7, spawn_key=(3,)).generate_state(2, np.uint64))
    stream = (draws._mix(draws.stable_hash("Kidal/move/1|loading") ^ key_0) + key_1) % 2**64
    for attempt in range(5):
        word = draws._mix((stream + (attempt + 1) * 0x9E3779B97F4A7C15) % 2**64)
        expected = ((word >> 12) + 0.5) / 2**52
        assert master.uniform("Kidal/move/1", "loading", attempt) == expected


def test_golden_values() -> None:
    # Pinned: a change here changes every result ever published with a seed.
    assert draws.stable_hash("Kidal/rotation/3|loading") == 11772381341511745135
    assert Draws(1, 0).uniform("Kidal/rotation/3", "loading") == 0.13388407373869982
    assert Draws(1, 17).uniform("Kidal/rotation/3", "loading", 2) == 0.6774922991502638
    assert Draws(2**80, 5).uniform("Gao", "weather") == 0.495999340416304


def test_the_same_in_another_process() -> None:
    code = "from sim.draws import Draws; print(repr(Draws(3, 4).uniform('a', 'b', 5)))"
    # A hash seed of its own: the built-in hash of a text would differ.
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "12345", "PYTHONPATH": ":".join(filter(None, sys.path))},
    )
    assert float(done.stdout) == Draws(3, 4).uniform("a", "b", 5)


# -- addressing -----------------------------------------------------------------------------------


@given(seeds, st.integers(0, 10**6), names, names, st.integers(0, 10**9), st.integers(0, 40))
def test_a_block_equals_its_single_numbers(
    seed: int, replication: int, entity: str, purpose: str, start: int, count: int
) -> None:
    master = Draws(seed, replication)
    block = master.block(entity, purpose, start, count)
    assert block.dtype == np.float64
    assert block.tolist() == [
        master.uniform(entity, purpose, i) for i in range(start, start + count)
    ]
    assert all(0.0 < u < 1.0 for u in block)


@pytest.mark.parametrize("kind", [Draws, Mirrored, lambda s, k: LatinHypercube(s, k, 3)])
def test_a_series_is_its_block_before_and_after_all_numbers_are_computed_at_once(
    kind: Callable[[int, int], Draws],
) -> None:
    for replication in range(3):
        draws = kind(5, replication)
        for n in range(5):
            for start in (0, 32):
                entity = f"risk/weather/{n}"
                numbers = draws.series(entity, "spell", start, 32)
                assert numbers == draws.block(entity, "spell", start, 32).tolist()
                assert numbers == [draws.uniform(entity, "spell", start + i) for i in range(32)]


@given(st.permutations([(e, p, a) for e in "xyz" for p in "pq" for a in range(3)]))
def test_the_order_of_reading_does_not_matter(order: list[tuple[str, str, int]]) -> None:
    first, second = Draws(1, 2), Draws(1, 2)
    straight = {key: first.uniform(*key) for key in sorted(order)}
    assert {key: second.uniform(*key) for key in order} == straight


def test_the_batch_changes_nothing() -> None:
    # After some single numbers the first of every known name are computed at once.
    names = [(f"camp/{i}", purpose) for i in range(300) for purpose in ("pack", "load")]
    single = [Draws(8, 1).uniform(*name) for name in names]
    master = Draws(8, 1)
    assert [master.uniform(*name) for name in names] == single
    assert len(master._first) >= len(names)
    assert [master.uniform(*name) for name in names] == single
    # A name that was not known by then, and later attempts, are computed singly as before.
    assert master.uniform("camp/new", "pack") == Draws(8, 1).uniform("camp/new", "pack")
    for attempt in range(3):
        expected = Draws(8, 1).uniform("camp/7", "load", attempt)
        assert master.uniform("camp/7", "load", attempt) == expected


def test_addresses_beyond_the_largest_batch_are_computed_singly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As if in a process that has met no address yet, and may compute 200 at once."""
    names = [(f"camp/{i}", "pack", attempt) for i in range(100) for attempt in range(3)]
    single = [Draws(8, 2).uniform(*name) for name in names]
    for known, none in (("_PLACES", {}), ("_HASHES", []), ("_STEPS", [])):
        monkeypatch.setattr(draws, known, none)
    for array in ("hashes", "steps"):
        monkeypatch.setattr(draws._Known, array, np.empty(0, dtype=np.uint64))
    monkeypatch.setattr(draws, "_LARGEST_BATCH", 200)
    assert [Draws(8, 2).uniform(*name) for name in names] == single
    master = Draws(8, 2)
    for _ in range(2):
        assert [master.uniform(*name) for name in names] == single
    assert len(master._first) == 200


def test_refills_do_not_repeat() -> None:
    master = Draws(5, 0)
    refills = [master.block("a", "b", start, 1000) for start in range(0, 20_000, 1000)]
    joined = np.concatenate(refills)
    assert len(np.unique(joined)) == len(joined)
    assert joined.tolist() == master.block("a", "b", 0, 20_000).tolist()


def test_names_with_bars_do_not_coincide() -> None:
    master = Draws(1, 1)
    pairs = [
        ("a|b", "c"),
        ("a", "b|c"),
        ("a\\|b", "c"),
        ("a\\", "b|c"),
        ("a|b\\", "c"),
        ("a|", "b|c"),
        ("", "a|b|c"),
    ]
    assert len({master.uniform(*pair) for pair in pairs}) == len(pairs)


def test_the_open_interval_holds_at_both_ends() -> None:
    # The extreme words of the generator, which no test would ever meet by chance.
    for word, expected in ((0, 2.0**-53), (2**64 - 1, 1.0 - 2.0**-53)):
        assert ((word >> draws._SHIFT) + 0.5) * draws._SCALE == expected


def test_seed_and_replication_do_not_run_into_one_another() -> None:
    # NumPy's SeedSequence of the plain pair would give the same state for the first two.
    masters = [Draws(2**32, 0), Draws(0, 1), Draws(1, 0), Draws(1 + 2**32, 0), Draws(0, 0)]
    assert len({master.uniform("a", "b") for master in masters}) == len(masters)


@pytest.mark.parametrize("wrong", [-1, 1.5, True])
def test_seeds_and_replications_are_whole_numbers(wrong: int) -> None:
    with pytest.raises(ValueError, match="seed must be a whole number from 0"):
        Draws(wrong, 0)
    with pytest.raises(ValueError, match="replication must be a whole number from 0"):
        Draws(0, wrong)


def test_it_travels() -> None:
    master = Draws(4, 9)
    assert pickle.loads(pickle.dumps(master)).uniform("a", "b") == master.uniform("a", "b")  # noqa: S301


# -- quality --------------------------------------------------------------------------------------


def test_a_stream_is_uniform_and_serially_uncorrelated() -> None:
    stream = Draws(11, 0).block("world/attacks", "gap", 0, 200_000)
    assert_uniform(stream)
    for lag in (1, 2, 3, 7, 64):
        assert_uncorrelated(stream[:-lag], stream[lag:])
    pairs, _, _ = np.histogram2d(stream[::2], stream[1::2], bins=16, range=((0, 1), (0, 1)))
    assert stats.chisquare(pairs.ravel()).pvalue > ALPHA


def test_neighbouring_names_are_uniform_and_uncorrelated() -> None:
    numbers = grid(Draws(12, 0), 400, 25)
    assert_uniform(numbers)
    assert_uncorrelated(numbers[:-1], numbers[1:])  # neighbouring entities
    assert_uncorrelated(numbers[:, :-1], numbers[:, 1:])  # neighbouring purposes


@pytest.mark.parametrize("other", [Draws(13, 1), Draws(14, 0), Draws(13 + 2**32, 0)])
def test_replications_and_seeds_are_uncorrelated(other: Draws) -> None:
    assert_uncorrelated(grid(Draws(13, 0), 200, 25), grid(other, 200, 25))


def test_one_address_over_replications_is_uniform() -> None:
    # What an estimator averages over: the same slot in every replication.
    numbers = np.array([Draws(15, k).uniform("Kidal/move/1", "loading") for k in range(20_000)])
    assert_uniform(numbers)
    assert_uncorrelated(numbers[:-1], numbers[1:])


def test_single_bits_are_fair() -> None:
    words = (Draws(16, 0).block("a", "b", 0, 50_000) * 2.0**52).astype(np.uint64)
    for bit in range(52):
        ones = int(((words >> np.uint64(bit)) & np.uint64(1)).sum())
        assert stats.binomtest(ones, len(words)).pvalue > ALPHA / 5


def test_exponential() -> None:
    master = Draws(17, 0)
    numbers = [master.exponential("a", "b", i) for i in range(5000)]
    assert numbers[3] == -math.log1p(-master.uniform("a", "b", 3))
    assert stats.kstest(numbers, "expon").pvalue > ALPHA


# -- other ways of drawing ------------------------------------------------------------------------


@given(seeds, st.integers(0, 10**6), names, names, st.integers(0, 40))
def test_a_mirror_and_its_replication_sum_to_one(
    seed: int, replication: int, entity: str, purpose: str, attempt: int
) -> None:
    plain, mirror = Draws(seed, replication), Mirrored(seed, replication)
    u = mirror.uniform(entity, purpose, attempt)
    assert 0.0 < u < 1.0
    assert u == 1.0 - plain.uniform(entity, purpose, attempt)
    assert mirror.block(entity, purpose, attempt, 1).tolist() == [u]
    assert mirror.exponential(entity, purpose, attempt) == -math.log1p(-u)


@given(st.integers(1, 12), st.integers(0, 9), names)
def test_the_leading_numbers_of_a_design_have_a_cell_each(
    size: int, design: int, purpose: str
) -> None:
    draws = [LatinHypercube(4, k, size) for k in range(design * size, (design + 1) * size)]
    numbers = [one.uniform("risk/consent/nation", purpose) for one in draws]
    assert sorted(int(u * size) for u in numbers) == list(range(size))
    for u, one in zip(numbers, draws, strict=True):
        assert one.block("risk/consent/nation", purpose, 0, 3)[0] == u
        plain = Draws(4, one.replication)
        for address in (("risk/consent/nation", purpose, 1), ("camp/1", purpose, 0)):
            assert one.uniform(*address) == plain.uniform(*address)


@pytest.mark.parametrize("replication", [0, 3, 5])
def test_the_cell_is_the_rank_among_the_numbers_of_its_own_design(replication: int) -> None:
    """Designs of three: replications 0 to 2, then 3 to 5; ranks are by purpose, and begin at 0."""
    first = replication // 3 * 3
    for entity, purpose in (("risk/attacks/Gao", "level"), ("risk/attacks/Gao", "kind")):
        keys = [Draws(4, k).uniform(entity, f"{purpose}/cell") for k in range(first, first + 3)]
        rank = sorted(keys).index(keys[replication - first])
        expected = (rank + Draws(4, replication).uniform(entity, purpose)) / 3
        assert LatinHypercube(4, replication, 3).uniform(entity, purpose) == expected


def test_only_the_first_number_of_an_address_that_begins_so_leads() -> None:
    plain, design = Draws(4, 3), LatinHypercube(4, 3, 3)
    for start, count in ((0, 0), (0, 1), (0, 4), (1, 3), (2, 1)):
        expected = [design.uniform("risk/a", "b", i) for i in range(start, start + count)]
        assert design.block("risk/a", "b", start, count).tolist() == expected
    within = ("camp/risk/1", "b")
    assert design.uniform(*within) == plain.uniform(*within)
    named = LatinHypercube(4, 3, 3, leading="camp/")
    assert named.uniform(*within) != plain.uniform(*within)
    assert named.uniform("risk/a", "b") == plain.uniform("risk/a", "b")


def test_the_cells_of_two_leading_addresses_are_shuffled_apart_and_stay_uniform() -> None:
    pairs = np.array(
        [
            [one.uniform("risk/a", "start"), one.uniform("risk/b", "start")]
            for one in (LatinHypercube(6, k, 8) for k in range(1600))
        ]
    )
    assert_uniform(pairs)
    assert_uncorrelated(pairs[:, 0], pairs[:, 1])


def test_a_design_without_replications_is_refused() -> None:
    with pytest.raises(ValueError, match="a design of 0 replications; allowed: 1 or more"):
        LatinHypercube(1, 0, 0)
