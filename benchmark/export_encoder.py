"""Write a tuned encoder into the package: ONNX with 8-bit weights, its pieces and its last layer.

The graph takes the pieces of one window, ``(1, length)``, and gives the state of each. Matrices are
quantised by output channel, the word table by tensor; sums stay 32-bit.
"""

import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn

from benchmark.encoder_model import Reader
from yinuo.extract.pieces import Pieces

__all__ = ["export"]

VOCABULARY = Path(__file__).resolve().parents[1] / "src" / "yinuo" / "vocabulary"
OPSET = 17


class _Window(nn.Module):  # type: ignore[misc] # torch is optional and untyped here
    """One window, nothing padded."""

    def __init__(self, model: Reader) -> None:
        super().__init__()
        self.model = model

    def forward(self, pieces: torch.Tensor) -> torch.Tensor:
        state = self.model.embed(pieces)
        return self.model.climb(state, torch.zeros(1), range(len(self.model.layers)))


def export(model: Reader, pieces: Pieces, about: str, folder: Path = VOCABULARY) -> None:
    """Write ``encoder.onnx`` and ``encoder.npz`` into ``folder``."""
    target = folder / "encoder.onnx"
    with tempfile.TemporaryDirectory() as room:
        plain, ready = Path(room) / "plain.onnx", Path(room) / "ready.onnx"
        torch.onnx.export(
            _Window(model.eval()),
            (torch.zeros(1, 64, dtype=torch.long),),
            str(plain),
            input_names=["pieces"],
            output_names=["states"],
            dynamic_axes={"pieces": {1: "length"}, "states": {1: "length"}},
            opset_version=OPSET,
            dynamo=False,
        )
        quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(str(ready), str(target), per_channel=True, weight_type=QuantType.QInt8)
    kept = onnx.load(str(target))
    kept.doc_string = f"multilingual-e5-small (MIT), tuned: {about}"
    onnx.save(kept, str(target))
    head = np.vstack([model.head.weight.detach().numpy().T, model.head.bias.detach().numpy()])
    np.savez_compressed(
        folder / "encoder.npz",
        allow_pickle=False,
        about=np.array(about),
        pieces=np.array(pieces.pieces),
        scores=np.array(pieces.scores, dtype=np.float32),
        unknown=np.array(pieces.unknown, dtype=np.float32),
        head=head.astype(np.float32),
    )
    print(f"{target.name}: {target.stat().st_size:,} bytes")
