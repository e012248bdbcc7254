"""Any mode of pixels that Pillow knows as plain RGB, see-through parts on white ground."""

from PIL import Image, ImageCms

_DEEP = ("I;16", "I;16L", "I;16B", "I;16N", "I", "F")


def on_white(picture: Image.Image) -> Image.Image:
    """A new picture in RGB of the same size, as a viewer on white paper would show it."""
    if picture.mode in _DEEP:
        return _eight_bits(picture).convert("RGB")
    if picture.mode == "LAB":
        profiles = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        transform = ImageCms.buildTransform(*profiles, "LAB", "RGB")
        return ImageCms.applyTransform(picture, transform) or picture.convert("RGB")
    if picture.has_transparency_data:
        layered = picture.convert("RGBA")
        ground = Image.new("RGB", layered.size, "white")
        ground.paste(layered, mask=layered.getchannel("A"))
        return ground
    return picture.convert("RGB")


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Grey of more than 8 bits, or of fractions. Which number means white is not told: the next full count of bits
    above the brightest pixel, so that a scan of 12 bits in 16 does not come out black."""
    grey = picture.convert("F")
    _, brightest = grey.getextrema()
    if not isinstance(brightest, float) or not 0 < brightest < float("inf"):
        return Image.new("L", picture.size)
    white = next((full for full in (1, 255, 4095, 65535) if brightest <= full), brightest)
    return grey.point(lambda value: value * (255 / white)).convert("L")
