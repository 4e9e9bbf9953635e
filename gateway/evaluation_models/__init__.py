"""Files of evaluation models: `reading` gives a model with every error at its file and line, `json_schema` is the form for editors,
`state_diagram` draws the states for the docs."""
