"""Every test has a home of its own, no network, and a still screen."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No test asserts how long something took; and on CI the same cases are tried each time, so that a red run can be repeated.
settings.register_profile(
    "handbook",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    derandomize="CI" in os.environ,
)
settings.load_profile("handbook")

ROOT = Path(__file__).resolve().parent.parent
SMALL = Path(__file__).resolve().parent / "samples" / "small"


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home, configuration, data and cache folder that no other test sees."""
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.startswith(("HANDBOOK_", "TEXTUAL", "XDG_")) or name in ("NO_COLOR", "COLORTERM"):
            monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    for name, folder in (
        ("DATA", ".local/share"),
        ("CACHE", ".cache"),
        ("CONFIG", ".config"),
        ("STATE", ".local/state"),
    ):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / folder))
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    yield home


class NetworkUsed(AssertionError):
    """A test tried to reach a network."""


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No internet socket is ever connected, bound or looked up. asyncio's own local pair is none."""
    real_connect, real_bind = socket.socket.connect, socket.socket.bind

    def guarded(real):  # type: ignore[no-untyped-def]
        def refuse(self, address, *rest):  # type: ignore[no-untyped-def]
            if self.family in (socket.AF_INET, socket.AF_INET6):
                raise NetworkUsed(f"an internet socket was used: {address!r}")
            return real(self, address, *rest)

        return refuse

    def no_lookup(*_args, **_kwargs):  # type: ignore[no-untyped-def]
        raise NetworkUsed("a name was looked up")

    monkeypatch.setattr(socket.socket, "connect", guarded(real_connect))
    monkeypatch.setattr(socket.socket, "bind", guarded(real_bind))
    monkeypatch.setattr(socket, "getaddrinfo", no_lookup)
    monkeypatch.setattr(socket, "gethostbyname", no_lookup)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of the small sample handbook: ``content/`` and ``index/`` in one folder."""
    target = tmp_path / "small"
    shutil.copytree(SMALL, target)
    return target


@pytest.fixture(scope="session")
def real_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index folder of the real handbook, built once for the whole run: lexicon, ranking and ``built/``."""
    folder = tmp_path_factory.mktemp("real") / "index"
    folder.mkdir()
    for name in ("lexicon.yaml", "ranking.yaml", "queries.yaml", "language.yaml"):
        if (ROOT / "index" / name).is_file():
            shutil.copy(ROOT / "index" / name, folder / name)
    return folder


def python() -> str:
    """The interpreter that runs the tests."""
    return sys.executable
