"""The mean of two bundles' weights: of a training's start and its end, it is often better than both.

python packaging/built_in_model/mean.py START END --share 0.7 --out FOLDER

Weights are share * END + (1 - share) * START (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models"); all else
is END's.
"""

import argparse
import shutil
from pathlib import Path

from build import write_again
from safetensors.torch import load_file, save_file

from engine.errors import ModelMismatch
from engine.manifest import read_manifest


def main() -> None:
    """Writes the mean."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("start", type=Path)
    parser.add_argument("end", type=Path)
    parser.add_argument("--share", type=float, default=0.7)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    write_mean(arguments.start, arguments.end, arguments.share, arguments.out)


def write_mean(start: Path, end: Path, share: float, out: Path) -> None:
    """A bundle of the mean weights in `out`, which must not be there yet; in the number format of `end`.

    Raises:
        FileExistsError: `out` is there.
        ModelMismatch: the bundles do not hold the same tensors.
    """
    shutil.copytree(end, out)
    (out / "README.md").unlink(missing_ok=True)
    for folder in sorted({file.parent.relative_to(end) for file in end.rglob("*.safetensors")}):
        first = {
            key: tensor for file in (start / folder).glob("*.safetensors") for key, tensor in load_file(file).items()
        }
        for file in (out / folder).glob("*.safetensors"):
            last = load_file(file)
            if unknown := sorted(key for key in last if key not in first or first[key].shape != last[key].shape):
                raise ModelMismatch(f"{folder} of the two bundles differs in {', '.join(unknown)}", path=start)
            mean = {
                key: ((1 - share) * first[key].float() + share * tensor.float()).to(tensor.dtype).contiguous()
                for key, tensor in last.items()
            }
            save_file(mean, file)
    write_again(out, read_manifest(out))


if __name__ == "__main__":
    main()
