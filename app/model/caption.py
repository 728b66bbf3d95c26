"""How much of a caption the model's text encoder will read, estimated without loading it."""

import re

WINDOW = 77  # tokens, start and end marks included
# CLIP's own way of cutting text into words; most common words are one token, longer ones are split further.
_WORD = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|[^\s\w]+|_", re.IGNORECASE)
_LETTERS_PER_TOKEN = 7


def count_tokens(caption: str) -> int:
    """About how many tokens `caption` is, start and end marks included."""
    return 2 + sum(1 + (len(word) - 1) // _LETTERS_PER_TOKEN for word in _WORD.findall(caption))
