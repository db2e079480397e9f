"""An engine over the small handbook, opened once."""

from __future__ import annotations

from pathlib import Path

import pytest

from handbook.search.engine import Engine
from tests.search.made import HANDBOOK, LEXICON, opened


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The small handbook, open."""
    return opened(tmp_path_factory.mktemp("search"), HANDBOOK, LEXICON)


@pytest.fixture
def built_at(tmp_path: Path) -> Path:
    """A folder for built indexes."""
    return tmp_path / "built"
