"""Decision guides, checklists and sessions."""

from __future__ import annotations

import pytest

from handbook.model.block import Callout, ListBlock, Paragraph, Span
from handbook.model.guide import Answer, Checklist, Item, ItemGroup, Pathway, Session, SessionStep, Step
from handbook.model.page import Link
from tests.content.helpers import compiled, only, said

PATHWAY = """\
id: pathways/joint
title: "Should this be joint?"
summary: Walk the decision.
steps:
  - id: offence
    question: "Is it an *offence*?"
    why: >-
      Social care tells the police [@berks],
      see [the page](procedures/joint).
    rests_on: [procedures/joint-or-single-agency#threshold]
    answers:
      - {text: "Yes, or **perhaps**", to: police}
      - {text: "No", to: single}
ends:
  - id: police
    title: "Tell the police"
    do: ["Ring", "Then [write](procedures/recording)"]
    record: ["Who, when"]
  - id: single
    title: "Go on alone"
"""


def test_a_pathway_and_its_page() -> None:
    record = compiled(PATHWAY, "pathways/joint.yaml")
    assert not record.problems and record.info and record.body
    assert record.data == Pathway(
        "pathways/joint",
        "Should this be joint?",
        (
            Step(
                "offence",
                "Is it an offence?",
                "Social care tells the police [@berks], see [the page](procedures/joint).",
                (Answer("Yes, or perhaps", "police"), Answer("No", "single")),
                ("procedures/joint-or-single-agency#threshold",),
            ),
            Step(
                "police", "Tell the police", do=("Ring", "Then [write](procedures/recording)"), record=("Who, when",)
            ),
            Step("single", "Go on alone"),
        ),
    )
    info = record.info
    assert (info.kind, info.part, info.id) == ("pathway", "pathways", "pathways/joint")
    assert [heading.slug for heading in info.headings] == ["offence", "police", "single"]
    top, offence, police, _ = record.body.passages
    assert top.blocks[0].spans[-1] == Span("Is it an offence?", target="pathways/joint#offence")  # type: ignore[union-attr]
    assert offence.title == "Is it an offence?" and offence.line == 5
    why, answers, rests = offence.blocks
    assert isinstance(why, Paragraph) and why.spans[0] == Span("Why we ask: ", strong=True)
    assert isinstance(answers, ListBlock)
    assert answers.items[0] == (
        Paragraph((
            Span("Yes, or ", strong=True), Span("perhaps", strong=True), Span(" → "),
            Span("Tell the police", target="pathways/joint#police"),
        )),
    )  # fmt: skip
    assert rests == Paragraph((
        Span("Rests on: "),
        Span("Joint or single agency: threshold", target="procedures/joint-or-single-agency#threshold"),
    ))  # fmt: skip
    assert isinstance(police.blocks[0], Callout) and police.blocks[0].kind == "do"
    assert police.text == "Ring\nThen write\nRecord:\nWho, when"


def test_links_in_a_guide_have_their_place_in_the_file() -> None:
    record = compiled(PATHWAY, "pathways/joint.yaml")
    assert record.info and record.info.links == (
        Link("berks", 8, 36, citation=True),
        Link("procedures/joint", 9, 11),
        Link("procedures/joint-or-single-agency#threshold", 10, 16),
        Link("procedures/recording", 17, 24),
    )


def pathway(steps: str) -> str:
    return f"title: A\nsteps:\n{steps}ends:\n  - {{id: end, title: End}}\n"


