"""`heirloom restore --dry-run`: size, plan, memory and time of each photo, without loading the model's weights."""

from pathlib import Path

from app.cli.batch import Batch, depends_on_photo
from app.cli.console import EXIT_FAILED, EXIT_OK, EXIT_USAGE, complain, error_text, in_options, say, say_json, size_text
from app.cli.reports import report_failure
from app.cli.targets import check_source
from app.model.pace import duration
from app.paths import data_folder
from app.planning import device_for, foresee, memory_of
from app.throughput import Throughput, seconds_of
from engine.checks import output_size
from engine.errors import DeviceError, HeirloomError, ModelError, RequestError
from engine.images.read import read_picture
from engine.memory import DeviceMemory
from engine.sizes import ModelSizes, read_sizes


def foresee_all(batch: Batch) -> int:
    """Says what restoring each photo will take, and returns the exit code; nothing is written."""
    failed = 0
    try:
        sizes = read_sizes(batch.model)
        memory = memory_of(device_for(batch.device, batch.plan))
        throughput = Throughput(data_folder())
        for source in batch.sources:
            try:
                _foresee_one(batch, source, sizes, memory, throughput)
            except HeirloomError as error:
                if isinstance(error, RequestError) and not depends_on_photo(error, batch.request):
                    raise
                failed += 1
                report_failure(batch, source, error)
    except RequestError as error:
        complain(in_options(error))
        return EXIT_USAGE
    except (ModelError, DeviceError) as error:
        complain(error_text(error))
        return EXIT_USAGE
    return EXIT_FAILED if failed else EXIT_OK


def _foresee_one(batch: Batch, source: Path, sizes: ModelSizes, memory: DeviceMemory, throughput: Throughput) -> None:
    check_source(source)
    picture = read_picture(source)
    size = output_size(picture, batch.request)
    prediction = foresee(sizes, batch.request, size, memory, batch.plan)
    seconds = None
    if prediction is not None:
        seconds = seconds_of(throughput, memory, batch.manifest.identity, prediction, batch.request)
    if batch.json:
        values = {
            "input": str(source),
            "status": "foreseen",
            "width": size[0],
            "height": size[1],
            "device": memory.name,
        }
        values |= {"plan": None, "peak_bytes": None, "host_bytes": None, "seconds": seconds}
        if prediction is not None:
            values |= {"plan": prediction.plan.name, "peak_bytes": prediction.peak_bytes}
            values |= {"host_bytes": prediction.host_bytes}
        say_json(values | {"model": batch.identity, "request": batch.request.to_dict()})
        return
    parts = [f"{size[0]} × {size[1]} px"]
    if prediction is None:
        parts.append("plan and memory unknown for this kind of model")
    else:
        parts += [f"plan {prediction.plan.name}", f"{size_text(prediction.peak_bytes)} on {memory.name}"]
    parts.append(f"about {duration(seconds)}" if seconds is not None else "time unknown")
    say(f"{source}: {', '.join(parts)}")
