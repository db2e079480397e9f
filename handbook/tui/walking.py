"""A decision guide walked a step at a time. Pure: what is asked, what was answered, the way back."""

from __future__ import annotations

from dataclasses import dataclass, field

from handbook.model.guide import Answer, Pathway, Step


@dataclass
class Walk:
    """Where one is in a pathway and how one came there."""

    pathway: Pathway
    _taken: list[tuple[str, str]] = field(default_factory=list)
    """Id of each step that was answered, and the answer's text."""
    _at: str = ""

    @property
    def step(self) -> Step:
        """The present step or end."""
        found = self.pathway.step(self._at) if self._at else None
        return found or self.pathway.steps[0]

    @property
    def number(self) -> int:
        """How many steps one has come, from 1."""
        return len(self._taken) + 1

    @property
    def path(self) -> tuple[tuple[Step, str], ...]:
        """The steps answered so far, each with its answer."""
        found = ((self.pathway.step(step_id), answer) for step_id, answer in self._taken)
        return tuple((step, answer) for step, answer in found if step is not None)

    def answer(self, number: int) -> bool:
        """Take an answer, counted from 1. False where there is none of that number."""
        answers = self.step.answers
        if not 1 <= number <= len(answers):
            return False
        chosen: Answer = answers[number - 1]
        if self.pathway.step(chosen.to) is None:
            return False
        self._taken.append((self.step.id, chosen.text))
        self._at = chosen.to
        return True

    def back(self) -> bool:
        """Take the last answer back. False at the start."""
        if not self._taken:
            return False
        self._at = self._taken.pop()[0]
        return True

    def restart(self) -> None:
        """Begin again."""
        self._taken.clear()
        self._at = ""

    def begin_at(self, step_id: str) -> None:
        """Begin at a step other than the first, as when one comes from a search."""
        self.restart()
        if self.pathway.step(step_id) is not None:
            self._at = step_id
