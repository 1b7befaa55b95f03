"""A playbook as plain data and as the text of its file; what is written reads back as it was."""

from __future__ import annotations

from typing import Any

from csdesk import yamlfile
from csdesk.policy.playbooks_model import Escalate, Phase, Playbook, Step


def as_data(playbook: Playbook) -> dict[str, Any]:
    """The playbook as plain data in the order of its file; what is as usual is left out."""
    found: dict[str, Any] = {"playbook": playbook.id, "title": playbook.title, "about": playbook.about,
                             "source": playbook.source}  # fmt: skip
    if playbook.policies:
        found["policy"] = list(playbook.policies)
    found |= {"for": playbook.purpose, "counts_from": playbook.anchor}
    if playbook.proposed_by:
        found["proposed_by"] = [
            {"when": one.when.text, "why": one.why} if one.why else one.when.text for one in playbook.proposed_by
        ]
    if playbook.tiers:
        found["tiers"] = list(playbook.tiers)
    found["owner"] = playbook.owner
    found["phases"] = [_phase_data(one) for one in playbook.phases]
    if playbook.escalate:
        found["escalate"] = [_escalate_data(one) for one in playbook.escalate]
    return found


def _phase_data(phase: Phase) -> dict[str, Any]:
    found: dict[str, Any] = {"phase": phase.id, "title": phase.title}
    if phase.about:
        found["about"] = phase.about
    found["steps"] = [_step_data(one) for one in phase.steps]
    if phase.exit:
        found["exit"] = [
            {"criterion": one.text} | ({"proof": one.proof.text} if one.proof else {}) for one in phase.exit
        ]
    return found


def _step_data(step: Step) -> dict[str, Any]:
    found: dict[str, Any] = {"step": step.id, "title": step.title}
    found |= {"day": step.last} if step.first == step.last else {"days": [step.first, step.last]}
    found["owner"] = step.owners[0] if len(step.owners) == 1 else list(step.owners)
    if step.channel != "none":
        found["channel"] = step.channel
    found |= {key: value for key in ("deliverable", "detail") if (value := getattr(step, key))}
    if step.prompts:
        found["prompts"] = list(step.prompts)
    if step.opens:
        found["opens"] = step.opens
    if step.gate:
        found["gate"] = True
    return found | ({"proof": step.proof.text} if step.proof else {})


def _escalate_data(one: Escalate) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if one.after is not None:
        found["after"] = one.after
    if one.when is not None:
        found["when"] = one.when.text
    return found | {"to": one.to} | ({"why": one.why} if one.why else {})


def to_text(data: dict[str, Any], head: str = "") -> str:
    """The file's text for plain data, after `head` (comment lines); `yamlfile` reads the same data from it."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = "|" if "\n" in value else '"' if _needs_quotes(value) else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    def items(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.SequenceNode:
        flat = all(isinstance(one, int) for one in value) or all(
            isinstance(one, str) and len(one) < 20 for one in value
        )
        return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=flat)

    Dumper.add_representer(str, text)
    Dumper.add_representer(list, items)
    body: str = yaml.dump(data, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=110)
    return f"{head.rstrip()}\n\n{body}" if head.strip() else body


def _needs_quotes(value: str) -> bool:
    """Whether the text would be read as something else without quotes."""
    try:
        return yamlfile.loads(value).value != value
    except yamlfile.YamlError:
        return True


def head_of(text: str) -> str:
    """The comment lines at the top of a file, which are kept when it is written anew."""
    kept: list[str] = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            break
        kept.append(line)
    return "\n".join(kept).strip("\n")


def has_comments(text: str) -> bool:
    """Whether there are comments below the head, which writing it anew would lose."""
    body = text[len(head_of(text)) :] if head_of(text) else text
    return any(line.lstrip().startswith("#") for line in body.splitlines())
