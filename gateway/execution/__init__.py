"""Operation documents: parse and validate once (`documents`), run with variables (`running`), errors as codes (`errors`)."""
