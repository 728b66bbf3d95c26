"""What the values of settings are called, for the menu and for the window of settings."""

from app.language import LANGUAGES, language_name, translate


def themes() -> list[tuple[str, str]]:
    """The themes and their names."""
    return [
        ("system", translate("Choices", "Like the system")),
        ("dark", translate("Choices", "Dark", "a theme, or a grey")),
        ("light", translate("Choices", "Light", "a theme, or a grey")),
    ]


def canvases() -> list[tuple[str, str]]:
    """The greys behind the picture."""
    return [
        ("auto", translate("Choices", "By theme")),
        ("dark", translate("Choices", "Dark, 18 %")),
        ("mid", translate("Choices", "Middle, 50 %")),
        ("light", translate("Choices", "Light", "a theme, or a grey")),
    ]


def languages() -> list[tuple[str, str]]:
    """The languages, each in its own."""
    return [(language, language_name(language)) for language in LANGUAGES]


def plan_titles() -> dict[str, str]:
    """The names of the memory plans, and of the choice among them."""
    return {
        "auto": translate("Plans", "Automatic"),
        "resident": translate("Plans", "All on the graphics card"),
        "8gb": translate("Plans", "8 GB"),
        "6gb": translate("Plans", "6 GB"),
        "4gb": translate("Plans", "4 GB"),
        "cpu": translate("Plans", "CPU"),
        "cpu-small": translate("Plans", "CPU, little memory"),
    }


def plan_notes() -> dict[str, str]:
    """A sentence on each memory plan."""
    return {
        "auto": translate("Plans", "Heirloom takes the fastest way that fits into the memory that is free."),
        "resident": translate("Plans", "Everything stays on the graphics card: the fastest."),
        "8gb": translate("Plans", "For graphics cards of 8 GB: parts take turns on the card."),
        "6gb": translate(
            "Plans",
            "For graphics cards of 6 GB: slower, since parts of the model are brought to the card while it works.",
        ),
        "4gb": translate("Plans", "For graphics cards of 4 GB: the slowest on a card, and the one that needs least."),
        "cpu": translate("Plans", "The processor alone, even where there is a graphics card."),
        "cpu-small": translate("Plans", "The processor alone, a few rows at a time."),
    }
