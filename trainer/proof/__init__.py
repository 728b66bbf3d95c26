"""Proof that a fine-tune helped: the stock model and the trained one on the same held-out photos.

    proof = Proof(held_out, config, recommended)             # recommended: of what will be exported
    first = proof.measure(modules, predict, base_request)    # before the first update: the stock model's own request
    proof.show(modules, "stock", base_request)               # kept in output/proof, so a resumed training has them
    ...
    scores = proof.measure(modules, predict)                 # or `yield from proof.steps(...)`, photo by photo
    ...
    proof.show(modules, "trained")                           # with the weights that are exported
    verdict = judge(first, best)
    write_report(path, title=..., config=config, history=..., losses=..., verdict=verdict, strips=proof.strips())

`Scores` and `Verdict` go through JSON with `to_dict` and `from_dict`. `measure`, `steps` and `show` are called with
averaged weights and inside `lora.plain`; they leave every parameter as it was.
"""

from trainer.proof.proof import Predict, Proof
from trainer.proof.report import write_report
from trainer.proof.scores import Scores
from trainer.proof.strips import Strip
from trainer.proof.verdict import Change, Verdict, judge

__all__ = ["Change", "Predict", "Proof", "Scores", "Strip", "Verdict", "judge", "write_report"]
