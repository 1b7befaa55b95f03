"""The health score configuration: begun from the model in use, and accepted as a policy of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import document_state as states
from csdesk.desk import document_write, health_facts, settings
from csdesk.desk.account_rows import chosen_policy
from csdesk.desk.document_state import Loaded
from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.health_facts import OF_THE_BOOK
from csdesk.desk.policies import Effect, effect_of
from csdesk.desk.sources import Asked, Given, Source
from csdesk.forms.gaps import gaps
from csdesk.forms.state import Row, SectionState
from csdesk.policy.health_model import Indicator, Input, reading_name
from csdesk.policy.load import Policy, own_folder, policies, read_policy
from csdesk.yamlfile import YamlError, loads

if TYPE_CHECKING:
    from csdesk.desk.core import Desk, Transaction

FORM: Final = "health-configuration"
_MODEL: Final = ("method", "indicators", "figures", "total")
"""The sections that the model is made from; gaps elsewhere do not keep it from being used."""
_WORDS: Final = frozenset({"data", "definition", "interval", "owner", "accuracy", "approach"})
"""Fields of those sections that no score depends on."""


# First values


def _figures(one: Input) -> dict[str, Any]:
    stepped = bool(one.steps)
    return {
        "readings": ", ".join(one.readings), "measure": one.measure, "unit": one.unit or None, "of": one.of,
        "best": None if stepped else one.best, "yellow": None if stepped else one.yellow,
        "red": None if stepped else one.red, "below": one.below or None,
    }  # fmt: skip


def _origins(desk: Desk) -> dict[str, str]:
    """Where the readings of each name mostly come from."""
    with desk.book.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT indicator, origin, count(*) FROM indicator_reading WHERE deleted_at IS NULL "
            "AND indicator IS NOT NULL AND origin IS NOT NULL GROUP BY 1, 2 ORDER BY 3"
        ).all()
    return {reading_name(indicator): str(origin) for indicator, origin, _ in found}


def _indicators(asked: Asked) -> Given:
    rows: list[Mapping[str, Any]] = []
    origins = _origins(asked.desk) | dict.fromkeys(OF_THE_BOOK, health_facts.BOOK)
    for one in chosen_policy(asked.desk).health.indicators:
        known = dict.fromkeys(origins[name] for each in one.inputs for name in each.readings if name in origins)
        row: dict[str, Any] = {
            "label": one.label, "indicator": one.id, "data": ", ".join(known) or "Typed or imported",
            "definition": one.about or None, "interval": one.interval, "weight": one.weight, "parts": _parts(one),
        }  # fmt: skip
        rows.append(row | (_figures(one.inputs[0]) if one.single and not one.first else {}))
    return Given(rows=tuple(rows), origin=chosen_policy(asked.desk).title)


def _parts(one: Indicator) -> str:
    return "first" if one.first else "one" if one.single else "all"


def _behind(asked: Asked) -> Given:
    rows = [
        {"indicator": one.id, "figure": each.id, "label": each.label, "share": None if one.first else each.share,
         **{name: value for name, value in _figures(each).items() if name not in ("unit", "of", "below")}}
        for one in chosen_policy(asked.desk).health.indicators
        if _parts(one) != "one"
        for each in one.inputs
    ]  # fmt: skip
    return Given(rows=tuple(rows), origin=chosen_policy(asked.desk).title)


def _rationale(asked: Asked) -> Given:
    rows = [
        {"indicator": one.label, "weight": one.weight, "why": one.why or None}
        for one in chosen_policy(asked.desk).health.indicators
    ]
    return Given(rows=tuple(rows), origin=chosen_policy(asked.desk).title)


def _segments(asked: Asked) -> Given:
    rows = [
        {"tier": tier, "indicator": indicator, "weight": weight}
        for tier, weights in chosen_policy(asked.desk).health.segments.items()
        for indicator, weight in weights.items()
    ]
    return Given(rows=tuple(rows), origin=chosen_policy(asked.desk).title)


_INDICATOR: Final = frozenset(
    {"label", "indicator", "data", "definition", "interval", "weight", "parts", "readings", "measure", "unit", "of",
     "best", "yellow", "red", "below"}
)  # fmt: skip
_FIGURE: Final = frozenset(
    {"indicator", "figure", "label", "share", "readings", "measure", "best", "yellow", "red"}
)  # fmt: skip

SOURCES: Final[dict[str, Source]] = {
    "health-policy": Source(lambda asked: Given(chosen_policy(asked.desk).title, origin="Settings")),
    "health-green": Source(lambda asked: Given(chosen_policy(asked.desk).floor("green"), origin="Policy")),
    "health-yellow": Source(lambda asked: Given(chosen_policy(asked.desk).floor("yellow"), origin="Policy")),
    "health-coverage": Source(lambda asked: Given(chosen_policy(asked.desk).health.green_needs, origin="Policy")),
    "health-indicators": Source(_indicators, _INDICATOR, ("indicator",)),
    "health-figures": Source(_behind, _FIGURE, ("indicator", "figure")),
    "health-rationale": Source(_rationale, frozenset({"indicator", "weight", "why"}), ("indicator",)),
    "health-segments": Source(_segments, frozenset({"tier", "indicator", "weight"}), ("tier", "indicator")),
}


# From the form to a policy


def _value(row: Row | SectionState, name: str) -> Any:
    return row.answers[name].value if name in row.answers else None


def _number(value: Any) -> int | float:
    number = float(value)
    return int(number) if number.is_integer() else round(number, 4)


def _numbers(row: Row, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _number(found) for name in names if (found := _value(row, name)) is not None}


def _readings(row: Row) -> list[str]:
    return [reading_name(part) for part in str(_value(row, "readings") or "").split(",") if part.strip()]


def stated(loaded: Loaded, base: Policy, policy_id: str, title: str) -> dict[str, Any]:
    """The policy that the answers state, as it is written to its file: what they do not speak of is the base's."""
    state = loaded.state.sections
    why = {str(_value(row, "indicator")): _value(row, "why") for row in state["rationale"].rows}
    known = {one.id: one for one in base.health.indicators}
    indicators = [_indicator(row, state["figures"].rows, why, known) for row in state["indicators"].rows]
    green, yellow = _number(_value(state["method"], "green_from")), _number(_value(state["method"], "yellow_from"))
    health: dict[str, Any] = {
        "source": f"{loaded.head.form.title}, {base.title}",
        "green_needs": _number(_value(state["method"], "green_needs") or 0),
        "indicators": indicators,
    }
    weights: dict[str, dict[str, Any]] = {}
    for row in state["segment_weights"].rows:
        if _value(row, "weight") is not None:
            named = weights.setdefault(str(_value(row, "tier") or ""), {})
            named[str(_value(row, "indicator") or "")] = _number(_value(row, "weight"))
    if weights:
        health["segments"] = [{"tier": tier, "weights": found} for tier, found in weights.items()]
    return {
        "policy": policy_id,
        "extends": base.extends if base.own else base.id,
        "title": title,
        "about": f"Our own health score, begun from {base.title}.",
        "source": loaded.head.form.title,
        **_bands(base, green, yellow),
        "health": health,
    }


