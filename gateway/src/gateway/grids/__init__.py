"""The record's grids, each described once: its page, its sorting and filtering, its files (R57, R86, R253).

`columns` says what a grid is, `record` which grids a customer's record has, `asking` how somebody wants to see one,
`viewing` gives the rows that this leaves, `files` writes them.
"""
