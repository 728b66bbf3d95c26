"""Make the photos of resources/canary from pictures inside the scikit-image package: clean, small, of many kinds.

Run from the repository's root: python packaging/canary/make_canary.py (needs `pip install scikit-image`).
A proof restores them beside the held-out photos, to see what a fine-tune does to photos that are not like its own.
"""

import json
from pathlib import Path

import numpy as np
import skimage.data
from PIL import Image

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "canary"
SHORT_SIDE = 384
QUALITY = 90

# picture of skimage.data -> its caption, author and licence
PHOTOS = {
    "astronaut": (
        "A smiling woman in an orange space suit in front of a flag and a model of a space shuttle.",
        "NASA",
        "Public domain",
    ),
    "camera": (
        "A black and white photo of a man in a dark coat looking through a camera on a tripod in a park.",
        "Lav Varshney",
        "CC0 1.0",
    ),
    "chelsea": ("A close-up of a tabby cat with green eyes and long whiskers.", "Stéfan van der Walt", "CC0 1.0"),
    "coffee": ("A cup of espresso on a saucer with a spoon, on a wooden table.", "Rachel Michetti", "CC0 1.0"),
    "rocket": (
        "A tall white rocket on its launch pad at dusk, lit by floodlights, between steel lattice towers.",
        "SpaceX",
        "Public domain (CC0 1.0)",
    ),
}


def main() -> None:
    """Write the photos, captions.json and SOURCES.md."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows: list[str] = []
    for name, (_, author, licence) in PHOTOS.items():
        picture = Image.fromarray(np.asarray(getattr(skimage.data, name)())).convert("RGB")
        factor = min(1.0, SHORT_SIDE / min(picture.size))
        size = round(picture.width * factor), round(picture.height * factor)
        small = picture if factor == 1 else picture.resize(size, Image.Resampling.LANCZOS)
        small.save(FOLDER / f"{name}.jpg", "JPEG", quality=QUALITY, subsampling=0, optimize=True)
        rows.append(f"| {name}.jpg | scikit-image, skimage/data | {author} | {licence} |")
    captions = {f"{name}.jpg": words for name, (words, _, _) in PHOTOS.items()}
    text = json.dumps(captions, indent=2, ensure_ascii=False)
    (FOLDER / "captions.json").write_text(text + "\n", encoding="utf-8")
    (FOLDER / "SOURCES.md").write_text(_sources(rows), encoding="utf-8")


def _sources(rows: list[str]) -> str:
    return "\n".join(
        [
            "# Canary photos",
            "",
            "A proof restores these beside the held-out photos of a fine-tune, to see whether photos of other kinds",
            "got worse. They are pictures inside the scikit-image package, reduced by",
            "`packaging/canary/make_canary.py`. The licences are those that its documentation states.",
            "",
            "| file | source | author | licence |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    main()
