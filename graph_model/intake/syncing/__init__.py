"""What a sync needs of the intake: which row of which system stands behind which record, and how far a sync has come.

`statements` keeps what each source row says, so that a row which changes or goes takes with it what it said before;
`deciding` turns changed statements into records, corrections and retirements; `batches` commits them with the ledger and the
checkpoint of `states` in one transaction. docs/systems/sync.md is the same for people.
"""
