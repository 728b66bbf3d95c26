"""A table in Markdown, its columns lined up."""

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"–|[-<]?[0-9][0-9.]*(e[+-][0-9]+)?²?")


def markdown(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lines of a table; texts to the left, numbers to the right."""
    widths = [max(3, *(len(row[column]) for row in (headers, *rows))) for column in range(len(headers))]
    right = [
        bool(rows) and all(_NUMBER.fullmatch(row[column]) for row in rows if row[column])
        for column in range(len(headers))
    ]

    def line(cells: Sequence[str]) -> str:
        padded = [
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(cells, widths, right, strict=True)
        ]
        return f"| {' | '.join(padded)} |"

    rule = "|".join(
        "-" * (width + 1) + (":" if to_right else "-") for width, to_right in zip(widths, right, strict=True)
    )
    return "\n".join([line(headers), f"|{rule}|", *map(line, rows)])
