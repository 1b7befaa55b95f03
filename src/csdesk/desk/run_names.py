"""What the conditions of playbooks may name, in words, for those who write their own."""

from __future__ import annotations

from dataclasses import dataclass

from csdesk.desk import document_forms, proofs, run_facts
from csdesk.desk.source_account import indicator_name
from csdesk.policy.load import policies


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a condition may use, with the words for it."""

    group: str
    name: str
    words: str


def glossary() -> tuple[Name, ...]:
    """Everything that a condition of a playbook may name, by group, for those who write playbooks."""
    known = policies().values()
    forms = sorted(document_forms.library().forms.values(), key=lambda one: one.title)
    readings = sorted({name for one in known for name in one.health.names})
    signals = {rule.id: rule.title for one in known for rule in one.signals.rules}
    return (
        *(Name("The account", name, one.label) for name, one in run_facts.FACTS.items()),
        *(Name("Shown by the book", name, name.replace("-", " ").capitalize()) for name in proofs.PROOFS),
        *(Name("Signals that are open", name, words) for name, words in signals.items()),
        *(Name("Newest readings", f"{run_facts.READINGS}{name}", indicator_name(name)) for name in readings),
        *(Name("Documents: draft or final", f"{run_facts.DOCUMENTS}{one.id}", one.title) for one in forms),
    )
