"""The words in which a page's provenance and freshness are told, the same on screen, in print and in search."""

from __future__ import annotations

from datetime import date

from handbook.model.page import PageInfo

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(when: date) -> str:
    """``22 Nov 2026``, whatever the machine's locale."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def month(when: date) -> str:
    """``Nov 2026``."""
    return f"{_MONTHS[when.month - 1]} {when.year}"


def standing(info: PageInfo, today: date) -> str:
    """Whose word a page is and how fresh: ``practice guidance · current · review by Nov 2027``."""
    words: list[str] = [info.provenance or info.kind, info.state(today)]
    if info.review_by and not info.historic:
        words.append(f"review by {month(info.review_by)}")
    return " · ".join(word for word in words if word)


def brief(info: PageInfo, today: date) -> str:
    """Whose word a page is, and its state where that is not plainly current: for a line in a list."""
    state = info.state(today)
    words = [info.provenance or info.kind, state if state != "current" else ""]
    return " · ".join(word for word in words if word)


def checking(info: PageInfo) -> str:
    """When the text was last checked, and by whom it was reviewed: always said, also when nobody has yet."""
    words = [f"checked {day(info.checked)}"] if info.checked else []
    words.append(f"reviewed {info.reviewed}" if info.reviewed else "no practitioner's review yet")
    return " · ".join(words)


def caution(info: PageInfo, today: date) -> str:
    """A calm sentence for a page past or near its review, or the empty string."""
    state = info.state(today)
    owner = f" Its owner: {info.owner}." if info.owner else ""
    if state == "overdue" and info.review_by:
        return f"This page was due to be read again by {day(info.review_by)}.{owner} Check before you rely on it."
    if state == "due" and info.review_by:
        return f"This page is to be read again by {day(info.review_by)}.{owner}"
    return ""
