"""Figures, and how they are shown."""

import datetime
import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass


@dataclass
class Figure:
    name: str
    value: float
    unit: str
    peer: str = ""
    peer_value: float | None = None
    #: What is aimed at: a limit for `value`, or for the ratio if `aim_is_ratio`.
    aim: float | None = None
    aim_is_ratio: bool = False
    more_is_better: bool = True

    @property
    def ratio(self) -> float | None:
        """Above 1 where Roost is better than its peer, whichever way the unit counts."""
        if not self.peer_value or not self.value:
            return None
        return self.value / self.peer_value if self.more_is_better else self.peer_value / self.value

    @property
    def met(self) -> bool | None:
        if self.aim is None:
            return None
        if self.aim_is_ratio:
            return self.ratio is not None and self.ratio >= self.aim
        return self.value >= self.aim if self.more_is_better else self.value <= self.aim


def number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def row(figure: Figure) -> list[str]:
    aim = ""
    if figure.aim is not None:
        sign = "≥" if figure.more_is_better or figure.aim_is_ratio else "≤"
        aim = f"{sign} {number(figure.aim)}{' of peer' if figure.aim_is_ratio else ''}"
    return [
        figure.name,
        number(figure.value),
        figure.unit,
        figure.peer,
        number(figure.peer_value),
        number(figure.ratio),
        aim,
        {True: "yes", False: "NO", None: ""}[figure.met],
    ]


def table(figures: list[Figure]) -> str:
    rows = [["", "Roost", "unit", "peer", "", "ratio", "aim", "met"], *map(row, figures)]
    widths = [max(len(cells[column]) for cells in rows) for column in range(len(rows[0]))]
    right = {1, 4, 5}

    def line(cells):
        parts = [c.rjust(w) if n in right else c.ljust(w) for n, (c, w) in enumerate(zip(cells, widths, strict=True))]
        return "  ".join(parts).rstrip()

    rule = "  ".join("-" * width for width in widths)
    return "\n".join([line(rows[0]), rule, *map(line, rows[1:])])


def write(figures: list[Figure], path, root) -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=root, capture_output=True, text=True
    ).stdout.strip()
    result = {
        "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "commit": commit,
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "figures": [{**asdict(figure), "ratio": figure.ratio, "met": figure.met} for figure in figures],
    }
    path.write_text(json.dumps(result, indent=2) + "\n")