@pytest.mark.parametrize(
    ("steps", "place", "rule", "words"),
    [
        ("  - {id: a, question: Q}\n", (3, 10), "dead-end", "answers"),
        ("  - {id: a, question: Q, answers: [{text: X, to: ende}]}\n", (3, 50), "dead-answer", '"end"'),
        (
            "  - {id: a, question: Q, answers: [{text: X, to: end}]}\n"
            "  - {id: b, question: Q, answers: [{text: X, to: end}]}\n",
            (4, 10), "unreachable-step", "lead to it",
        ),
        (
            "  - {id: a, question: Q, answers: [{text: X, to: b}, {text: Z, to: end}]}\n"
            "  - {id: b, question: Q, answers: [{text: X, to: b}]}\n",
            (4, 10), "no-way-out", "end",
        ),
        ("  - {id: a, question: Q, answers: [{text: X, to: end}]}\n  - {id: a, question: R}\n", (4, 10), "duplicate-id", ""),
        ("  - {id: A, question: Q, answers: [{text: X, to: end}]}\n", (3, 10), "bad-id", "small letters"),
        ("  - {id: ../a, question: Q, answers: [{text: X, to: end}]}\n", (3, 10), "bad-id", "small letters"),
        ("  - {id: top, question: Q, answers: [{text: X, to: end}]}\n", (3, 10), "bad-id", ""),
        ("  - {id: a, answers: [{text: X, to: end}]}\n", (3, 5), "missing", "question"),
        ("  - {id: a, question: Q, answers: [{text: No, to: end}]}\n", (3, 43), "quote-it", '"No"'),
    ],
)  # fmt: skip
def test_a_pathway_can_be_walked(steps: str, place: tuple[int, int], rule: str, words: str) -> None:
    problem = compiled(pathway(steps), "pathways/a.yaml").problems[0]
    assert said(problem) == (*place, rule, "error"), problem
    assert words in problem.fix and problem.fix
    assert problem.quoted == pathway(steps).split("\n")[place[0] - 1]


def test_going_back_is_allowed_where_there_is_a_way_out() -> None:
    steps = (
        "  - {id: a, question: Q, answers: [{text: X, to: b}]}\n"
        "  - {id: b, question: Q, answers: [{text: Back, to: a}, {text: Z, to: end}]}\n"
    )
    assert not compiled(pathway(steps), "pathways/a.yaml").problems


def test_a_long_pathway_is_checked_without_recursion() -> None:
    steps = "".join(f"  - {{id: s{n}, question: Q, answers: [{{text: X, to: s{n + 1}}}]}}\n" for n in range(3000))
    steps += "  - {id: s3000, question: Q, answers: [{text: X, to: end}]}\n"
    assert not compiled(pathway(steps), "pathways/a.yaml").problems


CHECKLIST = """\
title: Before a visit
groups:
  - title: Before you leave
    items:
      - id: read
        text: "Read the chronology again [@brighton]."
        why: "It is *easy* to forget."
        rests_on: [hard-to-reach/home-visits#before]
      - {id: call, text: "Say where you are going."}
  - title: Read
    items:
      - {id: see, text: See the child.}
"""


def test_a_checklist_and_its_page() -> None:
    record = compiled(CHECKLIST, "checklists/visit.yaml")
    assert not record.problems and record.body
    assert record.data == Checklist(
        "checklists/visit",
        "Before a visit",
        (
            ItemGroup(
                "Before you leave",
                (
                    Item(
                        "read", "Read the chronology again [1].", "It is *easy* to forget.",
                        ("hard-to-reach/home-visits#before",),
                    ),
                    Item("call", "Say where you are going."),
                ),
            ),
            ItemGroup("Read", (Item("see", "See the child."),)),
        ),
    )  # fmt: skip
    assert [(p.slug, p.level, p.headings) for p in record.body.passages] == [
        ("top", 1, ()),
        ("before-you-leave", 2, ("Before you leave",)),
        ("read", 3, ("Before you leave", "Read the chronology again [1].")),
        ("call", 3, ("Before you leave", "Say where you are going.")),
        ("read-2", 2, ("Read",)),
        ("see", 3, ("Read", "See the child.")),
    ]
    assert record.body.passages[2].text == (
        "Read the chronology again [1].\nWhy: It is easy to forget.\nRests on: Home visits: before"
    )
    assert record.body.passages[3].text == ""


