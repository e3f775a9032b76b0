"""Write the tuned pair encoder into the package: ONNX with 8-bit weights.

The graph takes the pieces of one text, ``(1, length)``, and gives the direction of each. Matrices are quantised
by output channel, the word table by tensor; sums stay 32-bit.
"""

import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn

from benchmark.encoder_model import Reader

__all__ = ["export"]

TARGET = Path(__file__).resolve().parents[1] / "src" / "yinuo" / "vocabulary" / "pair_encoder.onnx"
OPSET = 17


class _Text(nn.Module):  # type: ignore[misc] # torch is optional and untyped here
    """One text, nothing padded."""

    def __init__(self, below: Reader, frozen: int, matcher: nn.Module) -> None:
        super().__init__()
        self.below, self.frozen, self.matcher = below, frozen, matcher

    def forward(self, pieces: torch.Tensor) -> torch.Tensor:
        hidden = torch.zeros(1)
        states = self.below.climb(self.below.embed(pieces), hidden, range(self.frozen))
        return self.matcher.directions(states, hidden)


def export(below: Reader, frozen: int, matcher: nn.Module, about: str, target: Path = TARGET) -> None:
    """Write the frozen layers of ``below`` and the ``matcher`` above them into ``target``."""
    with tempfile.TemporaryDirectory() as room:
        plain, ready = Path(room) / "plain.onnx", Path(room) / "ready.onnx"
        torch.onnx.export(
            _Text(below, frozen, matcher).eval(),
            (torch.zeros(1, 64, dtype=torch.long),),
            str(plain),
            input_names=["pieces"],
            output_names=["directions"],
            dynamic_axes={"pieces": {1: "length"}, "directions": {1: "length"}},
            opset_version=OPSET,
            dynamo=False,
        )
        quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(str(ready), str(target), per_channel=True, weight_type=QuantType.QInt8)
    kept = onnx.load(str(target))
    kept.doc_string = f"multilingual-e5-small (MIT), tuned: {about}"
    onnx.save(kept, str(target))
    print(f"{target.name}: {target.stat().st_size:,} bytes")