def _bands(base: Policy, green: int | float, yellow: int | float) -> dict[str, Any]:
    """Nothing where the bands are the base's, else those of the form; an own base's are said again."""
    if (base.floor("green"), base.floor("yellow")) != (green, yellow):
        three = (green, "Healthy", "green"), (yellow, "At risk", "yellow"), (0, "Critical", "red")
        return {"score": "health", "bands": [{"from": at, "word": word, "tone": tone} for at, word, tone in three]}
    if not base.own:
        return {}
    said = [{"from": _number(one.start), "word": one.word, "tone": one.tone} for one in base.bands]
    return {"score": base.score, "bands": said}


def _indicator(
    row: Row, figures: tuple[Row, ...], why: Mapping[str, Any], known: Mapping[str, Indicator]
) -> dict[str, Any]:
    label = str(_value(row, "label") or "")
    name = str(_value(row, "indicator") or reading_name(label).replace("_", "-"))
    before = known.get(name)
    found: dict[str, Any] = {"id": name, "label": label, "weight": _number(_value(row, "weight") or 0)}
    source = before.source if before and before.source else _value(row, "data")
    told = {"about": _value(row, "definition"), "source": source, "interval": _value(row, "interval"),
            "why": why.get(label) or why.get(name)}  # fmt: skip
    found |= {key: value for key, value in told.items() if value}
    parts = _value(row, "parts") or "one"
    if parts == "one":
        return found | _input(row, before.inputs[0] if before and before.single else None)
    if parts == "first":
        found["takes"] = "first"
    old = {one.id: one for one in before.inputs} if before else {}
    found["inputs"] = [_behind_of(each, old, first=parts == "first") for each in figures
                       if str(_value(each, "indicator") or "") in (name, label)]  # fmt: skip
    return found


def _behind_of(row: Row, old: Mapping[str, Input], *, first: bool) -> dict[str, Any]:
    name = str(_value(row, "figure") or reading_name(str(_value(row, "label") or "")))
    found = {"id": name, "label": str(_value(row, "label") or name)}
    if not first:
        found["share"] = _number(_value(row, "share") or 0)  # type: ignore[assignment]
    return found | _input(row, old.get(name))


