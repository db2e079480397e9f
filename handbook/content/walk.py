"""Whether a decision guide can be walked: every answer leads on, every step is reached, and there is a way out."""

from __future__ import annotations

from collections.abc import Mapping

from handbook.content.report import Place, Report, meant
from handbook.model.guide import Pathway


def check_walk(pathway: Pathway, places: Mapping[str, Place], report: Report) -> None:
    """Report answers that lead nowhere, dead ends, steps that no answer reaches, and circles with no way out.

    Steps and ends are told apart by their place in ``places``: ``steps.N`` and ``ends.N``, in the order they have in
    the pathway.
    """
    ids = {step.id for step in pathway.steps}
    asked = [number for number, step in enumerate(pathway.steps) if f"steps.{number}.id" in places]
    onward: dict[str, list[str]] = {step.id: [] for step in pathway.steps}
    for number in asked:
        step, name = pathway.steps[number], f"steps.{number}"
        if not step.answers:
            message = f'The step "{step.id}" has no answers, so nobody can go on from it.'
            report.error("dead-end", places[f"{name}.id"], message, "Add answers, or move the step to ends.")
        for answer_number, answer in enumerate(step.answers):
            if answer.to in ids:
                onward[step.id].append(answer.to)
            elif answer.to:
                message = f'This answer leads to "{answer.to[:80]}", and there is no such step or end.'
                fix = meant(answer.to, sorted(ids)) + "Write the id of a step or end of this guide."
                report.error("dead-answer", places[f"{name}.answers.{answer_number}.to"], message, fix)
    if not pathway.steps:
        return
    reached = _reached({pathway.steps[0].id}, onward)
    backward: dict[str, list[str]] = {step.id: [] for step in pathway.steps}
    for step_id, following in onward.items():
        for other in following:
            backward[other].append(step_id)
    ends = {step.id for number, step in enumerate(pathway.steps) if number not in asked}
    saved = _reached(ends, backward)
    for number, step in enumerate(pathway.steps):
        ends_from = len(asked)
        name = f"steps.{number}" if number in asked else f"ends.{number - ends_from}"
        at = places.get(f"{name}.id", (1, 1))
        if step.id not in reached:
            message = f'No answer leads to "{step.id}".'
            report.error("unreachable-step", at, message, "Let an answer lead to it, or remove it.")
        elif step.answers and step.id not in saved and all(answer.to in ids for answer in step.answers):
            message = f'From "{step.id}" every answer leads in a circle and none to an end.'
            report.error("no-way-out", at, message, "Let one of the answers lead to an end.")


def _reached(start: set[str], onward: Mapping[str, list[str]]) -> set[str]:
    reached, waiting = set(start), list(start)
    while waiting:
        for step in onward.get(waiting.pop(), ()):
            if step not in reached:
                reached.add(step)
                waiting.append(step)
    return reached
