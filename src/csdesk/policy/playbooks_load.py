"""From a file to a Playbook; the key set is closed, and every mistake is named with its file and line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final, cast

from csdesk import yamlfile
from csdesk.policy.playbooks_model import (
    ANCHORS,
    CHANNELS,
    FARTHEST,
    OWNERS,
    PURPOSES,
    Anchor,
    Criterion,
    Escalate,
    Phase,
    Playbook,
    Purpose,
    Step,
    Trigger,
)
from csdesk.policy.playbooks_reader import ID, Fault, Known, PlaybookError, Reader, described, near
from csdesk.yamlfile import Node, Scalar, YamlError

KEYS: Final = ("playbook", "title", "about", "source", "policy", "for", "counts_from", "proposed_by", "tiers", "owner",
               "phases", "escalate")  # fmt: skip
PHASE_KEYS: Final = ("phase", "title", "about", "steps", "exit")
STEP_KEYS: Final = ("step", "title", "day", "days", "owner", "channel", "deliverable", "detail", "prompts", "opens",
                    "gate", "proof")  # fmt: skip
TRIGGER_KEYS: Final = ("when", "why")
CRITERION_KEYS: Final = ("criterion", "proof")
ESCALATE_KEYS: Final = ("after", "when", "to", "why")
HIGHEST_TIER: Final = 5


def load_playbook(path: Path, known: Known, *, own: bool = False) -> Playbook:
    """The playbook of a file; PlaybookError with everything that is wrong with it."""
    try:
        node = yamlfile.load(path)
    except YamlError as error:
        raise PlaybookError([Fault(error.file, error.line, (), error.reason)]) from error
    return read_playbook(node, known, stem=path.stem, own=own)


def read_playbook(node: Node, known: Known | None = None, *, stem: str = "", own: bool = False) -> Playbook:
    """The playbook that a parsed file states; `stem` is the name that its id must have. PlaybookError otherwise."""
    reader = _Reader(known or Known())
    found = reader.playbook(node, stem)
    if reader.faults:
        raise PlaybookError(reader.faults)
    return replace(found, own=own, file=node.file)


def node_of(data: object, file: str = "") -> Node:
    """Plain data (dict, list, texts, numbers) as a parsed file; `data` of another kind stands as its text."""
    if isinstance(data, dict):
        return Node({str(key): node_of(value, file) for key, value in data.items()}, file, 0, 0)
    if isinstance(data, list | tuple):
        return Node(tuple(node_of(value, file) for value in data), file, 0, 0)
    value: Scalar = data if data is None or isinstance(data, str | int | float | bool) else str(data)
    return Node(value, file, 0, 0)


class _Reader(Reader):
    def playbook(self, node: Node, stem: str) -> Playbook:
        keys = self.keys(node, "a playbook", KEYS)
        name = self.text(node, keys, "playbook", needed=True)
        if name and not ID.fullmatch(name):
            self.fault_at(keys["playbook"], "playbook", f"“{name}” is no id: small letters, figures and hyphens")
        elif name and stem and name != stem:
            self.fault_at(keys["playbook"], "playbook", f"the playbook is called “{name}” but its file “{stem}”")
        policies = self.texts(keys, "policy")
        if self.known.policies is not None:
            for at, one in enumerate(policies):
                if one not in self.known.policies:
                    said = f"there is no policy “{one}”{near(one, self.known.policies)}"
                    self.fault_at(keys["policy"], "policy", said, at)
        phases = self._phases(node, keys)
        return Playbook(
            id=name,
            title=self.text(node, keys, "title", needed=True),
            about=self.text(node, keys, "about", needed=True),
            source=self.text(node, keys, "source", needed=True),
            purpose=cast(Purpose, self.word(node, keys, "for", PURPOSES, "")),
            anchor=cast(Anchor, self.word(node, keys, "counts_from", tuple(ANCHORS), "start")),
            phases=phases,
            policies=policies,
            proposed_by=self._triggers(keys),
            tiers=self.texts(keys, "tiers"),
            owner=self.word(node, keys, "owner", tuple(OWNERS), "csm"),
            escalate=self._escalations(keys),
        )

    def _triggers(self, keys: dict[str, Node]) -> tuple[Trigger, ...]:
        found: list[Trigger] = []
        for at, node in self.items(keys, "proposed_by"):
            if not node.is_mapping:
                when, why = self.expression_of(node, "proposed_by", at), ""
            else:
                self.at += ["proposed_by", at]
                own = self.keys(node, "a trigger", TRIGGER_KEYS)
                if "when" not in own:
                    self.fault(node, "“when” is missing here", "when")
                when, why = self.expression(own, "when"), self.text(node, own, "why")
                del self.at[-2:]
            if when is not None:
                found.append(Trigger(when, why))
        return tuple(found)

    def _escalations(self, keys: dict[str, Node]) -> tuple[Escalate, ...]:
        if "escalate" not in keys:
            return ()
        node = keys["escalate"]
        single = node.is_mapping
        found: list[Escalate] = []
        for at, item in [(0, node)] if single else self.items(keys, "escalate"):
            steps: list[str | int] = ["escalate"] if single else ["escalate", at]
            self.at += steps
            own = self.keys(item, "an escalation", ESCALATE_KEYS)
            if own and ("after" in own) == ("when" in own):
                self.fault(item, "an escalation says “after” (days that a step is late) or “when” (a condition)")
            if own and "to" not in own:
                self.fault(item, "“to”, the tier of escalation, is missing here", "to")
            to = self.whole(own, "to", 1, HIGHEST_TIER)
            after, when = self.whole(own, "after", 1, 90), self.expression(own, "when")
            found.append(Escalate(to or 1, after, when, self.text(item, own, "why")))
            del self.at[-len(steps) :]
        return tuple(found)

    def _phases(self, node: Node, keys: dict[str, Node]) -> tuple[Phase, ...]:
        if "phases" not in keys:
            self.fault(node, "“phases” is missing here", "phases")
            return ()
        phases: list[Phase] = []
        known: set[str] = set()
        for at, item in self.items(keys, "phases"):
            self.at += ["phases", at]
            one = self._phase(item, known)
            if one.id and any(one.id == other.id for other in phases):
                self.fault(item, f"the phase “{one.id}” is given twice", "phase")
            phases.append(one)
            del self.at[-2:]
        if isinstance(keys["phases"].value, tuple) and not phases:
            self.fault_at(keys["phases"], "phases", "a playbook has at least one phase")
        return tuple(phases)

    def _phase(self, node: Node, known: set[str]) -> Phase:
        keys = self.keys(node, "a phase", PHASE_KEYS)
        steps: list[Step] = []
        for at, item in self.items(keys, "steps"):
            self.at += ["steps", at]
            one = self._step(item)
            if one.id and one.id in known:
                self.fault(item, f"the step “{one.id}” is given twice", "step")
            known.add(one.id)
            steps.append(one)
            del self.at[-2:]
        if keys and not steps:
            self.fault(node, "a phase has at least one step", "steps")
        gates = [at for at, one in enumerate(steps) if one.gate]
        if len(gates) > 1:
            self.faults.append(
                Fault(
                    node.file,
                    keys["steps"].line,
                    (*self.at, "steps", gates[1], "gate"),
                    "a phase has one gate at most",
                )
            )
        return Phase(
            self._id(node, keys, "phase"),
            self.text(node, keys, "title", needed=True),
            tuple(steps),
            self.text(node, keys, "about"),
            self._criteria(keys),
        )

    def _criteria(self, keys: dict[str, Node]) -> tuple[Criterion, ...]:
        found: list[Criterion] = []
        for at, node in self.items(keys, "exit"):
            self.at += ["exit", at]
            own = self.keys(node, "a criterion", CRITERION_KEYS)
            text = self.text(node, own, "criterion", needed=bool(own))
            found.append(Criterion(text, self.expression(own, "proof")))
            del self.at[-2:]
        return tuple(found)

    def _id(self, node: Node, keys: dict[str, Node], key: str) -> str:
        value = self.text(node, keys, key, needed=bool(keys))
        if value and not ID.fullmatch(value):
            self.fault_at(keys[key], key, f"“{value}” is no id: small letters, figures and hyphens")
        return value

    def _step(self, node: Node) -> Step:
        keys = self.keys(node, "a step", STEP_KEYS)
        first, last = self._days(node, keys)
        opens = self.text(node, keys, "opens")
        if opens and self.known.forms is not None and opens not in self.known.forms:
            self.fault_at(keys["opens"], "opens", f"there is no form “{opens}”{near(opens, self.known.forms)}")
        gate = False
        if "gate" in keys:
            if isinstance(keys["gate"].value, bool):
                gate = keys["gate"].value
            else:
                self.fault_at(keys["gate"], "gate", f"“gate” is true or false, not {described(keys['gate'])}")
        return Step(
            id=self._id(node, keys, "step"),
            title=self.text(node, keys, "title", needed=bool(keys)),
            first=first,
            last=last,
            owners=self._owners(keys),
            channel=self.word(node, keys, "channel", tuple(CHANNELS), "none"),
            deliverable=self.text(node, keys, "deliverable"),
            detail=self.text(node, keys, "detail"),
            prompts=self.texts(keys, "prompts"),
            opens=opens,
            gate=gate,
            proof=self.expression(keys, "proof"),
        )

    def _owners(self, keys: dict[str, Node]) -> tuple[str, ...]:
        if "owner" not in keys:
            return ("csm",)
        node = keys["owner"]
        nodes = node.value if isinstance(node.value, tuple) else (node,)
        found: list[str] = []
        for one in nodes:
            if one.value in OWNERS:
                found.append(str(one.value))
            else:
                said = f"nobody is called {described(one)}{near(str(one.value), OWNERS)}"
                self.fault_at(one, "owner", said)
        return tuple(dict.fromkeys(found)) or ("csm",)

    def _days(self, node: Node, keys: dict[str, Node]) -> tuple[int, int]:
        if keys and ("day" in keys) == ("days" in keys):
            self.fault(node, "a step names its day (day: 3) or its days (days: [3, 5])", "day")
            return 0, 0
        if "days" not in keys:
            day = self.whole(keys, "day", -FARTHEST, FARTHEST) or 0
            return day, day
        pair = keys["days"]
        if not isinstance(pair.value, tuple) or len(pair.value) != 2:
            self.fault_at(pair, "days", "“days” is two whole numbers: [from, to]")
            return 0, 0
        first, last = (self.whole_of(one, "days", -FARTHEST, FARTHEST, at) for at, one in enumerate(pair.value))
        if first is None or last is None:
            return 0, 0
        if first > last:
            self.fault_at(pair, "days", f"day {first} comes after day {last}; write the earlier one first")
        elif first < 0 <= last:
            self.fault_at(pair, "days", "the days of a step lie all before the day counted from, or all after it")
        return first, last
