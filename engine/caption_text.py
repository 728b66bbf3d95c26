"""What a captioner says, made safe and short: one pure function. No torch here."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

WINDOW = 77
"""Tokens that CLIP's text encoders read at once, the marks of start and end included."""

MAX_CHARACTERS = 20_000  # of cleaned text that is looked at: far more than any limit leaves
MIN_WORDS = 3

# CLIP's own way of cutting text into words; most common words are one token, longer ones are split further.
_TOKEN = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|[^\s\w]+|_", re.IGNORECASE)
_LETTERS_PER_TOKEN = 7
_TOKENS_PER_LETTER = ((0x2E80, 2), (0x250, 1))  # from this code point on: CLIP reads other scripts byte by byte

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINERS = frozenset("\u200c\u200d")  # letters of Persian and of Indian scripts, and emoji, are joined by these
_REPLACEMENT = "\ufffd"  # bytes that were no text

# <CAPTION>, <loc_12>, </s>, <|im_end|>, [SEP]
_MARKS = re.compile(r"</?\|?[A-Za-z][\w\- ]{0,40}\|?>|\[/?(?:PAD|SEP|CLS|MASK|UNK|INST|unused\d{1,4})\]")
_MARKUP = re.compile(r"\*\*+|__+|`+|^\s{0,3}#{1,6}\s+|^\s{0,3}[-*•]\s+", re.MULTILINE)
_ARTEFACTS = re.compile(r"\baraf(?:ed|fe|fed|fes|fy)\b", re.IGNORECASE)  # no words: BLIP's training made them

_PICTURE = r"(?:image|photo|photograph|picture|pic|snapshot)"
_MEDIUM = rf"(?:{_PICTURE}|scene|frame|shot)"
_NAMED = rf"(?:the|this|that)\s+(?:given\s+|provided\s+|attached\s+|above\s+)?{_MEDIUM}"
_SEEMS = r"(?:is|appears\s+to\s+be|seems\s+to\s+be|looks\s+like)"
_SHOWS = (
    r"(?:shows?|showing|depicts?|depicting|displays?|displaying|features?|featuring|captures?|capturing|portrays?|"
    r"portraying|presents?|presenting|contains?|illustrates?|illustrating)"
)
_SEEN = r"(?:(?:we|you|one|i)\s+(?:can\s+)?see|there\s+(?:is|are))"


@cache  # compiled when a caption is cleaned: that takes 10 ms, which the window would wait for
def _openings() -> re.Pattern[str]:
    return re.compile(
        r"(?:"
        r"(?:assistant|answer|caption|description)\s*:\s*|"
        r"(?:sure|certainly|of\s+course|okay)\s*[,!.]\s*|"
        r"here(?:'s|\s+is)\s+(?:a|the|my)\s[^:.]{0,80}:\s*|"
        rf"{_NAMED}\s+(?:(?:clearly|mainly|also)\s+|(?:appears|seems)\s+to\s+)?{_SHOWS}(?:\s+(?:us\s+|that\s+)?|\W*$)|"
        rf"{_NAMED}\s+{_SEEMS}\s+(?:of|{_SHOWS})\s+|"
        rf"{_NAMED}\s+{_SEEMS}\s+(?=an?\s)|"
        rf"(?:this|that|it)\s+{_SEEMS}\s+(?=(?:an?|the)\s)|"
        rf"(?:an?\s+)?{_PICTURE}\s+(?:of|that\s+{_SHOWS}|{_SHOWS})\s+|"
        rf"in\s+(?:the|this)\s+{_MEDIUM}\s*,?\s*(?:{_SEEN}\s+)?|"
        rf"{_SEEN}\s+(?=\S+\s+\S)"
        r")",
        re.IGNORECASE,
    )


_BREAK = re.compile(r"(?<=[.!?…])(?P<close>[\"'”’)\]]*)\s+|(?<=[。！？])\s*")
_NO_END = frozenset({"mr", "mrs", "ms", "dr", "st", "sr", "jr", "prof", "no", "vs", "ca", "approx", "e.g", "i.e"})
_ENDS = tuple(".!?…。！？")
_CLOSING = "\"'”’)]"
# Scripts that put no spaces between words: a character counts as a word.
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"


@cache
def _words() -> re.Pattern[str]:
    return re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def estimate_tokens(text: str) -> int:
    """About how many of CLIP's tokens `text` is, start and end marks included."""
    return 2 + sum(map(_tokens_of, _TOKEN.findall(text)))


def _tokens_of(word: str) -> int:
    if word.isascii():
        return 1 + (len(word) - 1) // _LETTERS_PER_TOKEN
    foreign = [next((tokens for start, tokens in _TOKENS_PER_LETTER if ord(letter) >= start), 0) for letter in word]
    familiar = foreign.count(0)
    return sum(foreign) + (familiar + _LETTERS_PER_TOKEN - 1) // _LETTERS_PER_TOKEN


