"""Tables in and out: CSV and XLSX files as people's offices make them.

What this room promises
- Reading understands UTF-8 with and without BOM, UTF-16 and GB18030, comma, semicolon and tab, XLSX, and columns
  named in Chinese or English in any order. What is wrong is said with row and column, all of it at once.
- A file cannot hurt: size, rows, columns and unpacked size are bounded, entities and macros are never touched,
  formulas are read as their last value.
- Writing guards every text that a spreadsheet would run as a formula, and opens in Excel with Chinese intact.
"""
