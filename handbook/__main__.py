"""``handbook`` and ``python -m handbook``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line on ``sys.argv``; returns the exit status. May be called again and again."""
    from handbook.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
