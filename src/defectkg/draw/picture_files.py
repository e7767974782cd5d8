"""Pictures as files: SVG as it is drawn, PNG and PDF made from it."""

from __future__ import annotations

from pathlib import Path

from defectkg.draw.extra import figures_library
from defectkg.errors import DataError
from defectkg.rdf.writing import write_atomically

__all__ = ["SUFFIXES", "picture_suffix", "write_picture"]

SUFFIXES = (".svg", ".png", ".pdf")
SCALE = 2.0  # pixels of a PNG for each px of the SVG: sharp on dense screens and in print


def picture_suffix(file: Path) -> str:
    """Return the suffix of the name of a picture, in lower case.

    Raises
    ------
    DataError
        If it is none of `SUFFIXES`.
    """
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise DataError(f"{file}: give a name that ends in .svg, .png or .pdf")
    return suffix


def write_picture(file: Path, svg: str) -> None:
    """Write a picture, whole or not at all, in the format that the name of the file says.

    Parameters
    ----------
    file : Path
        Its name ends in one of `SUFFIXES`.
    svg : str

    Raises
    ------
    DataError
        If the name has another ending, the file cannot be written, or vl-convert is missing.
    """
    write_atomically(file, converted(svg, picture_suffix(file)))


def converted(svg: str, suffix: str) -> str | bytes:
    """Return a picture in the format of a suffix: PNG of twice the size, PDF with its text."""
    if suffix == ".svg":
        return svg
    library = figures_library("vl_convert")
    made: bytes = library.svg_to_pdf(svg) if suffix == ".pdf" else library.svg_to_png(svg, SCALE)
    return made
