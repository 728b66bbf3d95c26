"""Every command of the window once: its words, keys and icon. Menus, tooltips and the list of keys come from here."""

from dataclasses import dataclass

from app.language import translate
from app.ui import comparison
from app.ui.comparison import Mode


@dataclass(frozen=True)
class Command:
    """What a person can do.

    Attributes:
        name: of the action in code.
        text: in menus and buttons.
        tip: one line; the tooltip adds the first key.
        keys: portable names, the first being the one that is shown.
        icon: name of the icon, or "".
        group: in the list of keys, one of `group_titles`.
    """

    name: str
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    group: str = "photo"


def all_commands() -> tuple[Command, ...]:
    """Every command, in the window's language."""
    return (*_of_photos(), *_of_restoring(), *_of_views(), *_of_takes(), *_of_brush(), *_of_panels(), *_of_heirloom())


def group_titles() -> dict[str, str]:
    """The headings in the list of keys."""
    return {
        "photo": translate("Commands", "Photo"),
        "restoring": translate("Commands", "Restoring"),
        "view": translate("Commands", "View"),
        "takes": translate("Commands", "Takes"),
        "brush": translate("Commands", "Brush"),
        "heirloom": translate("Commands", "Heirloom"),
    }


def _of_photos() -> tuple[Command, ...]:
    return (
        Command("open", translate("Commands", "Open"), translate("Commands", "Open a photo"), ("Ctrl+O",), icon="open"),
        Command(
            "paste",
            translate("Commands", "Paste"),
            translate("Commands", "Open the picture or file in the clipboard"),
            ("Ctrl+V",),
        ),
        Command(
            "save",
            translate("Commands", "Save"),
            translate("Commands", "Save beside the original, under a new name"),
            ("Ctrl+S",),
            icon="save",
        ),
        Command(
            "save_as",
            translate("Commands", "Save as…"),
            translate("Commands", "Save under a name of your choice"),
            ("Ctrl+Shift+S",),
        ),
        Command(
            "save_all",
            translate("Commands", "Save all results of the queue"),
            translate("Commands", "Save every finished photo of the queue that is not saved yet"),
            ("Ctrl+Alt+S",),
        ),
        Command(
            "save_map",
            translate("Commands", "Save what is beyond the photo"),
            translate(
                "Commands", "Save a grey picture, bright where the restored one shows what the photo does not hold"
            ),
        ),
        Command("close", translate("Commands", "Close photo"), translate("Commands", "Close the photo"), ("Ctrl+W",)),
        Command(
            "next_photo",
            translate("Commands", "Next photo"),
            translate("Commands", "The next photo of the film strip"),
            ("Ctrl+PgDown",),
        ),
        Command(
            "previous_photo",
            translate("Commands", "Previous photo"),
            translate("Commands", "The photo before"),
            ("Ctrl+PgUp",),
        ),
    )


def _of_restoring() -> tuple[Command, ...]:
    return (
        Command(
            "restore",
            translate("Commands", "Restore"),
            translate("Commands", "Restore this photo"),
            ("Ctrl+Return", "Ctrl+Enter"),
            group="restoring",
        ),
        Command(
            "restore_all",
            translate("Commands", "Restore all open photos"),
            translate("Commands", "Put every open photo into the queue"),
            group="restoring",
        ),
        Command(
            "cancel",
            translate("Commands", "Cancel"),
            translate("Commands", "Stop at the next step"),
            ("Esc", "Shift+X"),
            group="restoring",
        ),
        Command(
            "undo",
            translate("Commands", "Undo"),
            translate("Commands", "Take the last change of settings or takes back"),
            ("Ctrl+Z",),
            group="restoring",
        ),
        Command(
            "redo",
            translate("Commands", "Redo"),
            translate("Commands", "Bring it back"),
            ("Ctrl+Shift+Z", "Ctrl+Y"),
            group="restoring",
        ),
    )


def _of_views() -> tuple[Command, ...]:
    titles = comparison.titles()
    ways: dict[Mode, str] = {
        "slider": translate("Commands", "One picture, parted by a line that can be dragged"),
        "side": translate("Commands", "Two pictures side by side, moved together"),
        "stack": translate("Commands", "Two pictures one above the other, moved together"),
        "hold": translate("Commands", "One picture; the other one while the mouse or \\ is held"),
        "lens": translate("Commands", "One picture; the other one under a lens that follows the pointer"),
    }
    return (
        Command(
            "mode",
            titles["slider"],
            translate("Commands", "How to compare; the key goes to the next way"),
            ("Y",),
            icon="slider",
            group="view",
        ),
        *(Command(f"mode_{mode}", titles[mode], tip, icon=mode, group="view") for mode, tip in ways.items()),
        Command(
            "fit",
            translate("Commands", "Fit"),
            translate("Commands", "Show the whole picture"),
            ("Ctrl+0",),
            icon="fit",
            group="view",
        ),
        Command(
            "actual",
            translate("Commands", "100 %"),
            translate("Commands", "One picture pixel on one screen pixel"),
            ("Ctrl+1",),
            group="view",
        ),
        Command(
            "zoom_in",
            translate("Commands", "Zoom in"),
            translate("Commands", "Zoom in"),
            ("Ctrl++", "Ctrl+="),
            group="view",
        ),
        Command(
            "zoom_out", translate("Commands", "Zoom out"), translate("Commands", "Zoom out"), ("Ctrl+-",), group="view"
        ),
    )


