"""What the test of a training on photos that it never saw came to, in a person's words."""

from app.language import translate


def verdict_words(verdict: str) -> str:
    """`verdict` as an adapter's file names it, within a sentence; one that is not known as it is."""
    words = {
        "better": translate("Verdict", "better"),
        "worse": translate("Verdict", "worse"),
        "no clear difference": translate("Verdict", "no clear difference"),
        "too few to tell": translate("Verdict", "too few to tell"),
    }
    return words.get(verdict, verdict)
