"""Sentences and articles for which no rule was made are understood no worse than they were.

The floors are what was measured; whoever raises a figure raises its floor. `python -m tests.quality --half tune --misses`
lists what is missed in the half that rules may learn from. The other half is for the report: nothing here names its misses.
"""

from fractions import Fraction

import pytest

from tests import held

ARTICLES = {
    # shifts told; told and right
    ("id", "tune"): (0.83, 0.93),
    ("en", "tune"): (0.78, 0.90),
    ("ru", "tune"): (0.90, 0.91),
    ("ar", "tune"): (0.78, 0.96),
    ("id", "report"): (0.88, 0.95),
    ("en", "report"): (0.70, 0.92),
    ("ru", "report"): (0.73, 0.90),
    ("ar", "report"): (0.75, 0.92),
}
SENTENCES = {
    # release, mediation, all kinds found; all found and read rightly; said to have occurred and did; quiet where nothing is
    ("id", "held", "tune"): (1.00, 1.00, 0.97, 0.95, 1.00, 0.97),
    ("id", "jati", "tune"): (0.92, 0.79, 0.83, 0.80, 0.95, 0.97),
    ("id", "meranti", "tune"): (0.92, 0.74, 0.80, 0.77, 0.97, 1.00),
    ("id", "ulin", "tune"): (0.91, 0.73, 0.72, 0.68, 0.99, 1.00),
    ("id", "damar", "tune"): (0.93, 0.80, 0.83, 0.80, 0.96, 1.00),
    ("id", "sengon", "tune"): (0.89, 0.90, 0.87, 0.86, 0.97, 0.98),
    ("id", "kenari", "tune"): (0.93, 0.86, 0.88, 0.83, 0.98, 0.96),
    ("id", "cendana", "tune"): (0.95, 0.86, 0.87, 0.84, 0.95, 0.97),
    ("id", "rotan", "tune"): (0.86, 0.82, 0.73, 0.64, 0.94, 0.97),
    ("id", "bambu", "tune"): (0.95, 1.00, 0.96, 0.94, 1.00, 0.99),
    ("id", "pinus", "tune"): (0.98, 0.89, 0.91, 0.89, 0.97, 1.00),
    ("id", "mahoni", "tune"): (0.95, 0.95, 0.95, 0.93, 1.00, 1.00),
    ("id", "trembesi", "tune"): (0.97, 0.97, 0.95, 0.94, 0.98, 0.99),
    ("id", "beringin", "tune"): (0.95, 0.88, 0.91, 0.87, 0.96, 0.98),
    ("id", "cemara", "tune"): (0.96, 0.97, 0.96, 0.95, 0.95, 0.96),
    ("id", "randu", "tune"): (0.86, 0.79, 0.82, 0.78, 0.96, 1.00),
    ("id", "waru", "tune"): (0.98, 0.92, 0.95, 0.91, 1.00, 1.00),
    ("id", "jambu", "tune"): (0.96, 0.94, 0.95, 0.92, 0.98, 1.00),
    ("id", "sawo", "tune"): (0.89, 0.78, 0.82, 0.75, 0.99, 0.99),
    ("id", "salak", "tune"): (1.00, 0.91, 0.91, 0.88, 0.96, 0.97),
    ("id", "nangka", "tune"): (0.92, 0.95, 0.91, 0.88, 0.99, 1.00),
    ("id", "manggis", "tune"): (0.92, 0.96, 0.94, 0.92, 0.99, 1.00),
    ("id", "duku", "tune"): (0.95, 0.87, 0.89, 0.87, 0.99, 1.00),
    ("id", "kweni", "tune"): (0.97, 0.86, 0.89, 0.87, 0.95, 1.00),
    ("id", "rambai", "tune"): (0.91, 0.83, 0.87, 0.86, 0.99, 1.00),
    ("id", "gandaria", "tune"): (0.95, 1.00, 0.95, 0.91, 0.97, 1.00),
    ("id", "kelapa", "tune"): (0.95, 0.92, 0.92, 0.88, 0.98, 1.00),
    ("id", "lontar", "tune"): (0.95, 0.97, 0.93, 0.88, 1.00, 1.00),
    ("id", "nipah", "tune"): (0.97, 0.91, 0.86, 0.80, 0.99, 1.00),
    ("id", "sagu", "tune"): (0.97, 0.94, 0.92, 0.88, 0.97, 0.97),
    ("id", "aren", "tune"): (0.96, 0.92, 0.91, 0.90, 0.98, 1.00),
    ("id", "bidara", "tune"): (0.88, 0.84, 0.82, 0.78, 0.95, 1.00),
    ("id", "ceri", "tune"): (0.92, 0.85, 0.85, 0.82, 0.97, 0.99),
    ("id", "delima", "tune"): (0.96, 0.89, 0.89, 0.88, 0.97, 0.98),
    ("id", "gaharu", "tune"): (0.94, 0.95, 0.92, 0.91, 0.98, 1.00),
    ("id", "petai", "tune"): (0.95, 0.87, 0.88, 0.85, 0.98, 1.00),
    ("id", "medang", "tune"): (0.86, 0.85, 0.84, 0.76, 0.98, 1.00),
    ("id", "keruing", "tune"): (0.94, 0.91, 0.89, 0.85, 0.96, 0.96),
    ("id", "eboni", "tune"): (0.98, 0.98, 0.94, 0.94, 1.00, 1.00),
    ("id", "matoa", "tune"): (0.96, 0.94, 0.89, 0.88, 1.00, 1.00),
    ("id", "pulai", "tune"): (0.94, 0.93, 0.93, 0.90, 0.98, 1.00),
    ("id", "surian", "tune"): (0.91, 0.84, 0.85, 0.82, 0.98, 0.98),
    ("id", "tembesu", "tune"): (0.95, 1.00, 0.98, 0.96, 1.00, 1.00),
    ("id", "fresh", "tune"): (0.96, 1.00, 0.98, 0.98, 1.00, 0.97),
    ("id", "third", "tune"): (0.99, 1.00, 0.99, 0.99, 0.98, 0.99),
    ("id", "wires", "tune"): (0.88, 1.00, 0.93, 0.93, 1.00, 1.00),
    ("id", "field", "tune"): (0.94, 0.94, 0.91, 0.88, 1.00, 1.00),
    ("id", "regional", "tune"): (1.00, 0.90, 0.95, 0.93, 0.97, 0.97),
    ("id", "abroad", "tune"): (0.96, 1.00, 0.96, 0.95, 0.97, 0.97),
    ("id", "plain", "tune"): (0.96, 0.95, 0.90, 0.87, 1.00, 1.00),
    ("id", "sites", "tune"): (1.00, 0.90, 0.89, 0.84, 1.00, 1.00),
    ("id", "mine", "tune"): (0.90, 0.95, 0.93, 0.87, 0.97, 1.00),
    ("id", "dusk", "tune"): (0.89, 1.00, 0.95, 0.90, 1.00, 1.00),
    ("id", "daily", "tune"): (0.98, 0.98, 0.96, 0.96, 0.99, 0.98),
    ("id", "dawn", "tune"): (0.85, 0.90, 0.80, 0.80, 1.00, 1.00),
    ("id", "noon", "tune"): (0.96, 1.00, 0.95, 0.95, 1.00, 1.00),
    ("id", "topic", "tune"): (0.97, 0.93, 0.80, 0.77, 0.97, 0.99),
    ("id", "turns", "tune"): (0.89, 0.91, 0.90, 0.88, 0.93, 1.00),
    ("id", "other", "tune"): (1.00, 1.00, 1.00, 1.00, 0.00, 0.98),
    ("id", "reed", "tune"): (0.89, 0.77, 0.79, 0.77, 0.99, 1.00),
    ("id", "sand", "tune"): (0.86, 0.94, 0.61, 0.59, 0.95, 0.98),
    ("id", "ford", "tune"): (0.98, 0.88, 0.90, 0.81, 0.95, 0.98),
    ("id", "quartz", "tune"): (0.93, 0.95, 0.86, 0.80, 1.00, 0.95),
    ("en", "held", "tune"): (0.98, 1.00, 0.94, 0.92, 0.99, 0.98),
    ("en", "fourth", "tune"): (1.00, 1.00, 0.97, 0.96, 0.98, 0.99),
    ("en", "moss", "tune"): (0.91, 0.74, 0.74, 0.68, 0.96, 1.00),
    ("en", "fern", "tune"): (0.95, 0.93, 0.89, 0.84, 0.98, 1.00),
    ("en", "clay", "tune"): (0.91, 0.89, 0.89, 0.82, 0.97, 1.00),
    ("en", "birch", "tune"): (0.97, 0.86, 0.86, 0.78, 0.98, 1.00),
    ("en", "maple", "tune"): (0.94, 0.80, 0.80, 0.75, 0.95, 0.98),
    ("en", "aspen", "tune"): (0.92, 0.78, 0.78, 0.68, 0.98, 1.00),
    ("en", "cedar", "tune"): (0.92, 0.81, 0.79, 0.76, 0.97, 0.98),
    ("en", "olive", "tune"): (0.98, 0.91, 0.86, 0.79, 1.00, 0.97),
    ("en", "hazel", "tune"): (0.97, 0.84, 0.84, 0.78, 0.96, 0.96),
    ("en", "mill", "tune"): (1.00, 0.89, 0.89, 0.87, 0.96, 0.97),
    ("en", "nadir", "tune"): (0.94, 0.92, 0.94, 0.89, 0.96, 0.90),
    ("en", "dale", "tune"): (0.93, 0.89, 0.89, 0.84, 0.98, 0.97),
    ("en", "glen", "tune"): (0.80, 0.82, 0.75, 0.72, 0.98, 0.97),
    ("en", "moor", "tune"): (0.93, 0.81, 0.81, 0.75, 0.98, 1.00),
    ("en", "heath", "tune"): (0.90, 0.87, 0.89, 0.79, 0.99, 1.00),
    ("en", "brook", "tune"): (0.96, 0.89, 0.93, 0.81, 0.97, 0.98),
    ("en", "thorn", "tune"): (0.96, 0.93, 0.90, 0.84, 0.99, 0.98),
    ("en", "weir", "tune"): (0.95, 0.84, 0.85, 0.82, 0.97, 0.99),
    ("en", "ridge", "tune"): (0.89, 0.81, 0.78, 0.74, 0.94, 0.97),
    ("en", "gale", "tune"): (0.96, 0.95, 0.96, 0.90, 0.98, 1.00),
    ("en", "holt", "tune"): (0.96, 0.94, 0.93, 0.91, 0.99, 1.00),
    ("en", "vale", "tune"): (0.94, 0.92, 0.93, 0.90, 0.98, 0.98),
    ("en", "wold", "tune"): (0.95, 0.98, 0.95, 0.92, 0.97, 0.98),
    ("en", "peat", "tune"): (0.92, 0.85, 0.86, 0.81, 0.97, 0.98),
    ("en", "crag", "tune"): (0.98, 0.96, 0.97, 0.94, 0.96, 0.97),
    ("en", "fell", "tune"): (0.91, 0.81, 0.84, 0.78, 0.95, 0.96),
    ("en", "loam", "tune"): (0.98, 0.96, 0.97, 0.94, 0.97, 0.96),
    ("en", "tarn", "tune"): (0.97, 0.96, 0.97, 0.93, 1.00, 1.00),
    ("en", "fen", "tune"): (0.92, 0.83, 0.82, 0.78, 0.98, 0.99),
    ("en", "tor", "tune"): (0.95, 0.89, 0.90, 0.83, 0.95, 0.96),
    ("en", "holm", "tune"): (0.93, 1.00, 0.92, 0.90, 0.97, 1.00),
    ("en", "dell", "tune"): (0.95, 0.91, 0.91, 0.88, 0.96, 0.96),
    ("en", "knoll", "tune"): (0.96, 0.93, 0.89, 0.84, 0.96, 0.98),
    ("en", "rill", "tune"): (0.90, 0.85, 0.82, 0.78, 0.97, 0.96),
    ("en", "gorse", "tune"): (0.93, 0.89, 0.90, 0.88, 0.97, 0.98),
    ("en", "sedge", "tune"): (0.93, 0.82, 0.86, 0.85, 0.98, 1.00),
    ("en", "bryn", "tune"): (0.92, 1.00, 0.91, 0.83, 0.99, 0.98),
    ("en", "cove", "tune"): (0.93, 0.87, 0.86, 0.84, 0.99, 0.98),
    ("en", "dune", "tune"): (0.92, 0.92, 0.89, 0.85, 0.98, 0.98),
    ("en", "briar", "tune"): (0.97, 0.91, 0.88, 0.85, 0.98, 0.98),
    ("en", "alder", "tune"): (0.94, 0.92, 0.88, 0.82, 1.00, 1.00),
    ("en", "flint", "tune"): (1.00, 0.94, 0.94, 0.91, 0.99, 0.98),
    ("en", "grove", "tune"): (0.76, 0.71, 0.70, 0.61, 0.96, 0.93),
    ("en", "heron", "tune"): (0.92, 0.88, 0.82, 0.78, 0.97, 0.95),
    ("en", "ebb", "tune"): (0.98, 0.93, 0.92, 0.91, 0.99, 1.00),
    ("en", "kelp", "tune"): (0.94, 0.86, 0.86, 0.79, 0.96, 0.96),
    ("en", "pike", "tune"): (0.95, 0.81, 0.81, 0.74, 0.94, 0.99),
    ("en", "wren", "tune"): (0.97, 0.91, 0.92, 0.88, 0.98, 0.97),
    ("en", "mere", "tune"): (0.87, 0.80, 0.80, 0.76, 0.97, 0.97),
    ("en", "skua", "tune"): (1.00, 0.95, 0.92, 0.90, 0.99, 1.00),
    ("en", "teal", "tune"): (0.97, 0.98, 0.91, 0.87, 1.00, 1.00),
    ("en", "auk", "tune"): (0.97, 0.92, 0.91, 0.86, 0.97, 0.97),
    ("en", "eider", "tune"): (0.96, 0.92, 0.88, 0.82, 0.97, 1.00),
    ("en", "gannet", "tune"): (1.00, 0.88, 0.87, 0.82, 0.97, 0.98),
    ("en", "fulmar", "tune"): (0.84, 0.81, 0.78, 0.71, 0.94, 0.98),
    ("en", "osprey", "tune"): (0.95, 0.96, 0.88, 0.86, 0.98, 0.97),
    ("en", "shrike", "tune"): (0.92, 0.92, 0.87, 0.84, 0.96, 1.00),
    ("en", "fresh", "tune"): (0.96, 0.96, 0.93, 0.93, 1.00, 0.96),
    ("en", "third", "tune"): (0.98, 1.00, 0.98, 0.95, 0.98, 0.95),
    ("en", "wires", "tune"): (0.96, 1.00, 0.95, 0.89, 0.97, 0.91),
    ("en", "field", "tune"): (0.90, 0.97, 0.85, 0.77, 1.00, 0.98),
    ("en", "regional", "tune"): (0.89, 1.00, 0.90, 0.81, 0.94, 0.93),
    ("en", "abroad", "tune"): (1.00, 0.95, 0.95, 0.95, 1.00, 0.97),
    ("en", "plain", "tune"): (1.00, 1.00, 0.96, 0.95, 1.00, 0.97),
    ("en", "sites", "tune"): (0.96, 1.00, 0.95, 0.94, 1.00, 0.97),
    ("en", "mine", "tune"): (0.95, 0.97, 0.94, 0.88, 1.00, 1.00),
    ("en", "dusk", "tune"): (0.96, 1.00, 0.98, 0.93, 0.97, 0.97),
    ("en", "daily", "tune"): (0.96, 0.98, 0.94, 0.93, 1.00, 0.98),
    ("en", "dawn", "tune"): (0.92, 0.80, 0.81, 0.78, 1.00, 0.97),
    ("en", "noon", "tune"): (1.00, 0.90, 0.94, 0.94, 1.00, 1.00),
    ("en", "topic", "tune"): (1.00, 0.96, 0.80, 0.78, 0.96, 0.98),
    ("en", "turns", "tune"): (0.90, 0.83, 0.86, 0.81, 0.96, 0.97),
    ("en", "other", "tune"): (1.00, 1.00, 1.00, 1.00, 0.00, 0.98),
    ("en", "reed", "tune"): (0.96, 0.92, 0.87, 0.81, 1.00, 1.00),
    ("en", "sand", "tune"): (0.81, 0.92, 0.49, 0.47, 0.97, 0.96),
    ("en", "ford", "tune"): (1.00, 1.00, 1.00, 0.98, 0.88, 0.95),
    ("en", "quartz", "tune"): (0.96, 0.95, 0.89, 0.74, 1.00, 0.95),
    ("ru", "held", "tune"): (1.00, 1.00, 1.00, 1.00, 1.00, 1.00),
    ("ru", "kedr", "tune"): (0.98, 0.93, 0.91, 0.90, 0.97, 0.98),
    ("ru", "lipa", "tune"): (0.97, 0.95, 0.95, 0.94, 0.97, 0.97),
    ("ru", "osina", "tune"): (0.97, 0.95, 0.92, 0.92, 1.00, 1.00),
    ("ru", "topol", "tune"): (0.95, 0.92, 0.92, 0.88, 1.00, 1.00),
    ("ru", "yel", "tune"): (0.96, 0.86, 0.84, 0.84, 0.97, 1.00),
    ("ru", "ryabina", "tune"): (0.90, 0.96, 0.82, 0.80, 0.98, 1.00),
    ("ru", "yasen", "tune"): (0.95, 0.94, 0.83, 0.82, 1.00, 1.00),
    ("ru", "vyaz", "tune"): (0.96, 0.84, 0.77, 0.74, 0.92, 0.98),
    ("ru", "ilma", "tune"): (0.92, 0.95, 0.84, 0.84, 0.97, 0.99),
    ("ru", "verba", "tune"): (0.97, 0.92, 0.83, 0.83, 0.96, 0.97),
    ("ru", "buk", "tune"): (0.90, 0.97, 0.83, 0.83, 0.96, 0.94),
    ("ar", "held", "tune"): (1.00, 1.00, 1.00, 1.00, 1.00, 1.00),
    ("ar", "arz", "tune"): (0.95, 0.88, 0.91, 0.90, 0.96, 1.00),
    ("ar", "nakhl", "tune"): (0.93, 0.87, 0.86, 0.84, 0.99, 1.00),
    ("ar", "lawz", "tune"): (0.92, 0.98, 0.93, 0.93, 1.00, 1.00),
    ("ar", "sidr", "tune"): (0.98, 0.87, 0.84, 0.81, 1.00, 1.00),
    ("ar", "tin", "tune"): (1.00, 0.89, 0.92, 0.89, 0.98, 1.00),
    ("ar", "rumman", "tune"): (0.90, 0.80, 0.73, 0.72, 0.98, 1.00),
    ("ar", "sarw", "tune"): (0.95, 0.88, 0.82, 0.82, 0.98, 0.98),
    ("ar", "tut", "tune"): (0.89, 0.77, 0.74, 0.71, 0.96, 1.00),
    ("ar", "zanbaq", "tune"): (0.87, 0.80, 0.74, 0.72, 0.92, 0.98),
    ("ar", "rihan", "tune"): (0.90, 0.81, 0.77, 0.75, 0.93, 1.00),
    ("ar", "ward", "tune"): (0.94, 0.76, 0.74, 0.72, 0.95, 0.94),
    ("id", "gelam", "report"): (0.95, 0.95, 0.93, 0.88, 0.98, 1.00),
    ("id", "tembesu", "report"): (1.00, 0.87, 0.93, 0.93, 1.00, 1.00),
    ("id", "lark", "report"): (0.85, 0.96, 0.88, 0.82, 0.92, 0.98),
    ("id", "vesper", "report"): (0.93, 0.90, 0.88, 0.87, 0.95, 0.97),
    ("id", "opal", "report"): (1.00, 1.00, 0.92, 0.86, 1.00, 1.00),
    ("id", "onyx", "report"): (0.93, 0.88, 0.87, 0.82, 0.98, 1.00),
    ("id", "amber", "report"): (0.87, 0.96, 0.91, 0.86, 0.92, 0.94),
    ("en", "ibis", "report"): (0.96, 0.92, 0.92, 0.86, 0.95, 0.95),
    ("en", "shrike", "report"): (0.94, 1.00, 0.97, 0.97, 0.95, 1.00),
    ("en", "lark", "report"): (0.90, 0.89, 0.87, 0.82, 0.95, 0.98),
    ("en", "vesper", "report"): (0.96, 0.85, 0.81, 0.78, 0.94, 0.95),
    ("en", "opal", "report"): (1.00, 1.00, 0.89, 0.83, 1.00, 1.00),
    ("en", "onyx", "report"): (0.93, 0.92, 0.88, 0.79, 0.95, 0.94),
    ("en", "amber", "report"): (0.88, 0.95, 0.91, 0.83, 0.95, 0.94),
    ("ru", "held", "report"): (1.00, 1.00, 1.00, 1.00, 1.00, 1.00),
    ("ru", "osina", "report"): (0.88, 0.77, 0.80, 0.73, 0.97, 1.00),
    ("ru", "topol", "report"): (0.85, 1.00, 0.89, 0.79, 0.94, 0.95),
    ("ru", "yel", "report"): (0.83, 0.80, 0.76, 0.70, 0.94, 0.97),
    ("ru", "buk", "report"): (0.90, 0.86, 0.76, 0.68, 0.87, 1.00),
    ("ar", "held", "report"): (1.00, 1.00, 1.00, 1.00, 1.00, 1.00),
    ("ar", "sidr", "report"): (0.92, 0.82, 0.79, 0.73, 0.90, 0.95),
    ("ar", "tin", "report"): (0.90, 0.76, 0.78, 0.70, 0.95, 1.00),
    ("ar", "ward", "report"): (0.76, 0.84, 0.69, 0.64, 0.94, 0.94),
}
PARTS = [(language, file, half) for half in held.HALVES for language, file in held.parts(half)]