def _of_takes() -> tuple[Command, ...]:
    return (
        Command(
            "four",
            translate("Commands", "4 takes"),
            translate("Commands", "Restore with four seeds"),
            ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
            group="takes",
        ),
        Command(
            "sheet",
            translate("Commands", "Contact sheet"),
            translate("Commands", "Lay the takes out side by side"),
            ("G",),
            icon="grid",
            group="takes",
        ),
        Command(
            "next_take",
            translate("Commands", "Next take"),
            translate("Commands", "Compare with the next take"),
            ("Alt+Right",),
            group="takes",
        ),
        Command(
            "previous_take",
            translate("Commands", "Previous take"),
            translate("Commands", "Compare with the take before"),
            ("Alt+Left",),
            group="takes",
        ),
        Command(
            "rename_take",
            translate("Commands", "Rename the take…"),
            translate("Commands", "Give the take a name"),
            ("F2",),
            group="takes",
        ),
        Command(
            "star_take",
            translate("Commands", "Star the take"),
            translate("Commands", "Mark the take, or no more"),
            ("Ctrl+D",),
            group="takes",
        ),
        Command(
            "delete_take",
            translate("Commands", "Delete the take"),
            translate("Commands", "Delete the take; undo brings it back"),
            ("Ctrl+Del",),
            group="takes",
        ),
        Command(
            "use_settings",
            translate("Commands", "Use the take's settings"),
            translate("Commands", "Set the panel as for the take"),
            ("Ctrl+U",),
            group="takes",
        ),
        Command(
            "invented",
            translate("Commands", "Beyond the photo"),
            translate("Commands", "Show in colour what the restored picture shows and the photo does not hold"),
            ("E",),
            icon="invented",
            group="takes",
        ),
    )


def _of_brush() -> tuple[Command, ...]:
    return (
        Command(
            "brush",
            translate("Commands", "Brush"),
            translate("Commands", "Paint where the restored picture shows"),
            ("B",),
            icon="brush",
            group="brush",
        ),
        Command(
            "brush_swap",
            translate("Commands", "Original or restored"),
            translate("Commands", "Paint the original, or the restored picture"),
            ("X",),
            group="brush",
        ),
        Command(
            "brush_smaller",
            translate("Commands", "Smaller brush"),
            translate("Commands", "A smaller brush"),
            ("[",),
            group="brush",
        ),
        Command(
            "brush_larger",
            translate("Commands", "Larger brush"),
            translate("Commands", "A larger brush"),
            ("]",),
            group="brush",
        ),
        Command(
            "brush_softer",
            translate("Commands", "Softer brush"),
            translate("Commands", "A softer edge"),
            ("Shift+[", "{"),
            group="brush",
        ),
        Command(
            "brush_harder",
            translate("Commands", "Harder brush"),
            translate("Commands", "A harder edge"),
            ("Shift+]", "}"),
            group="brush",
        ),
        Command(
            "brush_overlay",
            translate("Commands", "Show the layer"),
            translate("Commands", "Show in red where the original shows"),
            ("O",),
            icon="overlay",
            group="brush",
        ),
        Command(
            "brush_invert",
            translate("Commands", "Invert the layer"),
            translate("Commands", "Swap original and restored everywhere"),
            ("I",),
            icon="invert",
            group="brush",
        ),
        Command(
            "brush_clear",
            translate("Commands", "Clear the layer"),
            translate("Commands", "Show the restored picture everywhere again"),
            icon="clear",
            group="brush",
        ),
    )


def _of_panels() -> tuple[Command, ...]:
    return (
        Command(
            "film_strip",
            translate("Commands", "Film strip"),
            translate("Commands", "Show or hide the open photos"),
            ("F7",),
            icon="filmstrip",
            group="view",
        ),
        Command(
            "queue",
            translate("Commands", "Queue"),
            translate("Commands", "Show or hide the queue"),
            ("F6",),
            icon="queue",
            group="view",
        ),
        Command(
            "inspector",
            translate("Commands", "Settings panel"),
            translate("Commands", "Show or hide the settings"),
            ("F8",),
            icon="panel",
            group="view",
        ),
    )


def _of_heirloom() -> tuple[Command, ...]:
    return (
        Command(
            "train",
            translate("Commands", "Train"),
            translate("Commands", "Teach a model with your own photos"),
            ("Ctrl+T",),
            icon="train",
            group="heirloom",
        ),
        Command(
            "models",
            translate("Commands", "Models…"),
            translate("Commands", "What is installed, and what can be had"),
            ("Ctrl+M",),
            group="heirloom",
        ),
        Command(
            "settings",
            translate("Commands", "Settings…"),
            translate("Commands", "Appearance, saving, memory, captioner"),
            ("Ctrl+,",),
            group="heirloom",
        ),
        Command(
            "keys",
            translate("Commands", "Keyboard shortcuts"),
            translate("Commands", "List the keys"),
            ("F1", "?"),
            group="heirloom",
        ),
        Command(
            "messages",
            translate("Commands", "Messages"),
            translate("Commands", "List what was said so far"),
            group="heirloom",
        ),
        Command(
            "results",
            translate("Commands", "Show kept results"),
            translate("Commands", "Open the folder where every result is kept"),
            group="heirloom",
        ),
        Command("quit", translate("Commands", "Quit"), translate("Commands", "Quit"), ("Ctrl+Q",), group="heirloom"),
    )