SESSION = """\
title: Investigative mindset
sources: [seed-s15]
restraint: Not outside.
minutes: 15
aims: ["Say one thing."]
session_audience: "A team"
warning: "You may leave."
steps:
  - id: opening
    title: Opening
    minutes: 5
    room: |
      **Investigative mindset**

      * one [a](synopsis/about)
    notes: |
      Read it [@seed-s15].
    difficulty: "Stop."
    keep_at: [7, 20]
    rests_on: [synopsis/about]
  - id: pairs
    title: Pairs
    minutes: 10
    kind: activity
    prompt: "Why?"
    activity: "Talk."
"""


def test_a_session_and_its_page() -> None:
    record = compiled(SESSION, "sessions/mindset.yaml")
    assert not record.problems and record.body and record.info
    assert record.data == Session(
        "sessions/mindset", "Investigative mindset", 15, ("Say one thing.",), "A team", "You may leave.",
        "Not outside.", ("seed-s15",),
        (
            SessionStep(
                "opening", "Opening", 5, "talk", "**Investigative mindset**\n\n* one [a](synopsis/about)",
                notes="Read it [@seed-s15].", difficulty="Stop.", keep_at=(7, 20), rests_on=("synopsis/about",),
            ),
            SessionStep("pairs", "Pairs", 10, "activity", prompt="Why?", activity="Talk."),
        ),
    )  # fmt: skip
    top, opening, pairs = record.body.passages
    assert top.text == "15 minutes. For: A team\nSay before it starts: You may leave.\nAims:\nSay one thing."
    assert opening.text == (
        "5 minutes, talk; kept when there are 7 or 20 minutes.\nThe room sees:\nInvestigative mindset\none a\n"
        "For the facilitator only: Read it [1].\n"
        "For the facilitator only, if it gets difficult: Stop.\nRests on: About"
    )
    assert pairs.text == "10 minutes, activity.\nAsk the room: Why?\nActivity: Talk."
    assert record.info.links[0] == Link("synopsis/about", 15, 13)


@pytest.mark.parametrize(
    ("before", "after", "place", "rule", "fix"),
    [
        ("minutes: 15", "minutes: 20", (4, 10), "minutes-sum", "minutes: 15"),
        ("minutes: 15", "minutes: fifteen", (4, 10), "wrong-type", "number alone"),
        ("minutes: 15\n", "", (1, 1), "missing", "minutes"),
        ("kind: activity", "kind: game", (24, 11), "wrong-value", "talk"),
        ("keep_at: [7, 20]", "keep_at: [8]", (19, 15), "wrong-value", "keep_at"),
        ("minutes: 10", "minutes: 0", (23, 14), "wrong-type", "number alone"),
        ("id: pairs", "id: opening", (21, 9), "duplicate-id", "another id"),
        ("keep_at", "keepat", (19, 5), "unknown-key", '"keep_at"'),
        ('"Talk."', '"<b>Talk</b>"', (26, 16), "raw-html", "Remove"),
        ("      * one", "      * one ![x](y)", (15, 13), "picture", "words"),
        ("(synopsis/about)", "(http://x.org)", (15, 13), "link-scheme", "https:"),
    ],
)
def test_mistakes_in_a_session(before: str, after: str, place: tuple[int, int], rule: str, fix: str) -> None:
    text = SESSION.replace(before, after)
    problem = compiled(text, "sessions/mindset.yaml").problems[0]
    assert (problem.line, problem.column, problem.rule) == (*place, rule), problem
    assert fix in problem.fix
    assert problem.quoted == text.split("\n")[place[0] - 1].rstrip()


def test_a_guide_needs_its_own_keys() -> None:
    for file, key in (("pathways/a.yaml", "steps"), ("checklists/a.yaml", "groups"), ("sessions/a.yaml", "steps")):
        record = compiled("title: A\n", file)
        assert any(p.rule == "missing" and f'"{key}"' in p.message for p in record.problems), record.problems


def test_a_guide_is_keys_with_values() -> None:
    problem = compiled("- a\n", "pathways/a.yaml").problems[0]
    assert said(problem) == (1, 1, "wrong-type", "error")
    assert only(compiled("title: [", "pathways/a.yaml")).rule == "yaml-bracket"
