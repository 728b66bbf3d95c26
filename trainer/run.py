"""One run: its modules, its data, its state, and how they are judged."""

import dataclasses
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from torch import Tensor

from engine.caption_files import find_captioner
from engine.errors import TrainingError
from engine.precision import resolve_device
from engine.request import RestoreRequest
from trainer.checkpoint import complete_checkpoints
from trainer.checks import check_crops, check_output, check_photos
from trainer.collection import Collection, scan, split
from trainer.config import RunConfig, Stage
from trainer.control import COMMANDS, Command, Commands
from trainer.dataset import Samples
from trainer.distributed import Processes
from trainer.ema import EMA, Averaged
from trainer.evaluation import Evaluation, best_score, primary, worse_in_a_row
from trainer.events import Event, event
from trainer.logs import TensorBoard
from trainer.lora import plain
from trainer.modules import TrainingModules, load_modules
from trainer.objective import Encoded, Objective, Texts
from trainer.optimizers import check_optimizer
from trainer.parameters import Trainable
from trainer.presets import resolve
from trainer.recovery import Health
from trainer.sample_log import SampleLog
from trainer.shards import whole_of_part


class TrainingRun:
    """Modules, data and state of one run.

    Attributes:
        update: updates done.
        rate: share of the run file's rates that holds.
        scores: all evaluations; `losses`: (update, mean loss) as told.
        finished: whether nothing is left to train.
        saved_at: the last checkpoint written; `saved_state`: when that was, or the last one read.

    Raises:
        ConfigError, TrainingError, ModelError: it cannot start; names the field or the file.
    """

    def __init__(self, config: RunConfig, commands: Commands | None = None, captioners: Path | None = None) -> None:
        self.config = config
        self.captioner = find_captioner(config.captioner, captioners or Path()) if config.captioner else None
        self.commands = commands or Commands()
        check_output(config.output)
        self.processes = Processes(config)
        check_optimizer(config, resolve_device(self.processes.device(config)))
        self.modules, self.recommended, self.base = self.load()
        check_crops(config, self.modules)
        self.use(scan(config.photos, smallest=max(crop.size for crop in config.crops), pairs=config.pairs))
        self.texts: Texts = Encoded(self.modules)
        self.ema = EMA({}, config.ema_decay, config.ema_device)
        self.health = Health()
        self.update = 0
        self.rate = 1.0
        self.scores: list[Event] = []
        self.losses: list[tuple[int, float]] = []
        self.finished = False
        self.saved_at: Path | None = None
        self.saved_state: tuple[int, float, int] | None = None
        self._twin: TrainingModules | None = None
        self._board: TensorBoard | None = None

    def use(self, collection: Collection) -> None:
        """Splits a collection into what is trained on and what is held out.

        Raises:
            TrainingError: there are too few photos.
        """
        check_photos(collection.photos)
        config = self.config
        training, held_out = split(collection.photos, config.held_out, config.seed, proof=config.proof)
        self.collection, self.held_out = collection, held_out
        self.config = config = resolve(config, len(training))
        log = SampleLog(config.output / "samples.jsonl") if self.processes.main else None
        self.samples = Samples(training, config, log)
        self.evaluation = Evaluation(held_out, config, self.recommended) if held_out and self.processes.main else None

    @property
    def checkpoints(self) -> Path:
        """Folder of this run's checkpoints."""
        return self.config.output / "checkpoints"

    @property
    def device(self) -> torch.device:
        """Where the UNet is."""
        return next(self.modules.model.parameters()).device

    @property
    def best(self) -> Event | None:
        """The best evaluation of the last stage."""
        return best_score(self.scores, self.config.updates - self.config.stages[-1].updates)

    @property
    def measured(self) -> bool:
        """Whether the weights as they are were evaluated; the same in every process."""
        return bool(self.processes.told(bool(self.scores) and self.scores[-1]["update"] == self.update))

    @property
    def worse(self) -> int:
        """Evaluations of the last stage since its best one."""
        return worse_in_a_row(self.scores, self.config.updates - self.config.stages[-1].updates)

    def trained(self, groups: list[Trainable]) -> dict[str, Tensor]:
        """The tensors of `groups` by name, as they are now: wrapping may have put others in their place."""
        now = dict(self.modules.named_parameters())
        return {name: now[name] for group in groups for name in group.named}

    def command(self, *, wait: bool) -> Command | None:
        """The next command, the same in every process."""
        command = self.commands.next(wait=wait) if self.processes.main else None
        number = self.processes.told(COMMANDS.index(command) + 1 if command else 0)
        return COMMANDS[number - 1] if number else None

    def answered(self) -> bool:
        """Whether somebody listens and may answer, in every process alike."""
        return bool(self.processes.told(self.commands.listening))

    def evaluate(self, stage: Stage) -> Generator[Event, None, bool]:
        """Measures the averaged weights, of several processes in the main one; whether they are the best so far."""
        average = self.whole_average() if self.processes.sharded else self.ema.shadow
        best = False
        if self.evaluation is not None:
            preview = self.config.output / "previews" / f"update-{self.update:08d}.png"
            with self.averaged(average) as modules, plain(modules):
                modules.eval()
                objective = Objective(modules, stage, self.config, self.texts)
                measured = yield from self.evaluation.steps(objective, self.update, preview)
                modules.train()
            shown = measured.pop("preview")
            before = self.best
            score = event("held_out", update=self.update, stage=stage.name, **measured)
            self.scores.append(score)
            best = self.best is score and (before is None or primary(score) > primary(before))
            yield score | {"preview": shown, "best": best}
        self.processes.wait()
        return bool(self.processes.told(best))

    @contextmanager
    def averaged(self, average: dict[str, Tensor]) -> Iterator[TrainingModules]:
        """Modules that hold these whole averages: the run's own; where those are shared out, others beside them."""
        modules = self.modules
        if self.processes.sharded:
            self._twin = modules = self._twin or self.load()[0]
        with Averaged(modules, average):
            yield modules

    def text_encoders_to(self, device: torch.device | str) -> None:
        """Moves them, and with them what they take there."""
        self.modules.text_encoders.to(device)
        if torch.cuda.is_initialized():
            torch.cuda.empty_cache()

    @property
    def should_stop(self) -> bool:
        """Whether as many evaluations as are borne were worse than the best."""
        return bool(self.config.patience and self.worse >= self.config.patience)

    def give_up(self, stage: Stage) -> Generator[Event, None, None]:
        """Ends the training because its losses are no numbers, with a report of the last updates.

        Raises:
            TrainingError: always.
        """
        tried = " again, at half the rate" if self.rate < 1 else ""
        what = f"the loss was not a number three times in a row{tried}, at update {self.update + 1}"
        path, newest = self.config.output / "failure.json", complete_checkpoints(self.checkpoints)
        advice = "Lower the learning rates in the run file and start again: it goes on from the last checkpoint."
        facts = {"stage": stage.name, "update": self.update + 1, "rate": self.rate, "advice": advice}
        last = newest[-1].name if newest else None
        written = self.processes.main and self.health.report(path, what, **facts, last_checkpoint=last)
        yield event("failed", update=self.update + 1, message=what, report=str(path) if written else None)
        raise TrainingError(what, advice=f"{advice} Report: {path}." if written else advice)

    def log(self, happened: Event) -> None:
        """Writes an event to TensorBoard's logs, where the run file asks for them."""
        if self._board is None and happened["phase"] == "start" and self.config.tensorboard:
            self._board = TensorBoard(self.config.output / "tensorboard", self.update)
        if self._board is not None:
            self._board.write(happened)

    def close(self) -> None:
        """Closes the logs, and lets go of what accelerate holds."""
        if self._board is not None:
            self._board.close()
        self.processes.close()

    def load(self) -> tuple[TrainingModules, RestoreRequest, str]:
        """The base's modules anew, where this process trains, its recommended request, and its fingerprint."""
        return load_modules(dataclasses.replace(self.config, device=self.processes.device(self.config)))

    def whole_average(self) -> dict[str, Tensor]:
        """The averages with all their parts, on the CPU. Every process has to call it."""
        now = dict(self.modules.named_parameters())
        return {name: whole_of_part(part, now[name]) for name, part in self.ema.shadow.items()}
