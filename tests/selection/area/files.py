"""Files that people upload, and some that they should not."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageCms

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def pdf(name: str = "statuto.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


def picture(name: str = "orto.png", kind: str = "PNG") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(buffer, kind)
    return SimpleUploadedFile(name, buffer.getvalue(), "image/png")


def phone_photo(name: str = "orto.jpg") -> SimpleUploadedFile:
    """A photo taken upright: stored on its side, red at what is the top, with where it was."""
    image = Image.new("RGB", (40, 30), "green")
    image.paste("red", (0, 0, 10, 30))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Artist] = "Rosa Bianchi"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: (45.0, 27.0, 50.0)}
    )
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif, icc_profile=profile, comment=b"Rosa Bianchi", quality=95)
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")


def program(name: str = "statuto.pdf") -> SimpleUploadedFile:
    """A Windows program that calls itself a PDF."""
    return SimpleUploadedFile(name, b"MZ\x90\x00\x03" + b"\x00" * 200, "application/pdf")
