"""Make the sample photos of resources/samples from pictures inside the scikit-image package, aged by our own code.

Run from the repository's root: python packaging/samples/make_samples.py (needs `pip install scikit-image`). The same
versions of torch and Pillow give the same files. Look at every sample after a change.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import skimage.data
from PIL import Image

from trainer.degradation import Parameters, apply
from trainer.degradation.camera import Blur, GaussianNoise, Jpeg, PoissonNoise, Resize
from trainer.degradation.damage import Dust, Fold, Scratches, Stain
from trainer.degradation.parameters import Operation
from trainer.degradation.surface import Grain, PaperTexture
from trainer.degradation.tones import Fade, Grey, Vignette, Yellowing

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "samples"
QUALITY = 88
AGED = "Aged artificially by Heirloom."


@dataclass(frozen=True)
class Sample:
    """One sample: a picture of skimage.data, what happens to it, and the words beside it."""

    file: str
    picture: str
    title: str
    caption: str
    source: str
    author: str
    licence: str
    stages: tuple[Operation, ...]


SAMPLES = (
    Sample(
        file="faded-portrait.jpg",
        picture="astronaut",
        title="Faded portrait",
        caption="A smiling woman in an orange space suit in front of a flag and a model of a space shuttle.",
        source="scikit-image, skimage/data/astronaut.png (Eileen Collins, NASA Great Images)",
        author="NASA",
        licence="Public domain",
        stages=(
            Blur("gaussian", 7, 1.0, 1.0),
            Fade(contrast=0.78, lift=0.07, cyan=0.74, magenta=0.95, yellow=0.86),
            Grain(sigma=7, size=1.6, colour=0.35, seed=11),
            Scratches(count=8, min_width=1.0, max_width=1.8, angle=1.45, parallel=0.8, dark=0.0, seed=102),
            Dust(count=35, size=0.9, dark=0.2, seed=13),
            Resize(416, 416, "bicubic", antialias=True),
            GaussianNoise(sigma=2.5, grey=False, seed=14),
            Jpeg(quality=72),
        ),
    ),
    Sample(
        file="folded-print.jpg",
        picture="camera",
        title="Folded black-and-white print",
        caption="A black and white photo of a man in a dark coat looking through a camera on a tripod in a park.",
        source="scikit-image, skimage/data/camera.png",
        author="Lav Varshney",
        licence="CC0 1.0",
        stages=(
            Blur("gaussian", 7, 1.1, 1.1),
            Grey(),
            Fade(contrast=0.8, lift=0.06),
            Yellowing(amount=0.36, tan=0.75),
            Grain(sigma=6, size=1.7, colour=0.0, seed=21),
            PaperTexture(kind="matte", amount=0.03, pitch=4, angle=0.8, seed=22),
            Fold(angle=0.04, centre_y=0.68, centre_x=0.5, width=5, cracked=0.3, shade=0.5, seed=23),
            Stain(centre_y=0.1, centre_x=0.9, radius=70, amount=0.3, rim=0.6, seed=27),
            Dust(count=70, size=1.0, dark=0.25, seed=25),
            Vignette(amount=0.25, centre_y=0.0, centre_x=0.0, radius=1.3),
            Resize(410, 410, "bicubic", antialias=True),
            GaussianNoise(sigma=3, grey=True, seed=26),
            Jpeg(quality=80),
        ),
    ),
    Sample(
        file="early-digital-cat.jpg",
        picture="chelsea",
        title="Early digital snapshot",
        caption="A close-up of a tabby cat with green eyes and long whiskers.",
        source="scikit-image, skimage/data/chelsea.png",
        author="Stéfan van der Walt",
        licence="CC0 1.0",
        stages=(
            Blur("gaussian", 5, 0.7, 0.7),
            Resize(225, 338, "bicubic", antialias=True),
            PoissonNoise(scale=1.3, grey=False, seed=31),
            GaussianNoise(sigma=5, grey=False, seed=32),
            Jpeg(quality=34),
        ),
    ),
    Sample(
        file="yellowed-rocket.jpg",
        picture="rocket",
        title="Yellowed rocket at dusk",
        caption="A tall white rocket on its launch pad at dusk, lit by floodlights, between steel lattice towers.",
        source="scikit-image, skimage/data/rocket.jpg (DSCOVR on Falcon 9)",
        author="SpaceX",
        licence="Public domain (CC0 1.0)",
        stages=(
            Blur("gaussian", 7, 1.1, 1.1),
            Fade(contrast=0.74, lift=0.08, cyan=0.85, magenta=0.9, yellow=0.95),
            Yellowing(amount=0.42, tan=0.35),
            Grain(sigma=7, size=1.8, colour=0.3, seed=41),
            Scratches(count=6, min_width=1.0, max_width=1.6, angle=0.15, parallel=0.8, dark=0.0, seed=101),
            Dust(count=45, size=0.9, dark=0.1, seed=43),
            Resize(341, 512, "bicubic", antialias=True),
            GaussianNoise(sigma=3, grey=False, seed=44),
            Jpeg(quality=62),
        ),
    ),
)


def aged(sample: Sample) -> np.ndarray:
    """The sample's pixels, uint8 [H, W, 3]."""
    picture = getattr(skimage.data, sample.picture)()
    hq = np.array(Image.fromarray(picture).convert("RGB"))
    height, width = hq.shape[:2]
    lq, _ = apply(hq, Parameters("sample", height, width, 1.0, "bicubic", sample.stages))
    return lq


def main() -> None:
    """Write the samples, samples.json and SOURCES.md."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    entries: list[dict[str, str]] = []
    rows: list[str] = []
    for sample in SAMPLES:
        Image.fromarray(aged(sample)).save(FOLDER / sample.file, "JPEG", quality=QUALITY, optimize=True)
        entries.append(
            {
                "file": sample.file,
                "title": sample.title,
                "caption": sample.caption,
                "source": f"{sample.source}, by {sample.author}. {AGED}",
                "licence": sample.licence,
            }
        )
        rows.append(f"| {sample.file} | {sample.source} | {sample.author} | {sample.licence} |")
    listing = json.dumps(entries, indent=2, ensure_ascii=False)
    (FOLDER / "samples.json").write_text(listing + "\n", encoding="utf-8")
    (FOLDER / "SOURCES.md").write_text(_sources(rows), encoding="utf-8")


def _sources(rows: list[str]) -> str:
    return "\n".join(
        [
            "# Sample photos",
            "",
            "None of these is a real old photo. Each was aged artificially by Heirloom, with",
            "`packaging/samples/make_samples.py`, from a picture inside the scikit-image package. The licences",
            "are those that its documentation states.",
            "",
            "| file | source | author | licence of the source |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    main()
