"""How the reader looks: its parts by name, in the theme's colours and, where there are none, by weight and line."""

from __future__ import annotations

PREFIX = "page-view"

CSS = """
PageView {
    background: $background; color: $foreground; overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1;
    & > .page-view--title { color: $accent; text-style: bold; }
    & > .page-view--meta { color: $text-muted; }
    & > .page-view--notice { color: $warning; }
    & > .page-view--summary { color: $text-muted; }
    & > .page-view--heading-2 { text-style: bold; }
    & > .page-view--heading-3 { text-style: bold; }
    & > .page-view--heading-4 { text-style: bold italic; }
    & > .page-view--rule { color: $text-muted; }
    & > .page-view--bullet { color: $text-muted; }
    & > .page-view--quote-bar { color: $text-muted; }
    & > .page-view--code { background: $panel; }
    & > .page-view--code-span { background: $panel; }
    & > .page-view--table-head { text-style: bold; }
    & > .page-view--callout-answer { color: $accent; }
    & > .page-view--callout-ask { color: $accent; }
    & > .page-view--callout-do { color: $success; }
    & > .page-view--callout-avoid { color: $error; }
    & > .page-view--callout-example { color: $text-muted; }
    & > .page-view--callout-language { color: $text-muted; }
    & > .page-view--emphasis { text-style: italic; }
    & > .page-view--strong { text-style: bold; }
    & > .page-view--citation { color: $text-muted; }
    & > .page-view--link { color: $accent; text-style: underline; }
    & > .page-view--link-hover { text-style: bold underline; }
    & > .page-view--link-focused { text-style: bold underline reverse; }
    & > .page-view--match { background: $warning-muted; color: $foreground; text-style: bold underline; }
    & > .page-view--match-current { background: $background; color: $accent; text-style: bold reverse; }
    & > .page-view--mark { color: $accent; text-style: bold; }
    & > .page-view--selection { text-style: reverse; }
    &:nocolor > .page-view--match { text-style: reverse; }
    &:nocolor > .page-view--match-current { text-style: bold underline reverse; }
}
"""

CLASSES = frozenset(
    f"{PREFIX}--{name}"
    for name in (
        "title", "meta", "notice", "summary", "heading-2", "heading-3", "heading-4", "rule", "bullet", "quote-bar",
        "code", "code-span", "table-head", "callout-answer", "callout-ask", "callout-do", "callout-avoid",
        "callout-example", "callout-language", "emphasis", "strong", "citation", "link", "link-hover",
        "link-focused", "match", "match-current", "mark", "selection",
    )
)  # fmt: skip
"""The component classes."""
