"""Builds that are killed at any moment. Run by a test in a process of its own; prints what came of it as JSON.

Use: python -m tests.search.kill_builds FOLDER KILLS
"""

from __future__ import annotations

import collections
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from handbook.errors import IndexUnusable
from handbook.search import seal
from handbook.search.engine import Engine
from tests.search.made import HANDBOOK, ask, built, page

FILLER = [
    page(f"filler/page-{number}", f"Page {number}", [("top", "", f"filler word{number} " * 40)])
    for number in range(20)
]


def edition(number: int) -> list[object]:
    marked = page("edition/mark", f"Edition mark{number}", [("top", "", f"this is mark{number}")])
    return [*HANDBOOK, *FILLER, marked]


def make(root: Path, number: int, previous: Path | None) -> Path:
    return built(root, edition(number), {"edition": str(number)}, previous=previous).folder  # type: ignore[arg-type]


def main() -> None:
    root = Path(sys.argv[1])
    kills = int(sys.argv[2])
    rnd = random.Random(3)
    began = time.perf_counter()
    folder = make(root, 0, None)
    typical = time.perf_counter() - began
    outcome: collections.Counter[str] = collections.Counter()
    have = 0
    for _ in range(kills):
        child = os.fork()
        if child == 0:
            make(root, have + 1, folder if rnd.random() < 0.5 else None)
            os._exit(0)
        time.sleep(rnd.uniform(0, typical * 1.5))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        new = seal.folder_for(root, {"edition": str(have + 1)})
        if new.exists():
            try:
                engine = Engine.open(new)
            except IndexUnusable:
                outcome["new folder that cannot be opened"] += 1
                seal.discard(new)
                continue
            have += 1
            outcome["new whole" if ask(engine, f"mark{have}").hits[0].page == "edition/mark" else "new wrong"] += 1
            folder = new
        else:
            engine = Engine.open(folder)
            outcome["old whole" if ask(engine, f"mark{have}").hits[0].page == "edition/mark" else "old wrong"] += 1
        seal.sweep(root, [folder], grace_s=0.0)
        left = [path.name for path in root.iterdir() if path != folder]
        outcome["left over"] += len(left)
    print(json.dumps(dict(outcome)))


if __name__ == "__main__":
    main()
