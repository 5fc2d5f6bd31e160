"""Catalogues from and to files: spreadsheets (.xlsx, .csv) and TOML.

    file -> sheets (workbook.py, delimited.py) -> cells (cells.py) under headings (headings.py, columns.py)
         -> entries and problems (entries.py) -> Given -> check upon what is stored (taking.py) -> tables (storing.py)

Nothing is written before every problem is known; each names file, sheet, row and column.
"""
