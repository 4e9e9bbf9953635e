"""A list of the graph as a file (导出): the operation is run page by page as /graphql would run it, and its rows are written as they come.

`asked` is what a request says, `shape` finds the rows and columns in the document, `pages` runs the operation, `cells` makes texts of
values, `csv_rows`, `json_lines` and `workbook` are the formats, `closing` is what stands at the end of each, `exporting` joins them.
"""