@pytest.mark.parametrize(("language", "file", "half"), PARTS)
def test_sentences_are_read_no_worse_than_they_were(language: str, file: str, half: str) -> None:
    release, mediation, found, read, occurred, quiet = SENTENCES[language, file, half]
    tally = held.sentences(language, half, file)

    assert _share(tally.found["release"], tally.wanted["release"]) >= Fraction(str(release))
    assert _share(tally.found["mediation"], tally.wanted["mediation"]) >= Fraction(str(mediation))
    assert _share(sum(tally.found.values()), sum(tally.wanted.values())) >= Fraction(str(found))
    assert _share(sum(tally.read.values()), sum(tally.wanted.values())) >= Fraction(str(read))
    assert _share(tally.occurred - tally.overstated, tally.occurred) >= Fraction(str(occurred))
    assert _share(tally.negatives - tally.spurious, tally.negatives) >= Fraction(str(quiet))


def _share(some: int, of: int) -> Fraction:
    return Fraction(some, of) if of else Fraction(1)


@pytest.mark.timeout(900)  # Each article has a story of its own, and so a list of names.
@pytest.mark.parametrize(("language", "half"), ARTICLES)
def test_as_many_shifts_are_told_and_are_right_as_were(language: str, half: str) -> None:
    told = held.articles(language, half)

    assert told.found >= ARTICLES[language, half][0] * told.wanted
    assert told.right >= ARTICLES[language, half][1] * told.told


