"""How much of a caption the model's text encoder will read, estimated without loading it."""

from engine.caption_text import WINDOW, estimate_tokens

__all__ = ["WINDOW", "count_tokens"]


def count_tokens(caption: str) -> int:
    """About how many tokens `caption` is, start and end marks included."""
    return estimate_tokens(caption)
