"""Fitted weights that ship with the package: numpy archives, read once."""

import io
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from yinuo.errors import Damaged

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

__all__ = ["load_arrays", "load_session"]


@lru_cache(maxsize=8)
def load_arrays(name: str) -> "dict[str, NDArray[Any]]":
    """Every array of a ``.npz`` file of this package, by name; read once, never pickled objects.

    Raises:
        Damaged: the file is missing from the installation, or is not such an archive.
    """
    import numpy as np  # noqa: PLC0415 - only extraction needs it, and it takes 0.2 s to import

    try:
        data = (files("yinuo.vocabulary") / name).read_bytes()
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            return {key: archive[key] for key in archive.files}
    except (OSError, ValueError, BadZipFile, KeyError) as broken:
        raise Damaged(
            f"模型檔缺少或損壞（a model file is missing or broken）：{broken}",
            where=f"yinuo/vocabulary/{name}",
            remedy="請重新安裝 yinuo（install yinuo again）",
        ) from broken


@lru_cache(maxsize=1)
def load_session(name: str) -> "InferenceSession":
    """A ``.onnx`` model of this package, ready to run on one core; loaded once a process.

    Raises:
        Damaged: the file is missing from the installation, or is not such a model.
    """
    import onnxruntime as runtime  # noqa: PLC0415 - 0.2 s; only careful extraction needs it

    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1  # documents are spread over processes, not a window over cores
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        data = (files("yinuo.vocabulary") / name).read_bytes()
        return runtime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as broken:  # the runtime's own errors share no public base class
        raise Damaged(
            f"模型檔缺少或損壞（a model file is missing or broken）：{str(broken)[:200]}",
            where=f"yinuo/vocabulary/{name}",
            remedy="請重新安裝 yinuo（install yinuo again）",
        ) from broken
