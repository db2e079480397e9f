"""Realistic changes from one edition to the next, with the truth about each anchored sentence.

Sentences are reworded, moved, split, merged and deleted; passages and pages are renamed with and without former ids;
lookalikes are planted beside them, elsewhere, and in the place of what was deleted.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from handbook.personal import anchor, sentences
from handbook.personal.matching import Reader
from handbook.personal.record import Anchor
from handbook.personal.standing import Standing, locate
from tests.personal.support import Edition

MIX = {
    "unchanged": 40, "typography": 4, "reworded lightly": 18, "reworded heavily": 2, "sense changed": 2,
    "neighbours reworded": 4, "reordered": 3, "moved on the page": 4, "moved to another page": 4, "moved and reworded": 1,
    "split": 3, "merged": 3, "deleted": 3, "deleted, lookalike elsewhere": 2, "deleted, lookalike on the passage": 1,
    "kept, lookalike beside it": 2, "kept, lookalike elsewhere": 2, "reworded, lookalike elsewhere": 2,
    "passage renamed": 3, "passage renamed, no former id": 1, "page renamed": 3,
}  # fmt: skip

_SYNONYMS = {
    "child": "youngster", "parents": "carers", "ask": "question", "tell": "inform", "worker": "practitioner",
    "meeting": "discussion", "see": "observe", "say": "state", "home": "household", "write": "record",
    "show": "demonstrate", "use": "apply", "help": "support", "risk": "danger", "family": "household",
    "know": "understand", "check": "confirm", "make": "prepare", "and": "plus", "because": "since", "often": "frequently",
    "about": "regarding", "worry": "concern", "answers": "replies", "agree": "settle", "the": "this", "what": "whatever",
}  # fmt: skip
_FILLERS = ("usually", "carefully", "therefore", "openly", "clearly", "plainly", "together")
_OTHER = [
    "umbrella",
    "timetable",
    "procurement",
    "kettle",
    "lantern",
    "invoice",
    "harvest",
    "orchard",
    "ferry",
    "violin",
    "granite",
    "saddle",
    "compass",
    "meadow",
    "teapot",
    "carpet",
    "lighthouse",
    "bicycle",
    "postcard",
    "blanket",
    "marble",
    "ribbon",
    "cushion",
    "window",
    "gravel",
    "pepper",
    "canvas",
    "button",
]


@dataclass
class Case:
    """An anchored sentence and what became of it."""

    what: str
    anchor: Anchor
    passage: str | None = None
    """Where it truly stands now; None when it was deleted."""
    text: str = ""
    standing: Standing | None = None

    @property
    def is_right(self) -> bool:
        """The place that was found is the true one."""
        found = self.standing
        assert found is not None
        if self.passage is None or found.passage is None:
            return self.passage is None and found.passage is None
        wanted, got = sentences.words(self.text), sentences.words(found.now)
        overlap = set(wanted) & set(got)
        return found.passage == self.passage and 2 * len(overlap) >= len(set(wanted))

    @property
    def is_silently_wrong(self) -> bool:
        """Nothing was asked, and it is wrong."""
        assert self.standing is not None
        return self.standing.is_certain and not self.is_right

    @property
    def is_lost(self) -> bool:
        """It stands somewhere, and nothing was offered."""
        assert self.standing is not None
        return self.passage is not None and self.standing.state == "lost"


@dataclass
class Figures:
    """What a run over one or more editions showed."""

    cases: list[Case] = field(default_factory=list)

    @property
    def lost(self) -> list[Case]:
        return [case for case in self.cases if case.is_lost]

    @property
    def silently_wrong(self) -> list[Case]:
        return [case for case in self.cases if case.is_silently_wrong]

    @property
    def automatic(self) -> float:
        assert self.cases
        return sum(1 for case in self.cases if case.standing and case.standing.is_certain) / len(self.cases)

    def table(self) -> str:
        lines = [f"{'change':36} {'cases':>6} {'automatic':>9} {'asked':>6} {'lost':>5} {'wrong':>5}"]
        for what in MIX:
            of = [case for case in self.cases if case.what == what]
            sure = sum(1 for case in of if case.standing and case.standing.is_certain)
            lost = sum(case.is_lost for case in of)
            wrong = sum(case.is_silently_wrong for case in of)
            lines.append(f"{what:36} {len(of):6} {sure:9} {len(of) - sure:6} {lost:5} {wrong:5}")
        lines.append(
            f"{'all':36} {len(self.cases):6} {self.automatic:9.1%} {'':6} {len(self.lost):5} {len(self.silently_wrong):5}"
        )
        return "\n".join(lines)


class Changer:
    """Makes the next edition of some passages."""

    def __init__(self, passages: dict[str, str], seed: int) -> None:
        self.random = random.Random(seed)
        self.old = Edition(dict(passages))
        self.cut = {key: [text[a:b] for a, b in sentences.spans(text)] for key, text in passages.items()}
        self.former: dict[str, str] = {}
        self.cases: list[Case] = []
        self._free: list[tuple[str, int]] = [(key, n) for key, cut in self.cut.items() for n in range(len(cut))]
        self.random.shuffle(self._free)
        self._touched: set[str] = set()

    def run(self, number: int) -> Figures:
        """Anchor ``number`` sentences, change the edition, and look for each of them in the new one."""
        kinds = self.random.choices(list(MIX), list(MIX.values()), k=number)
        taken: set[str] = set()
        for what in kinds:
            while self._free:
                passage, number_of = self._free.pop()
                text = self.old.passages[passage]
                start, end = sentences.spans(text)[number_of]
                stands = text[start:end] in self.cut[passage]
                if passage not in taken and stands and len(sentences.words(text[start:end])) >= 3:
                    break
            else:
                break
            taken.add(passage)
            case = Case(what, anchor.make_at(self.old, passage, start, start + 1))
            self._change(case, passage, self.cut[passage].index(text[start:end]))
            self.cases.append(case)
        new = Edition({key: _joined(cut) for key, cut in self.cut.items()}, self.former)
        reader = Reader(new)
        for case in self.cases:
            case.standing = locate(case.anchor, reader)
        return Figures(self.cases)

    def _change(self, case: Case, passage: str, at: int) -> None:
        cut, sentence = self.cut[passage], self.cut[passage][at]
        case.passage, case.text = passage, sentence
        what = case.what
        if what == "typography":
            cut[at] = sentence.replace("'", "\u2019").replace(" - ", " \u2013 ").replace(" ", "  ", 1)
        elif what in ("reworded lightly", "reworded, lookalike elsewhere"):
            cut[at] = case.text = self.lightly(sentence)
            if what.endswith("elsewhere"):
                self._plant(self._elsewhere(passage), self.lookalike(sentence))
        elif what == "reworded heavily":
            cut[at] = case.text = self.heavily(sentence)
        elif what == "sense changed":
            cut[at] = case.text = self._turned(sentence)
        elif what == "neighbours reworded":
            held = {other.text for other in self.cases}
            for near in (at - 1, at + 1):
                if 0 <= near < len(cut) and cut[near] not in held:
                    cut[near] = self.heavily(cut[near])
        elif what == "reordered":
            self.random.shuffle(cut)
        elif what in ("moved on the page", "moved to another page", "moved and reworded"):
            del cut[at]
            target = self._elsewhere(passage, same_page=what == "moved on the page")
            if what == "moved and reworded":
                case.text = self.lightly(sentence)
            self._plant(target, case.text)
            case.passage = target
        elif what == "split":
            cut[at] = case.text = self._split(sentence)
        elif what == "merged" and len(cut) > 1:
            other = at + 1 if at + 1 < len(cut) else at - 1
            first, second = min(at, other), max(at, other)
            cut[first : second + 1] = [
                cut[first].rstrip(".!?") + ", and " + cut[second][:1].lower() + cut[second][1:]
            ]
        elif what.startswith("deleted"):
            del cut[at]
            case.passage = None
            if what == "deleted, lookalike elsewhere":
                self._plant(self._elsewhere(passage), self.lookalike(sentence))
            elif what.endswith("on the passage"):
                cut.insert(0 if at >= len(cut) / 2 else len(cut), self.lookalike(sentence))
        elif what == "kept, lookalike beside it":
            cut.insert(at + self.random.randrange(2), self.lookalike(sentence))
        elif what == "kept, lookalike elsewhere":
            self._plant(self._elsewhere(passage), self.lookalike(sentence))
        elif what.startswith("passage renamed"):
            case.passage = self._renamed(passage, keeps=not what.endswith("no former id"))
        elif what == "page renamed":
            page, _, slug = passage.partition("#")
            new = f"{page}-new"
            for key in [key for key in self.cut if key.partition("#")[0] == page]:
                self.cut[f"{new}#{key.partition('#')[2]}"] = self.cut.pop(key)
            self.former[page] = new
            case.passage = f"{new}#{slug}"
            for other in self.cases:
                if other.passage and other.passage.partition("#")[0] == page:
                    other.passage = f"{new}#{other.passage.partition('#')[2]}"
            self._free = [(key, n) for key, n in self._free if key.partition("#")[0] != page]

    def lightly(self, sentence: str) -> str:
        """At most an eighth of the words: another word for one, or one put in."""
        parts = sentence.split(" ")
        for _ in range(max(1, len(parts) // 12)):
            known = [n for n, part in enumerate(parts) if part.lower() in _SYNONYMS]
            if known and self.random.random() < 0.7:
                at = self.random.choice(known)
                parts[at] = _SYNONYMS[parts[at].lower()]
            else:
                parts.insert(
                    self.random.randrange(1, len(parts)) if len(parts) > 1 else 1, self.random.choice(_FILLERS)
                )
        return " ".join(parts)

    def heavily(self, sentence: str) -> str:
        """About two words in five are others."""
        parts = sentence.split(" ")
        for at in self.random.sample(range(len(parts)), max(1, 2 * len(parts) // 5)):
            parts[at] = self.random.choice(_OTHER) + ("." if parts[at].endswith(".") else "")
        return " ".join(parts)

    def lookalike(self, sentence: str) -> str:
        """Another sentence that reads nearly alike: a word or two in eight are others."""
        parts = sentence.split(" ")
        for at in self.random.sample(range(len(parts)), max(1, len(parts) // 8)):
            parts[at] = self.random.choice(_OTHER) + ("." if parts[at].endswith(".") else "")
        return " ".join(parts)

    def _turned(self, sentence: str) -> str:
        parts = sentence.split(" ")
        numbers = [n for n, part in enumerate(parts) if part.strip(".,;:").isdigit()]
        if numbers:
            at = self.random.choice(numbers)
            parts[at] = parts[at].replace(parts[at].strip(".,;:"), str(int(parts[at].strip(".,;:")) + 5))
        else:
            parts.insert(min(2, len(parts)), "not")
        return " ".join(parts)

    def _split(self, sentence: str) -> str:
        parts = sentence.split(" ")
        if len(parts) < 6:
            return sentence
        middle = len(parts) // 2
        parts[middle - 1] = parts[middle - 1].rstrip(",;:") + "."
        parts[middle] = parts[middle][:1].upper() + parts[middle][1:]
        return " ".join(parts)

    def _elsewhere(self, passage: str, *, same_page: bool = False) -> str:
        page = passage.partition("#")[0]
        pool = [k for k in self.cut if k != passage and (k.partition("#")[0] == page) == same_page and self.cut[k]]
        return self.random.choice(pool or [key for key in self.cut if key != passage])

    def _plant(self, passage: str, sentence: str) -> None:
        self.cut[passage].insert(self.random.randrange(len(self.cut[passage]) + 1), sentence)

    def _renamed(self, passage: str, *, keeps: bool) -> str:
        page, _, slug = passage.partition("#")
        new = f"{page}#{slug}-new"
        self.cut = {new if key == passage else key: cut for key, cut in self.cut.items()}
        if keeps:
            self.former[passage] = new
        for case in self.cases:
            if case.passage == passage:
                case.passage = new
        self._free = [(key, n) for key, n in self._free if key != passage]
        return new


def _joined(cut: list[str]) -> str:
    """Sentences side by side in paragraphs; what does not end as a sentence does stands on a line of its own."""
    text = ""
    for number, sentence in enumerate(cut):
        ended = text.endswith((".", "!", "?")) and sentence[:1].isupper()
        text += ("" if not text else " " if ended and number % 4 else "\n") + sentence
    return text
