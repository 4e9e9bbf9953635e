"""Compiled execution: a valid operation becomes Python functions, one for the objects of each place of its answer.

`operation` compiles and runs; `variants` decides what is selected where; `objects` and `lists` write the functions, of code
that asks a field (`resolving`, `strawberry_fields`, `arguments`) and code that completes what came (`values`, `leaves`). What is
not as nearly all values are goes through `completing`, `abstract`, `failing` and `waiting`, which do exactly what graphql-core
does. `unsupported` tells what is left to graphql-core.
"""
