"""The mean of two bundles' weights: of a training's start and its end, it was better than both once.

python packaging/built_in_model/mean.py START END --share 0.7 --out FOLDER

Weights are share * END + (1 - share) * START (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models"); all else
is END's.
"""

import argparse
import shutil
from pathlib import Path

from build import write_again
from safetensors.torch import load_file, save_file
from torch import Tensor

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
    first, last = tensors(start), tensors(end)
    shapes = [{key: tensor.shape for key, tensor in of.items()} for of in (first, last)]
    if different := sorted({f"{part}/{key}" for (part, key), _ in shapes[0].items() ^ shapes[1].items()}):
        raise ModelMismatch(f"the two bundles differ in {', '.join(different)}", path=start)
    shutil.copytree(end, out)
    (out / "README.md").unlink(missing_ok=True)
    for file in out.rglob("*.safetensors"):
        part = file.parent.name
        mean = {
            key: ((1 - share) * first[part, key].float() + share * tensor.float()).to(tensor.dtype).contiguous()
            for key, tensor in load_file(file).items()
        }
        save_file(mean, file)
    write_again(out, read_manifest(out))


def tensors(bundle: Path) -> dict[tuple[str, str], Tensor]:
    """All weights of a bundle by part and name, over all its files."""
    files = bundle.rglob("*.safetensors")
    return {(file.parent.name, key): tensor for file in files for key, tensor in load_file(file).items()}


if __name__ == "__main__":
    main()
