"""Where the shipped files are."""

from __future__ import annotations

import defectkg
from defectkg.rdf.shipped import data_folder
from helpers import ROOT


def test_the_checkout_is_used_where_there_is_one() -> None:
    assert data_folder() == ROOT
    assert defectkg.__version__
