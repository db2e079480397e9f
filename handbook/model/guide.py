"""Decision guides, checklists and training sessions: what is walked, ticked and presented, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a step's question and where it leads."""

    text: str
    to: str
    """The id of the next step or end."""


@dataclass(frozen=True, slots=True)
class Step:
    """A question of a pathway, or one of its ends."""

    id: str
    question: str
    """The question; for an end, its heading."""
    why: str = ""
    """Why we ask."""
    answers: tuple[Answer, ...] = ()
    """Empty for an end."""
    rests_on: tuple[str, ...] = ()
    """The passages it rests on."""
    do: tuple[str, ...] = ()
    """What to do now (ends)."""
    record: tuple[str, ...] = ()
    """What to record (ends)."""

    @property
    def is_end(self) -> bool:
        """Whether nothing more is asked."""
        return not self.answers


@dataclass(frozen=True, slots=True)
class Pathway:
    """A decision guide. Its first step is where it starts."""

    id: str
    title: str
    steps: tuple[Step, ...]

    def step(self, step_id: str) -> Step | None:
        """The step or end with this id, or None."""
        return next((step for step in self.steps if step.id == step_id), None)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to tick."""

    id: str
    text: str
    why: str = ""
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """Items under one heading."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """A checklist. Ticks are personal and kept elsewhere, by item id."""

    id: str
    title: str
    groups: tuple[ItemGroup, ...]


@dataclass(frozen=True, slots=True)
class SessionStep:
    """A step of a training session."""

    id: str
    title: str
    minutes: int
    kind: str = "talk"
    """``talk``, ``prompt``, ``activity``, ``break`` or ``close``."""
    room: str = ""
    """What the room sees, in Markdown."""
    prompt: str = ""
    """The question put to the room."""
    activity: str = ""
    notes: str = ""
    """For the facilitator only."""
    difficulty: str = ""
    """A sensitive moment, how to steady the room, where to signpost; for the facilitator only."""
    keep_at: tuple[int, ...] = ()
    """The shortened lengths (of 7, 20 and 45 minutes) that keep this step; empty: only the whole session has it."""
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """What a trainer runs without other preparation."""

    id: str
    title: str
    minutes: int
    aims: tuple[str, ...] = ()
    audience: str = ""
    warning: str = ""
    """What people are told before it starts."""
    restraint: str = ""
    sources: tuple[str, ...] = ()
    steps: tuple[SessionStep, ...] = field(default=())