def _input(row: Row, before: Input | None) -> dict[str, Any]:
    """The figures of one input; what the form does not ask for is as it was."""
    found: dict[str, Any] = {"readings": _readings(row), "measure": _value(row, "measure") or "value"}
    unit, of, below = _value(row, "unit"), _value(row, "of"), _value(row, "below")
    if before is not None:
        unit, of = unit or before.unit, before.of if of is None else of
        below = before.below if below is None else below
        found |= {"days": before.days, "stale_after": before.stale_after}
        if before.steps and _value(row, "yellow") is None:
            return found | {"steps": [[_number(start), _number(points)] for start, points in before.steps]}
    found |= {key: value for key, value in (("unit", unit), ("of", None if of is None else _number(of)),
                                            ("below", below or None)) if value is not None}  # fmt: skip
    figures = _numbers(row, ("best", "yellow", "red"))
    if before is not None and not before.steps and (before.red - before.worst) * (before.yellow - before.red) >= 0:
        worst = before.worst
        red = figures.get("red", before.red)
        if (figures.get("yellow", before.yellow) - red) * (red - worst) >= 0:
            figures["worst"] = _number(worst)
    return found | figures


def policy_of(desk: Desk, loaded: Loaded, policy_id: str = "own") -> tuple[Policy, str]:
    """The policy that a configuration states, and its file's text; Invalid says what keeps it from being one."""
    import yaml

    missing = gaps(loaded.head.form, loaded.state).missing
    left = [one for one in missing if one.section in _MODEL and one.field not in _WORDS]
    if left:
        first = left[0]
        more = f" ({len(left) - 1} more)" if len(left) > 1 else ""
        raise Invalid(
            f"{first.section}/{first.row}/{first.field}", f"{first.where}, {first.label}: {first.reason}{more}"
        )
    base = chosen_policy(desk)
    title = f"{_value(loaded.state.sections['setup'], 'organisation') or 'Our own'} health"
    text = yaml.safe_dump(stated(loaded, base, policy_id, title), sort_keys=False, allow_unicode=True, width=110)
    shipped = {name: one for name, one in policies().items() if not one.own}
    try:
        return read_policy(loads(text, f"{policy_id}.yaml"), shipped, policy_id, own=True), text
    except YamlError as error:
        raise Invalid("health-configuration", error.reason) from error


def _loaded(desk: Desk, document_id: int | None) -> Loaded:
    from csdesk.desk.documents import existing

    found = document_id if document_id is not None else existing(desk, FORM, None)
    if found is None:
        raise DeskError("There is no health score configuration yet.", "Nothing was changed.",
                        "Begin one in Documents, or with csdesk fill health-configuration.")  # fmt: skip
    return states.load(desk, found)


def effect(desk: Desk, document_id: int | None = None) -> Effect:
    """What accepting the configuration (the newest, unless one is named) would change in the book."""
    return effect_of(desk, policy_of(desk, _loaded(desk, document_id))[0])


def accept(desk: Desk, document_id: int | None = None) -> Path:
    """Write the configuration as a policy of one's own and read the book by it; the policy's file.

    A file that is there is never written over, so that undo finds the policy of before as it was.
    """
    loaded = _loaded(desk, document_id)
    folder = own_folder()
    number = 1
    while (folder / f"{_name(number)}.yaml").exists():
        number += 1
    _, text = policy_of(desk, loaded, _name(number))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{_name(number)}.yaml"
    path.write_text(f"# Made from the health score configuration on {desk.clock.today()}.\n{text}", encoding="utf-8")
    settings.choose_policy(desk, _name(number))
    return path


def _name(number: int) -> str:
    return "own" if number == 1 else f"own-{number}"


# As follow-ups of the form


def effect_left(desk: Desk, loaded: Loaded) -> bool:
    """Whether the effect in the document is not that of its configuration as it stands."""
    try:
        found = policy_of(desk, loaded)[0]
    except Invalid:
        return True
    return bool(_value(loaded.state.sections["effect"], "version") != _version(found))


def _version(policy: Policy) -> str:
    return f"{policy.health.version}-{policy.floor('green'):g}-{policy.floor('yellow'):g}"


def note_effect(desk: Desk, tx: Transaction, loaded: Loaded) -> str:
    """Write the effect into the document; what it comes to in a sentence."""
    found = policy_of(desk, loaded)[0]
    told = effect_of(desk, found)
    section = document_write.find_section(loaded.head.form, "effect")
    for name, value in (("said", told.lines), ("version", _version(found))):
        document_write.put(desk, tx, loaded.head, section, document_write.find_field(section, name), "", value)
    tx.update("document", loaded.head.id, {"dated": desk.clock.today()})
    return " ".join(told.lines)


def accept_left(desk: Desk, loaded: Loaded) -> bool:
    """Whether the book is not read by this configuration yet."""
    try:
        found = policy_of(desk, loaded)[0]
    except Invalid:
        return True
    now = chosen_policy(desk)
    return bool(not now.own or _version(now) != _version(found))


def take(desk: Desk, tx: Transaction, loaded: Loaded) -> str:
    """Accept the configuration, once its effect has been looked at as it stands."""
    if effect_left(desk, loaded):
        raise Invalid("effect", "the effect on the book was worked out for other figures",
                      "Work out the effect again, look at it, then accept.")  # fmt: skip
    path = accept(desk, loaded.head.id)
    return f"The book is read by your own policy now: {path.name}."
