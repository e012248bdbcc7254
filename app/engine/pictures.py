"""Opens pictures of the taken kinds with Pillow, and says what their decoders raise when the bytes are not right."""

import struct
import warnings
import zlib
from io import BytesIO

from PIL import Image

# Pillow's plugins let many kinds of errors through when a file lies about itself.
DECODER_FAILURES = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RuntimeError,
    struct.error,
    zlib.error,
)
_FORMATS = {
    "image/jpeg": ("JPEG", "MPO"),
    "image/png": ("PNG",),
    "image/webp": ("WEBP",),
    "image/tiff": ("TIFF",),
    "image/heic": ("HEIF",),
}


def open_picture(data: bytes, media_type: str) -> Image.Image:
    """The picture with its header read and nothing decoded. Raises one of `DECODER_FAILURES`, or Pillow's
    `DecompressionBombError` for a size over any limit of ours."""
    if media_type == "image/heic":
        _allow_heic()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the size is judged by the caller, odd metadata is no matter
        return Image.open(BytesIO(data), formats=_FORMATS[media_type])


def _allow_heic() -> None:
    import pi_heif

    if "HEIF" not in Image.OPEN:
        pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