@pytest.mark.parametrize("language", held.LANGUAGES)
def test_half_of_the_held_back_sentences_tell_of_nothing_that_occurred(language: str) -> None:
    rows = held.rows(f"held_{language}")
    quiet = [row for row in rows if not any("occurred" in one["modality"] for one in row["claims"])]

    assert len(rows) >= 170
    assert len(quiet) >= 0.45 * len(rows)


@pytest.mark.parametrize("language", held.LANGUAGES)
def test_no_rule_may_learn_from_what_the_report_is_made_of(language: str) -> None:
    reported = [row for file in held.FILES[language] for row in held.rows(f"{file}_{language}", "report")]

    assert len(reported) >= 200
    assert sum(not row["claims"] for row in reported) >= 0.4 * len(reported)


def test_articles_are_many_and_a_quarter_of_them_tell_of_nothing_that_shifts() -> None:
    rows = [row for file in held.ARTICLES for row in held.rows(file)]
    quiet = [row for row in rows if not row["shifts"]]

    assert len(rows) >= 60
    assert len(quiet) >= len(rows) / 4
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["half"] for row in rows} == set(held.HALVES)


def test_nothing_is_held_back_twice() -> None:
    texts = [
        row["text"]
        for name in (*(f"{file}_{name}" for name in held.FILES for file in held.FILES[name]), *held.ARTICLES)
        for row in held.rows(name)
    ]

    assert len(texts) == len(set(texts))
