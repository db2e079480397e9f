"""Commands and keys of the contract that are still to come.

Each is a strict expected failure: whoever brings it is told to take the mark off, and to write its real test.
"""

from __future__ import annotations

import pytest

from tests.contract.conftest import Run

COMMANDS_TO_COME = {
    "diff": ["diff", "OLD", "NEW", "--json"],
    "whatsnew": ["whatsnew", "--json"],
    "release": ["release", "--help"],
    "present": ["present", "sessions/brief"],
    "handout": ["handout", "sessions/brief", "--for", "audience", "-o", "out.html"],
}

KEYS_TO_COME = {
    "w": "what's new", "p": "present",
}  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS_TO_COME)
@pytest.mark.xfail(reason="this command is still to come")
def test_command(name: str) -> None:
    from handbook.cli.main import GROUPS

    assert name in {known for known, _, _ in GROUPS}


@pytest.mark.parametrize("key", KEYS_TO_COME)
@pytest.mark.xfail(reason="the feature of this key is still to come")
def test_key(key: str) -> None:
    from handbook.tui.commands import COMMANDS

    assert any(key in command.keys for command in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS_TO_COME)
def test_a_command_to_come_is_not_stubbed(run: Run, name: str) -> None:
    """Until it is there, the word is a search like any other, and no help mentions it."""
    assert f"\n    {name} " not in run("--help").out
