"""The plain data of policies' files, as they are written: what an editor changes."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any, Final

from csdesk import paths, yamlfile
from csdesk.policy.load import own_folder

BASE: Final = "handbook"
"""The policy that speaks where every other is silent."""


class PolicyFiles:
    """The plain data of policies' files, as they are written."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Any]] = {}

    def of(self, policy_id: str) -> dict[str, Any]:
        """A policy's file, with the sections that stand in files of their own."""
        if policy_id not in self._known:
            shipped = paths.resources() / "policies"
            folder = shipped if (shipped / f"{policy_id}.yaml").exists() else own_folder()
            self._known[policy_id] = _plain(folder, policy_id)
        return copy.deepcopy(self._known[policy_id])

    def below(self, base: str) -> list[dict[str, Any]]:
        """The base and, below it, the handbook."""
        for name in (base, BASE):
            if name not in self._known:
                self.of(name)
        return [self._known[name] for name in dict.fromkeys((base, BASE))]


def _plain(folder: Path, policy_id: str) -> dict[str, Any]:
    found: dict[str, Any] = dict(yamlfile.load(folder / f"{policy_id}.yaml").plain())  # type: ignore[call-overload]
    for part in sorted(folder.glob(f"{policy_id}.*.yaml")):
        found[part.stem.partition(".")[2]] = yamlfile.load(part).plain()
    if isinstance(found.get("tiers"), list):
        found["tiers"] = {"tiers": found["tiers"]}
    return found
