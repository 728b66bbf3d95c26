"""Cleaning what a captioner says: a table, odd input, and properties that hold for any text."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.caption_text import WINDOW, clean_caption, estimate_tokens, visible_line

CASES = [
    # openings
    ("The image shows a man riding a horse.", "A man riding a horse."),
    ("The picture clearly depicts two boats at sea.", "Two boats at sea."),
    ("This is a photo of a dog on a lawn", "A dog on a lawn"),
    ("a picture of a house by the sea", "A house by the sea"),
    ("photo of a cat on a mat", "A cat on a mat"),
    ("there is a man that is standing", "A man that is standing"),
    ("In this image, we can see a woman in a dress.", "A woman in a dress."),
    ("In the picture there are three small children.", "Three small children."),
    ("Sure! Here is a description of the image: a dog runs in a field.", "A dog runs in a field."),
    ("Caption: The photo shows that it rains here.", "It rains here."),
    # facts stay
    ("This is a black and white photo of a man with a hat.", "A black and white photo of a man with a hat."),
    ("The image is a black and white photograph of a man.", "A black and white photograph of a man."),
    ("A black and white photo of two women", "A black and white photo of two women"),
    ("An old photo of a house", "An old photo of a house"),
    ("A close-up photo of a flower", "A close-up photo of a flower"),
    ("A shot of whiskey on a bar", "A shot of whiskey on a bar"),
    ("Image of the Virgin, painted on wood", "The Virgin, painted on wood"),
    # marks, markup and what a captioner stammers
    ("<s><CAPTION>The image shows two   children\n playing.</s><pad><pad>", "Two children playing."),
    ("<loc_1><loc_22> a<|im_end|> dog in grass [SEP]", "A dog in grass"),
    ("## Description\n- **A dog** in a field\n- a `red` barn", "Description A dog in a field a red barn"),
    ("arafed man with a hat and a stick", "Man with a hat and a stick"),
    ("a dog a dog a dog a dog in the grass", "A dog in the grass"),
    ("A woman smiles. She sits. A woman smiles! She sits. She sits.", "A woman smiles. She sits."),
    # what must not be shown or would steer something
    ("\u202eevil\u202c \x1b[31mtext\x07 goes\u2066 here\ufeff", "Evil [31mtext goes here"),
    ("a\x00b c\u2028d e\ufffdf", "Ab c d ef"),
    ("a \ud800 lone surrogate", "A lone surrogate"),
    # every language
    ("Ünïcödé façade – naïve café", "Ünïcödé façade – naïve café"),
    ("ein Mann auf der Straße", "Ein Mann auf der Straße"),
    ("一张黑白照片，有两个人。他们在笑。他们在笑。", "一张黑白照片，有两个人。他们在笑。"),
    ("مردی با کلاه می\u200cخندد", "مردی با کلاه می\u200cخندد"),
    ("👨\u200d👩\u200d👧 family on a beach", "👨\u200d👩\u200d👧 family on a beach"),
    # too little
    ("", ""),
    ("   \n\t ", ""),
    ("Yes.", ""),
    ("two words", ""),
    ("! ? . , ; -", ""),
    ("</s></s>", ""),
    ("The image shows", ""),
    ("The picture shows a dog.", ""),
    # ends
    ("Mr. J. Smith stands in St. Paul. He waits", "Mr. J. Smith stands in St. Paul. He waits"),
    ("a 3.5 m boat at 2 p.m. in the bay", "A 3.5 m boat at 2 p.m. in the bay"),
]


@pytest.mark.parametrize(("said", "kept"), CASES)
def test_cleaning(said: str, kept: str) -> None:
    assert clean_caption(said) == kept


def test_it_is_cut_at_a_sentence_end() -> None:
    said = (
        "A man stands by a tree. " + "He wears a long grey coat. " * 2 + "Behind him is a lake with many boats on it."
    )
    assert clean_caption(said, limit=16) == "A man stands by a tree. He wears a long grey coat."
    assert clean_caption(said, limit=10) == "A man stands by a tree."
    assert clean_caption(said).endswith("boats on it.")


def test_a_first_sentence_that_is_too_long_is_cut_at_a_clause_or_a_word() -> None:
    assert clean_caption("a man with a hat, a coat, a stick and a dog", limit=12) == "A man with a hat, a coat"
    assert clean_caption("one two three four five six seven", limit=6) == "One two three four"
    long = clean_caption("字" * 5000, limit=20)
    assert long == "字" * 9
    accents = clean_caption("a man " + "e\u0301" * 500, limit=20)
    assert not unicodedata.combining(accents[-1]) or accents[-2:] == "e\u0301"


def test_tokens_are_counted_as_the_caller_says() -> None:
    said = "One two three. Four five six. Seven eight nine."
    calls: list[str] = []

    def words(text: str) -> int:
        calls.append(text)
        return len(text.split())

    assert clean_caption(said, limit=6, count=words) == "One two three. Four five six."
    assert calls
    assert clean_caption(said, limit=2, count=words) == "", "two words are no description"


def test_an_unfinished_last_sentence_goes_if_there_is_another() -> None:
    assert clean_caption("A man stands there. He wears a", finished=False) == "A man stands there."
    assert clean_caption("A man who wears a", finished=False) == "A man who wears a"
    assert clean_caption("A man stands there. He wears a hat", finished=True) == "A man stands there. He wears a hat"


MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    "piece",
    ["a", "a ", "The image shows ", "<", "<a", "x. ", "\u202e", "a, ", "__", "[", " ", "\n# ", "the the image ",
     "好", "\u0301", "!", "in the image , ", "here is a ", "a b c ", "\x00", "*", "A dog runs. "],
)  # fmt: skip
def test_a_megabyte_ends_soon_and_is_short(piece: str) -> None:
    kept = clean_caption(piece * (MEGABYTE // len(piece)))
    assert estimate_tokens(kept) <= WINDOW
    assert len(kept) < 600


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400) | st.text(alphabet="aA .,<>/|[]*_\u202e\u200d\x1b字é\n:the image shows", max_size=400))
def test_whatever_is_said_the_caption_is_safe_and_short(said: str) -> None:
    kept = clean_caption(said, limit=20)
    assert kept == " ".join(kept.split())
    assert not [
        c for c in kept if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn") and c not in "\u200c\u200d"
    ]
    # one more: the first letter's capital may be two letters
    assert estimate_tokens(kept) <= 21
    kept.encode()
    visible_line(said).encode()


def test_counting_other_scripts() -> None:
    assert estimate_tokens("") == 2
    assert estimate_tokens("a photo of a cat, sitting.") == 10
    assert estimate_tokens("字字字") == 8
    assert estimate_tokens("кошка") > estimate_tokens("koshka")


def test_a_line_of_a_person_is_only_made_visible() -> None:
    assert visible_line("\ufeffThe image shows\r\na dog.\u202e <b>") == "The image shows a dog. <b>"