def clean_caption(
    text: str, *, limit: int = WINDOW, count: Callable[[str], int] | None = None, finished: bool = True
) -> str:
    """A captioner's answer as a caption: one line that says what the photo shows, or "".

    Goes: control, bidirectional and unassigned characters; marks such as `<CAPTION>` and `</s>`; markup; openings
    such as "The image shows"; sentences said before; phrases repeated at once. Facts stay: of "This is a black and
    white photo of a man", "A black and white photo of a man".

    Args:
        text: of any length and content.
        limit: the most tokens that are kept, cut at the end of a sentence where there is one.
        count: counts tokens as the text encoder does, start and end marks included; must grow with the text. By
            default `estimate_tokens`.
        finished: False where the captioner was stopped in the middle: then a last sentence without an end goes, if
            there is one before it.

    Returns:
        The caption; "" where fewer than three words are left, which is no description.
    """
    text = _collapsed(_without_marks(_visible(text)))[:MAX_CHARACTERS].rstrip()
    text = _without_opening(text)
    text = _said_once(text.split(" "))
    sentences = _distinct(_sentences(text))
    if not finished and len(sentences) > 1 and not _ended(sentences[-1]):
        sentences.pop()
    kept = _shortened(sentences, limit, count or estimate_tokens)
    if len(_words().findall(kept)) < MIN_WORDS:
        return ""
    return kept[0].upper() + kept[1:]


def visible_line(text: str) -> str:
    """`text` on one line without control, bidirectional and unassigned characters; nothing else is changed."""
    return _collapsed(_visible(text))


def _visible(text: str) -> str:
    """White space stays as it is, and so do joiners between two letters or signs."""
    kept = [
        character
        for character in text
        if character.isspace() or character in _JOINERS or unicodedata.category(character) not in _INVISIBLE
    ]
    return "".join(kept).replace(_REPLACEMENT, "")


def _without_marks(text: str) -> str:
    return _ARTEFACTS.sub("", _MARKUP.sub("", _MARKS.sub(" ", text)))


def _collapsed(text: str) -> str:
    return " ".join(text.split()).strip("\u200c\u200d ")


def _without_opening(text: str) -> str:
    while (opening := _openings().match(text)) is not None:
        text = text[opening.end() :].lstrip(" ,:;-–—.")
    return text


def _said_once(words: list[str]) -> str:
    """Phrases of up to six words that follow themselves twice or more are said once: where a captioner is stuck."""
    for length in range(1, 7):
        kept: list[str] = []
        at = 0
        while at < len(words):
            phrase, times = words[at : at + length], 1
            while words[at + times * length : at + (times + 1) * length] == phrase:
                times += 1
            kept += phrase if times > 2 else phrase * times
            at += times * length
        words = kept
    return " ".join(words)


def _sentences(text: str) -> list[str]:
    """Cut at full stops, though not after "Mr." or an initial."""
    found: list[str] = []
    start = 0
    for cut in _BREAK.finditer(text):
        end = cut.end("close") if cut["close"] is not None else cut.start()
        last = text[start:end].rsplit(" ", 1)[-1].strip("\"'”’()[]")
        abbreviated = last.endswith(".") and (last[:-1].lower() in _NO_END or (len(last) == 2 and last[0].isalpha()))
        if not abbreviated and end > start:
            found.append(text[start:end])
            start = cut.end()
    return found + [text[start:]] * bool(text[start:].strip())


def _distinct(sentences: list[str]) -> list[str]:
    seen: set[str] = set()
    kept: list[str] = []
    for sentence in sentences:
        key = "".join(character for character in sentence.casefold() if character.isalnum())
        if key and key not in seen:
            seen.add(key)
            kept.append(sentence)
    return kept


def _ended(sentence: str) -> bool:
    return sentence.rstrip(_CLOSING).endswith(_ENDS)


def _shortened(sentences: list[str], limit: int, count: Callable[[str], int]) -> str:
    """As many whole sentences as `limit` tokens hold; of a first one that is too long, its beginning."""
    if not sentences:
        return ""
    kept = _most(len(sentences), lambda number: count(_joined(sentences[:number])) <= limit)
    return _joined(sentences[:kept]) if kept else _beginning(sentences[0], limit, count)


def _joined(sentences: list[str]) -> str:
    return "".join(
        sentence if index == 0 or sentences[index - 1].endswith(("。", "！", "？")) else f" {sentence}"
        for index, sentence in enumerate(sentences)
    )


def _beginning(sentence: str, limit: int, count: Callable[[str], int]) -> str:
    """Cut after a clause, else after a word, else (scripts without spaces) after a letter."""
    room = _most(len(sentence), lambda length: count(sentence[:length]) <= limit)
    while 0 < room < len(sentence) and (unicodedata.combining(sentence[room]) or sentence[room] in _JOINERS):
        room -= 1
    head = sentence[:room]
    clause = max(head.rfind(mark) for mark in (", ", "; ", "，", "、"))
    if clause > 0.6 * room:
        head = head[:clause]
    elif room < len(sentence) and not sentence[room].isspace() and head.rfind(" ") > 0.5 * room:
        head = head[: head.rfind(" ")]
    return head.rstrip(" ,;:-–—，、\u200c\u200d")


def _most(highest: int, fits: Callable[[int], bool]) -> int:
    """The largest number up to `highest` that fits, where 0 does and those above the first misfit do not."""
    low = 0
    while low < highest:
        middle = (low + highest + 1) // 2
        if fits(middle):
            low = middle
        else:
            highest = middle - 1
    return low
