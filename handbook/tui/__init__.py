"""The terminal screens: the only place that imports Textual.

Textual reads its variables once, while it is imported: ``TEXTUAL_DEBUG`` has it write every key to a file,
``TEXTUAL_LOG`` what is on the screen, ``TEXTUAL_SCREENSHOT`` a picture of it. So they are gone before anything in
here can import it; where somebody else already has, it is too late for them to do anything.
"""

from __future__ import annotations

import os
import sys

if "textual" not in sys.modules:
    for _name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[_name]
