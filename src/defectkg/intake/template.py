"""An empty file to fill in."""

from __future__ import annotations

__all__ = ["TEMPLATE"]

TEMPLATE = """\
# One study of one paper. Fill in, remove what the paper does not say, then:
#   defectkg intake this-file.yaml --dry-run
# Names as you say them. All that can be written here is in docs/intake.md.

source:                # the work that you read, such as: Maker 2019
study:                 # a name for these records, such as: ligand-exchange

# Of an abstract; else remove these five lines.
read at:               # its web address
read on:               # such as: 2026-11-28
found with:            # the words of your search
visible:               # of these what you saw: title; authors; journal; year; DOI; or: nothing
checksum:              # of the text in a file: sha256sum excerpt.md

works:                 # remove this part if the work is known already
  - author:            # family name of the first author
    year:
    title:
    journal:
    doi:               # such as: 10.1000/example
    read as:           # full text, or abstract only
    extent:            # last paragraph of each section, last panel of each figure, such as:
                       # introduction 3; results 7; Fig. 1c; Fig. 2b

# What stands here holds for all below, unless it says something else.
host:                  # such as: CsPbBr3
form:                  # such as: nanocrystal
at:                    # section and paragraph, such as: results 3

treatments:
  - agent:             # such as: ZnBr2
    route:             # such as: post-synthesis
    strategy:          # synthesis, ligand passivation, doping, elemental compensation, core-shell
    outcomes:          # such as  - PLQY: 54 -> 78 %   or  - stability: much better, up
      -
    claims:            # such as  - ZnBr2 lowers bromide vacancy, by vacancy filling, stated, XPS
      -

# What the paper says of no treatment in particular.
claims:                # such as  - bromide vacancy raises trap state, proposed
  -
"""
